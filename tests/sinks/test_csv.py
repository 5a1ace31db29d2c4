"""CSV files come back as what was written, all of them or none."""

from __future__ import annotations

import datetime
import json
import os
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from specgen.errors import EnvironmentProblem
from specgen.manifest import Manifest, WrittenTable
from specgen.sinks.csv import CsvSink

ITEMS = pa.schema(
    {
        "id": pa.int32(),
        "note": pa.string(),
        "price": pa.decimal128(10, 2),
        "at": pa.timestamp("us"),
        "good": pa.bool_(),
        "tags": pa.list_(pa.string()),
    }
)
SCHEMAS = {"items": ITEMS, "nothing": pa.schema({"x": pa.int32()})}
MANIFEST = Manifest(
    "shop", 42, {}, {}, {"items": WrittenTable(3, {"id": "integer"}, "f1"), "nothing": WrittenTable(0, {"x": "integer"}, "f2")}
)

NOON = datetime.datetime(2025, 1, 2, 12, 0)
ROWS = {
    "id": [1, 2, 3],
    "note": ['say "hi",\nyou', "", None],
    "price": [Decimal("1.50"), None, Decimal("-0.01")],
    "at": [NOON, None, NOON],
    "good": [True, False, None],
    "tags": [['a"b', None, "c,d"], [], None],
}


def _batch() -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(ROWS, schema=ITEMS)


def _written(directory: Path, *batches: pa.RecordBatch) -> None:
    sink = CsvSink(directory)
    sink.inspect(["items", "nothing"])
    sink.begin(SCHEMAS)
    for batch in batches:
        sink.write("items", batch)
    sink.commit(MANIFEST)


def test_text_is_rfc_4180_and_null_is_not_the_empty_string(tmp_path: Path) -> None:
    _written(tmp_path, _batch())

    stamp = "2025-01-02 12:00:00"
    lines = (tmp_path / "items.csv").read_bytes().decode().replace(".000000", "")
    assert lines == (
        "id,note,price,at,good,tags\n"
        f'1,"say ""hi"",\nyou",1.50,{stamp},true,"[""a\\""b"",null,""c,d""]"\n'
        '2,"",,,false,"[]"\n'
        f"3,,-0.01,{stamp},,\n"
    )


def test_duckdb_reads_back_the_values(tmp_path: Path) -> None:
    _written(tmp_path, _batch())

    types = "{'id': 'INT', 'note': 'VARCHAR', 'price': 'DECIMAL(10,2)', 'at': 'TIMESTAMP', 'good': 'BOOLEAN', 'tags': 'JSON'}"
    options = f"columns = {types}, allow_quoted_nulls = false"
    query = f"SELECT * REPLACE (CAST(tags AS VARCHAR[]) AS tags) FROM read_csv('{tmp_path / 'items.csv'}', {options})"
    found = duckdb.sql(query).fetchall()

    assert found == list(zip(*ROWS.values(), strict=True))


def test_a_table_without_rows_has_a_header(tmp_path: Path) -> None:
    _written(tmp_path)

    assert (tmp_path / "nothing.csv").read_text() == "x\n"


def test_sizes_of_batches_change_no_byte(tmp_path: Path) -> None:
    _written(tmp_path / "one", _batch())
    _written(tmp_path / "many", *(_batch().slice(i, 1) for i in range(3)))

    for name in ("items.csv", "manifest.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


def test_the_manifest_says_what_was_written_and_not_where(tmp_path: Path) -> None:
    _written(tmp_path, _batch())

    text = (tmp_path / "manifest.json").read_text()
    items = Manifest.from_json(text).tables["items"]
    assert (items.rows, items.columns, items.fingerprint) == (3, {"id": "integer"}, "f1")
    assert items.files[0].bytes == os.path.getsize(tmp_path / "items.csv")
    assert str(tmp_path) not in text
    assert json.loads(text)["seed"] == 42


def test_nothing_has_its_name_before_commit_and_abort_leaves_nothing(tmp_path: Path) -> None:
    sink = CsvSink(tmp_path)
    sink.begin(SCHEMAS)
    sink.write("items", _batch())
    before = [path.name for path in tmp_path.iterdir() if path.name.endswith((".csv", ".json"))]
    sink.abort()

    assert before == []
    assert list(tmp_path.iterdir()) == []


def test_an_aborted_run_leaves_the_files_of_the_one_before(tmp_path: Path) -> None:
    _written(tmp_path, _batch())
    earlier = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    sink = CsvSink(tmp_path)
    sink.begin(SCHEMAS)
    sink.abort()

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == earlier


def test_what_a_crash_left_behind_is_gone_after_the_next_run(tmp_path: Path) -> None:
    (tmp_path / ".items.csv.specgen-part").write_text("half a li")
    (tmp_path / "mine.txt").write_text("stays")

    _written(tmp_path, _batch())

    assert sorted(path.name for path in tmp_path.iterdir()) == ["items.csv", "manifest.json", "mine.txt", "nothing.csv"]


def test_a_place_that_cannot_hold_files_is_refused_before_the_first_row(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(EnvironmentProblem, match="cannot write to") as refused:
        CsvSink(tmp_path / "file").inspect(["items"])
    assert refused.value.help


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    sink = CsvSink(tmp_path)
    (tmp_path / "probe").symlink_to("/dev/full")
    sink.begin(SCHEMAS)
    (tmp_path / ".items.csv.specgen-part").unlink()
    sink.abort()
    from specgen.sinks.csv import _CsvFile
    from specgen.staging import plain_problems

    with pytest.raises(EnvironmentProblem, match="No space left"), plain_problems(tmp_path):
        _CsvFile(tmp_path / "probe", ITEMS).close()


def test_files_answer_no_queries(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="no queries"):
        CsvSink(tmp_path).query("SELECT 1")
