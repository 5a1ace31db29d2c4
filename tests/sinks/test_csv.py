"""CSV files are RFC 4180, and their cells are never ambiguous."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from specgen.errors import SpecError
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
    sink.prepare(MANIFEST)
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
    options = f"columns = {types}, allow_quoted_nulls = false"
    query = f"SELECT * REPLACE (CAST(tags AS VARCHAR[]) AS tags) FROM read_csv('{tmp_path / 'items.csv'}', {options})"
    found = duckdb.sql(query).fetchall()

    assert found == list(zip(*ROWS.values(), strict=True))


def test_a_table_without_rows_has_a_header(tmp_path: Path) -> None:
    _written(tmp_path)

    assert (tmp_path / "nothing.csv").read_text() == "x\n"


def test_delimiter_null_and_header_are_chosen(tmp_path: Path) -> None:
    sink = CsvSink.open(str(tmp_path), False, {"delimiter": "tab", "null": "\\N", "header": "false"})
    sink.begin({"items": ITEMS.empty_table().select(["id", "note"]).schema})
    sink.write("items", _batch().select(["id", "note"]))
    sink.prepare(dataclasses.replace(MANIFEST, tables={"items": MANIFEST.tables["items"]}))
    sink.commit()

    assert (tmp_path / "items.csv").read_bytes() == b'1\t"say ""hi"",\nyou"\n2\t""\n3\t\\N\n'
    assert Manifest.from_json((tmp_path / "manifest.json").read_text()).options == {
        "delimiter": "\t", "null": "\\N", "header": False, "compression": "none",
    }  # fmt: skip


@pytest.mark.parametrize(("option", "value"), [("delimiter", '"'), ("delimiter", ",,"), ("delimiter", "."), ("null", "0"), ("null", "true"),
                                               ("null", "NaN"), ("null", "a,b"), ("null", '"')])  # fmt: skip
def test_what_would_make_cells_ambiguous_is_refused(option: str, value: str) -> None:
    with pytest.raises(SpecError) as refused:
        CsvSink.open("csv", False, {option: value})
    assert refused.value.faults[0].code == "bad-option"


def test_a_decimal_has_no_exponent_and_bytes_are_hexadecimal(tmp_path: Path) -> None:
    columns = {"d": pa.array([Decimal("0.0000000001")], pa.decimal128(38, 10)), "b": pa.array([b"\x00\xff"])}
    batch = pa.record_batch(columns)
    sink = CsvSink(tmp_path)
    sink.begin({"items": batch.schema})
    sink.write("items", batch)
    sink.prepare(dataclasses.replace(MANIFEST, tables={"items": MANIFEST.tables["items"]}))
    sink.commit()

    assert (tmp_path / "items.csv").read_text() == 'd,b\n"0.0000000001","\\x00ff"\n'
