"""JSON Lines are lines of JSON, which other readers take as they are."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from specgen.manifest import Manifest, WrittenTable
from specgen.sinks.jsonl import JsonlSink

ROWS = {
    "id": pa.array([1, 2], pa.int64()),
    "price": pa.array([Decimal("12345678901234567890.12"), None], pa.decimal128(38, 2)),
    "note": pa.array(['two\nlines, "quoted" \\ 🎉\u2028', ""]),
    "at": pa.array([datetime.datetime(2025, 1, 2, 12), None], pa.timestamp("s")),
    "tags": pa.array([["a", None], None]),
    "place": pa.array([{"lat": -0.0, "name": None}, None], pa.struct([("lat", pa.float64()), ("name", pa.string())])),
}


def _written(directory: Path, **options: str) -> None:
    sink = JsonlSink.open(str(directory), False, options)
    batch = pa.record_batch(ROWS)
    sink.begin({"t": batch.schema})
    sink.write("t", batch.select(list(reversed(ROWS))))
    sink.prepare(Manifest("s", 1, {}, {}, {"t": WrittenTable(2, {}, "f")}))
    sink.commit()


def test_a_row_is_a_line_with_its_columns_in_the_order_of_the_table(tmp_path: Path) -> None:
    _written(tmp_path)

    assert (tmp_path / "t.jsonl").read_bytes().decode() == (
        '{"id":1,"price":12345678901234567890.12,"note":"two\\nlines, \\"quoted\\" \\\\ 🎉\u2028","at":"2025-01-02T12:00:00",'
        '"tags":["a",null],"place":{"lat":-0.0,"name":null}}\n'
        '{"id":2,"price":null,"note":"","at":null,"tags":null,"place":null}\n'
    )


def test_duckdb_reads_the_rows_without_being_told_how(tmp_path: Path) -> None:
    _written(tmp_path, compression="gzip")

    found = duckdb.sql(f"SELECT id, note, \"at\", tags, place.lat FROM '{tmp_path / 't.jsonl.gz'}'").fetchall()

    first = json.loads('"two\\nlines, \\"quoted\\" \\\\ 🎉\u2028"')
    assert found == [(1, first, datetime.datetime(2025, 1, 2, 12), ["a", None], -0.0), (2, "", None, None, None)]
