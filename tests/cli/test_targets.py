"""Which database is meant without --to, and what .env has to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.mark.parametrize("through", ["environment", ".env"])
def test_a_configured_server_is_named_and_the_rows_go_to_duckdb(
    through: str, cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if through == ".env":
        (folder / ".env").write_text("POSTGRES_SOURCE_HOST=db.example.com\nPOSTGRES_SOURCE_PASSWORD=hidden\n", encoding="utf-8")
    else:
        monkeypatch.setenv("POSTGRES_SOURCE_HOST", "db.example.com")

    done = cli("load", "shop.yaml")

    assert done.code == 0
    (line,) = done.err.splitlines()
    assert "db.example.com" in line and "not yet here" in line and "duckdb:data/shop.duckdb" in line
    assert "hidden" not in done.out + done.err


def test_with_a_target_nothing_is_said_of_the_server(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_SOURCE_HOST", "db.example.com")

    assert cli("load", "shop.yaml", "--to", "duckdb:x.duckdb").err == ""


def test_the_database_of_a_strange_name_is_a_file_in_data(cli: Cli, folder: Path) -> None:
    spec = folder / "shop.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("name: shop", "name: my/shop 2"), encoding="utf-8")

    assert cli("load", "shop.yaml").code == 0
    assert (folder / "data" / "my_shop_2.duckdb").is_file()
