"""The script in numpy keeps every promise at a tenth of the size, and each promise notices a damage that is made for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.judging import Columns, judged, kept, opened
from benchmarks.harness.promises import PROMISES
from tests.benchmarks.conftest import RIVALS
from tests.benchmarks.damages import DAMAGES

SCALE = 0.1


@pytest.fixture(scope="module", params=["csv", "parquet"])
def made(request: pytest.FixtureRequest, vocabulary: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("numpy")
    script = [sys.executable, RIVALS / "numpy_pyarrow" / "generate.py", folder, "--vocabulary", vocabulary]
    subprocess.run([*script, "--scale", str(SCALE), "--format", request.param], check=True)
    return folder, request.param


def test_the_numpy_script_keeps_every_promise(made: tuple[Path, str], columns: Columns) -> None:
    verdict = judged(*made, SCALE, columns)

    assert (verdict.columns, verdict.rows) == ((), ())
    assert [name for name, holds in verdict.promises.items() if not holds] == []


def test_each_promise_notices_its_damage(made: tuple[Path, str], columns: Columns) -> None:
    connection, _ = opened(*made, columns)
    blind = []
    for name in PROMISES:
        with connection.cursor() as damaged:
            damaged.execute("begin")
            damaged.execute(DAMAGES[name])
            blind += [name] if kept(damaged, SCALE, [name])[name] else []
            damaged.execute("rollback")

    assert blind == []


def test_each_damage_is_of_a_promise() -> None:
    assert DAMAGES.keys() == PROMISES.keys()


def test_a_table_that_is_missing_or_short_is_named(made: tuple[Path, str], columns: Columns, tmp_path: Path) -> None:
    folder, format = made
    for file in folder.glob(f"*.{format}"):
        if file.stem != "orders":
            (tmp_path / file.name).write_bytes(file.read_bytes())

    verdict = judged(tmp_path, format, 2 * SCALE, columns)

    assert not verdict.comparable
    assert [problem.split(":")[0] for problem in verdict.columns] == ["orders"]
    assert "order_items: 1250 rows, and 2500 are due" in verdict.rows
    assert not verdict.promises["order status has exact shares"]


def test_a_cell_of_another_type_and_a_column_of_another_name_are_named(tmp_path: Path, columns: Columns) -> None:
    (tmp_path / "products.csv").write_text("product_id,category,title,price\n1,Home,Lamp 1,cheap\n", encoding="utf-8")

    _, wrong = opened(tmp_path, "csv", {"products": columns["products"]})

    assert wrong[0] == "products has the columns product_id, category, title, price"
    assert wrong[1].startswith("products: Conversion Error")
