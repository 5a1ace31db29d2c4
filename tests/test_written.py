"""Files of every format come back as the rows that were written, and are loaded as if they were generated now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from specgen.written import Written
from tests import reading
from tests.integration.test_formats import awkward, differing, each_format, written


@each_format
def test_awkward_values_of_every_type_come_back(format: str, options: Mapping[str, str], tmp_path: Path) -> None:
    made, types = awkward()
    written(api.open_files(str(tmp_path), format, options=options), made, types)

    found = pa.Table.from_batches(Written(tmp_path).batches("t"))

    assert differing(found, made, types) == []


@pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])
def test_files_are_loaded_with_the_seed_and_params_that_made_them(format: str, tmp_path: Path) -> None:
    api.load("ecommerce", {"scale": "0.1", "seed": "7"}).run([api.open_files(str(tmp_path / "files"), format)])
    data = api.load("ecommerce")

    outcome = data.reload(tmp_path / "files", [api.open_target(f"duckdb:{tmp_path / 'x.duckdb'}")])

    assert outcome.checks and not outcome.failed
    made = Written(tmp_path / "files").manifest
    assert {name: table.fingerprint for name, table in outcome.manifest.tables.items()} == {
        name: table.fingerprint for name, table in made.tables.items()
    }
    assert (outcome.manifest.seed, outcome.manifest.params["scale"]) == (7, 0.1)


def test_a_changed_file_is_refused_unless_told(tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.1"})
    data.run([api.open_files(str(tmp_path / "files"))])
    products = tmp_path / "files" / "products.csv"
    products.write_text(products.read_text(encoding="utf-8").replace('"Books"', '"Crates"', 1), encoding="utf-8")
    target = f"duckdb:{tmp_path / 'x.duckdb'}"

    with pytest.raises(EnvironmentProblem, match="the rows of products are not those that were generated") as refused:
        data.reload(tmp_path / "files", [api.open_target(target)])
    assert "--changed" in refused.value.help
    assert not (tmp_path / "x.duckdb").exists()
    assert data.reload(tmp_path / "files", [api.open_target(target)], changed=True, strict=False).manifest.tables["products"].rows == 200


def test_what_is_no_folder_of_files_or_of_another_spec_is_told(tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.1"})
    with pytest.raises(EnvironmentProblem, match=r"manifest.json cannot be read: No such file"):
        data.reload(tmp_path, [])
    data.run([api.open_files(str(tmp_path))], tables=["products"])
    with pytest.raises(EnvironmentProblem, match="customers has no file"):
        data.reload(tmp_path, [])
    (tmp_path / "products.csv").write_text('"1","x\n', encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match=r"products.csv cannot be read"):
        data.reload(tmp_path, [], tables=["products"])


def test_the_reading_of_the_tests_agrees(tmp_path: Path) -> None:
    api.load("sensors", {"last_day": "2025-01-03"}).run([api.open_files(str(tmp_path))])

    for name in Written(tmp_path).manifest.tables:
        assert reading.fingerprint(pa.Table.from_batches(Written(tmp_path).batches(name))) == reading.fingerprint(
            reading.table(tmp_path, name)
        )


@each_format
def test_no_rows_come_back_as_none(format: str, options: Mapping[str, str], tmp_path: Path) -> None:
    made, types = awkward()
    bare = {**options, "header": "false"} if format == "csv" else options
    written(api.open_files(str(tmp_path), format, options=bare), made.slice(0, 0), types)

    assert [batch for batch in Written(tmp_path).batches("t") if batch.num_rows] == []
