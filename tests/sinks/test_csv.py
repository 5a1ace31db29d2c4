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
from specgen.fingerprint import Fingerprint
from specgen.manifest import Manifest
from specgen.plan.model import Plan
from specgen.sinks.csv import CsvSink
from tests.plans import column, plan, table


def _plan() -> Plan:
    items = table(
        "items",
        3,
        column("id", "integer"),
        column("note", "text", nullable=True),
        column("price", "decimal(10,2)", nullable=True),
        column("at", "timestamp", nullable=True),
        column("good", "boolean", nullable=True),
        column("tags", "text[]", nullable=True),
        column("hush", "integer", hidden=True),
    )
    return plan(items, table("nothing", 0, column("x", "integer")))


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
    schema = pa.schema([(name, planned.column.type.arrow) for name, planned in _plan().tables["items"].columns.items() if name != "hush"])
    return pa.RecordBatch.from_pydict(ROWS, schema=schema)


def _written(directory: Path, *batches: pa.RecordBatch) -> None:
    sink = CsvSink(directory, _plan())
    sink.inspect(["items", "nothing"])
    sink.begin()
    for batch in batches:
        sink.write("items", batch)
    sink.commit()


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
    query = f"SELECT * REPLACE (CAST(tags AS VARCHAR[]) AS tags) FROM read_csv('{tmp_path / 'items.csv'}', columns = {types})"
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
    fingerprint = Fingerprint(_batch().schema)
    fingerprint.update(_batch())
    assert (items.rows, items.fingerprint) == (3, fingerprint.hexdigest())
    assert items.columns["price"] == "decimal(10,2)"
    assert items.files[0].bytes == os.path.getsize(tmp_path / "items.csv")
    assert str(tmp_path) not in text
    assert json.loads(text)["seed"] == 42


def test_nothing_has_its_name_before_commit_and_abort_leaves_nothing(tmp_path: Path) -> None:
    sink = CsvSink(tmp_path, _plan())
    sink.begin()
    sink.write("items", _batch())
    before = [path.name for path in tmp_path.iterdir() if path.name.endswith((".csv", ".json"))]
    sink.abort()

    assert before == []
    assert list(tmp_path.iterdir()) == []


def test_an_aborted_run_leaves_the_files_of_the_one_before(tmp_path: Path) -> None:
    _written(tmp_path, _batch())
    earlier = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    sink = CsvSink(tmp_path, _plan())
    sink.begin()
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
        CsvSink(tmp_path / "file", _plan()).inspect(["items"])
    assert refused.value.help


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    sink = CsvSink(tmp_path, _plan())
    (tmp_path / "probe").symlink_to("/dev/full")
    sink.begin()
    (tmp_path / ".items.csv.specgen-part").unlink()
    sink.abort()
    from specgen.sinks.csv import _CsvFile
    from specgen.staging import plain_problems

    with pytest.raises(EnvironmentProblem, match="No space left"), plain_problems(tmp_path):
        _CsvFile(tmp_path / "probe", _plan().tables["items"]).close()


def test_files_answer_no_queries(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="no queries"):
        CsvSink(tmp_path, _plan()).query("SELECT 1")
