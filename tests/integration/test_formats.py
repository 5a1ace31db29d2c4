"""Every format gives back what it was given, for every type of the language, and writes the same bytes however the rows come."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen import api
from specgen.expressions import type_sql
from specgen.manifest import Manifest, WrittenTable
from specgen.render import Ddl, TableDdl
from specgen.sinks import Sink
from specgen.types import Type, parse_type
from tests import reading

UTC = datetime.timezone.utc
FIRST, LAST = datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59)
EPOCH = datetime.datetime(1970, 1, 1)
TEXTS = [
    "",
    " ",
    "NULL",
    "null",
    "\\N",
    'say "hi"',
    "a,b;c|d\te",
    "one\ntwo\r\nthree\r",
    "back\\slash\\",
    "日本 🎉 ​é",
    "'",
    "nul \0 del \x7f",
    "\x01\x1f\b\f",
]
AWKWARD: dict[str, list[Any]] = {
    "smallint": [0, -(2**15), 2**15 - 1],
    "integer": [0, -(2**31), 2**31 - 1],
    "bigint": [0, -(2**63), 2**63 - 1],
    "decimal(10,2)": [Decimal("0.00"), Decimal("-0.01"), Decimal("99999999.99")],
    "decimal(38,0)": [Decimal("9" * 38), Decimal("-" + "9" * 38), Decimal(0)],
    "decimal(38,38)": [Decimal("0." + "9" * 38), Decimal("-0." + "0" * 37 + "1"), Decimal("0." + "0" * 38)],
    "decimal(20,10)": [Decimal("-1234567890.0123456789"), Decimal("0.0000000001"), Decimal("0.0000000000")],
    "real": [0.0, -0.0, 1.5, 3.4028234663852886e38, 1e-45, math.nan, math.inf, -math.inf],
    "double": [0.0, -0.0, 0.1, 1.7976931348623157e308, 5e-324, 1e22, 123456789.125, math.nan, math.inf, -math.inf],
    "text": TEXTS,
    "varchar(200)": TEXTS,
    "boolean": [True, False],
    "date": [FIRST.date(), LAST.date(), EPOCH.date()],
    "time": [datetime.time(), datetime.time(23, 59, 59, 999999), datetime.time(1, 2, 3, 4)],
    "timestamp(0)": [FIRST, LAST, EPOCH],
    "timestamp(3)": [FIRST, LAST.replace(microsecond=999000)],
    "timestamp": [FIRST, LAST.replace(microsecond=999999), EPOCH - datetime.timedelta(microseconds=1)],
    "timestamptz": [FIRST.replace(tzinfo=UTC), LAST.replace(tzinfo=UTC)],
    "timestamptz(0)": [FIRST.replace(tzinfo=UTC), LAST.replace(tzinfo=UTC)],
    "interval": [datetime.timedelta(), datetime.timedelta(days=-400, microseconds=1), datetime.timedelta(days=90_000, microseconds=-1)],
    "uuid": ["123e4567-e89b-42d3-a456-426614174000"],
    "json": ['{"a": [1, null, "x\\n\\"y\\""]}', "[]", "null", '"text"'],
    "bytea": [b"", b"\x00\xff\n\"\\", bytes(range(256))],
}  # fmt: skip
AWKWARD |= {f"{sql}[]": [[], [None], [*values, None], values[:1]] for sql, values in AWKWARD.items()}
AWKWARD |= {
    "integer[][]": [[], [[]], [None, [1, None], []]],
    "struct(a integer, b text)": [{"a": 1, "b": text} for text in [*TEXTS, None]],
    "struct(x decimal(20,10), at timestamp, tags text[], deep struct(b bytea, d double)[])": [
        {"x": None, "at": None, "tags": None, "deep": None},
        {"x": Decimal("0.0000000001"), "at": FIRST, "tags": TEXTS, "deep": [None, {"b": b"\x00", "d": -0.0}, {"b": None, "d": math.nan}]},
    ],
    "struct(a integer, b text)[]": [[], [None, {"a": None, "b": None}, {"a": 7, "b": ""}]],
}
FORMATS: list[tuple[str, dict[str, str]]] = [
    ("parquet", {}),
    ("jsonl", {}),
    ("jsonl", {"compression": "zstd"}),
    ("csv", {}),
    ("csv", {"delimiter": ";", "compression": "gzip", "null": "NULL"}),
    ("csv", {"delimiter": "tab", "header": "false", "compression": "zstd", "null": "\\N"}),
]
each_format = pytest.mark.parametrize(
    ("format", "options"), FORMATS, ids=lambda value: "-".join(value.values()) or "plain" if isinstance(value, dict) else value
)
Types = dict[str, Type]


def written(sink: Sink, table: pa.Table, types: Types, rows: int = 7) -> None:
    """The table `t` in a sink, in batches of so many rows."""
    sink.inspect(["t"])
    sink.begin({"t": table.schema})
    for dialect in [sink.dialect] if sink.dialect else []:
        columns = ", ".join(f"{name} {type_sql(type, dialect)}" for name, type in types.items())
        sink.create(Ddl((TableDdl("t", (f"CREATE TABLE t ({columns})",)),), ()))
    for batch in table.to_batches(rows):
        sink.write("t", batch)
    sink.constrain(Ddl((), ()))
    stated = {name: type.sql for name, type in types.items()}
    sink.prepare(Manifest("s", 1, {}, {}, {"t": WrittenTable(table.num_rows, stated, reading.fingerprint(table))}))
    sink.commit()


def awkward() -> tuple[pa.Table, Types]:
    """One table with a column for each type: NULL, its awkward values, NULL."""
    types = {f"c{at}": parse_type(sql) for at, sql in enumerate(AWKWARD)}
    most = max(map(len, AWKWARD.values())) + 2
    cells = {f"c{at}": [None, *values, *[None] * (most - 1 - len(values))] for at, values in enumerate(AWKWARD.values())}
    return pa.table({name: pa.array(cells[name], type.arrow) for name, type in types.items()}), types


def differing(found: pa.Table, made: pa.Table, types: Types) -> list[str]:
    return [
        type.sql for name, type in types.items() if reading.fingerprint(found.select([name])) != reading.fingerprint(made.select([name]))
    ]


@each_format
def test_awkward_values_of_every_type_come_back(format: str, options: Mapping[str, str], tmp_path: Path) -> None:
    made, types = awkward()

    written(api.open_files(str(tmp_path), format, options=options), made, types)

    assert differing(reading.table(tmp_path, "t"), made, types) == []


@pytest.mark.skipif(duckdb.__version__ < "2", reason="compressing, DuckDB 1 takes 0.0 and -0.0 for one value")
def test_awkward_values_of_every_type_come_back_from_duckdb(tmp_path: Path) -> None:
    made, types = awkward()
    within = [name for name, type in types.items() if type.item is None or type.item.kind not in ("interval", "uuid", "json")]
    made, types = made.select(within), {name: types[name] for name in within}

    written(api.open_target(f"duckdb:{tmp_path / 't.duckdb'}"), made, types)

    assert differing(reading.database(tmp_path / "t.duckdb", "t", types), made, types) == []


@each_format
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_random_tables_come_back(format: str, options: Mapping[str, str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(list(AWKWARD)), min_size=1, max_size=5))
    types = {f"c {at}": parse_type(sql) for at, sql in enumerate(chosen)}
    rows = data.draw(st.integers(0, 20))
    cells = {name: data.draw(st.lists(_cells(type), min_size=rows, max_size=rows)) for name, type in types.items()}
    made = pa.table({name: pa.array(cells[name], type.arrow) for name, type in types.items()})

    with TemporaryDirectory() as directory:
        written(api.open_files(directory, format, options=options), made, types, rows=data.draw(st.integers(1, 20)))

        assert differing(reading.table(Path(directory), "t"), made, types) == []


def sinks(directory: Path) -> dict[str, Sink]:
    """A sink for each format and its options, by the name of its folder."""
    named = {
        "-".join([format, *(value for value in options.values() if value.isalpha())]): (format, options) for format, options in FORMATS
    }
    return {name: api.open_files(str(directory / name), format, options=options) for name, (format, options) in named.items()}


def test_neither_batches_nor_threads_change_a_byte(tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.2"})
    runs = [(1, 65_536), (1, 1_000), (8, 1_000)]

    for jobs, rows in runs:
        data.run(list(sinks(tmp_path / f"{jobs}-{rows}").values()), jobs=jobs, batch_rows=rows)

    files = [{path.relative_to(root): path.read_bytes() for path in root.rglob("*.*")} for root in sorted(tmp_path.iterdir())]
    assert len(files) == len(runs)
    assert len(files[0]) == len(FORMATS) * (len(data.tables) + 1)
    for found in files[1:]:
        assert [path for path in files[0] if found[path] != files[0][path]] == []


def test_a_shipped_spec_comes_back_with_the_fingerprints_of_its_manifest(tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.1"})
    made = sinks(tmp_path)

    outcome = data.run(list(made.values()), jobs=1)

    expected = {name: table.fingerprint for name, table in outcome.manifest.tables.items()}
    for folder in made:
        assert {name: reading.fingerprint(reading.table(tmp_path / folder, name)) for name in data.tables} == expected


def _cells(type: Type) -> st.SearchStrategy[Any]:
    return st.none() | _value(type)


def _value(type: Type) -> st.SearchStrategy[Any]:
    """Any value of a type, and the awkward ones more often than others."""
    if type.item is not None:
        return st.lists(_cells(type.item), max_size=3)
    if type.fields:
        return st.fixed_dictionaries({name: _cells(field) for name, field in type.fields})
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-(2 ** (type.bits - 1)), 2 ** (type.bits - 1) - 1),
        "double": st.floats(width=32 if type.bits == 32 else 64),
        "text": st.text(st.characters(codec="utf-8"), max_size=12),
        "date": st.dates(),
        "time": st.times(),
        "uuid": st.uuids().map(str),
        "bytes": st.binary(max_size=12),
    }
    if type.kind == "decimal":
        most = 10 ** (type.precision or 0) - 1
        return st.integers(-most, most).map(lambda unit: Decimal(f"{unit}E-{type.scale}"))
    return drawn.get(type.kind, st.nothing()) | st.sampled_from(AWKWARD[type.sql])
