"""Every value of every type of the language comes back from a server as it went in."""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from specgen.postgres import catalog
from specgen.postgres.address import read as read_address
from specgen.postgres.binary import writers
from specgen.postgres.session import Session
from specgen.types import Type, decoded, parse_type, parse_value
from tests import reading
from tests.integration.test_formats import AWKWARD, LAST, TEXTS, Types, differing, written
from tests.servers import Base

READ = {"json": "{}::text", "interval": "(extract(epoch FROM {}) * 1000000)::numeric::text", "bytes": "'\\x' || encode({}, 'hex')"}


def held(values: list[Any]) -> list[Any]:
    """Those that PostgreSQL can hold: no NUL in text, no 0 behind a backslash in JSON, no arrays of unequal length."""
    return [value for value in values if "\\u0000" not in json.dumps(value, default=str)]


def read(base: Base, types: Types, table: str = "t") -> pa.Table:
    """A table, each cell as text and then by the type."""
    columns = ", ".join(_selected(name, type) for name, type in types.items())
    rows = base.ask(f"SET timezone = 'UTC'; SET extra_float_digits = 1; SELECT {columns} FROM {table}")
    found = {name: [_value(row[at], type) for row in rows] for at, (name, type) in enumerate(types.items())}
    return pa.table({name: pa.array(found[name], type.arrow) for name, type in types.items()})


def _selected(name: str, type: Type) -> str:
    if type.item is not None and type.item.kind == "interval":
        each = f"SELECT extract(epoch FROM x) * 1000000 FROM unnest({name}) x"
        return f"CASE WHEN {name} IS NOT NULL THEN to_jsonb(ARRAY({each}))::text END"
    if type.item is not None or type.fields:
        plain = type.item is not None and type.item.item is None and not type.item.fields
        return f"to_jsonb({name}{'::text[]' if plain else ''})::text"
    return READ.get(type.kind, "{}::text").format(name)


def _value(text: Any, type: Type) -> Any:
    if text is None:
        return None
    if type.item is not None or type.fields:
        return _nested(json.loads(text, parse_float=Decimal, parse_int=Decimal), type)
    if type.kind == "double":
        return float(text)
    if type.kind == "interval":
        return int(Decimal(text))
    return parse_value(re.sub(r"\+00(:00)?$", "Z", text.replace("T", " ")) if type.kind == "timestamp" else text, type)


def _nested(value: Any, type: Type) -> Any:
    if value is None:
        return None
    if type.item is not None:
        return [_nested(item, type.item) for item in value]
    if type.fields:
        return {name: _nested(value[name], field) for name, field in type.fields}
    return _value(value, type)


def awkward() -> tuple[pa.Table, Types]:
    documents = ['{"a": [1, null, "x\\n\\"y\\""]}', "[]", "null", '"text"']
    wanted: dict[str, list[Any]] = {sql: held(values) for sql, values in AWKWARD.items()}
    wanted |= {"integer[][]": [[], [[1, None], [2, 3]]], "json": documents, "json[]": [[], [None], [*documents, None]]}
    deep = "struct(x decimal(20,10), at timestamp, tags text[], deep struct(b bytea, d double)[])"
    wanted[deep] += [{"x": Decimal("0.0000000001"), "at": LAST, "tags": held(TEXTS), "deep": [None, {"b": b"\x00", "d": math.nan}]}]
    wanted["text"] = [*wanted["text"], "a\n\\.\nb", "\\.", "\\", '"', ",", "\r", "\t"]
    types = {f"c{at}": parse_type(sql) for at, sql in enumerate(wanted)}
    most = max(map(len, wanted.values())) + 2
    cells = {f"c{at}": [None, *values, *[None] * (most - 1 - len(values))] for at, values in enumerate(wanted.values())}
    return pa.table({name: pa.array(cells[name], type.arrow) for name, type in types.items()}), types


def test_awkward_values_of_every_type_come_back(base_of_each_version: Base) -> None:
    made, types = awkward()

    written(api.open_target(base_of_each_version.target), made, types)

    assert differing(read(base_of_each_version, types), made, types) == []


FORMS: dict[str, Callable[[pa.Table], pa.Table]] = {
    "binary": lambda table: table,
    "binary without NULL": lambda table: without_null(table),
    "binary of dictionaries": lambda table: pa.table({name: coded(table[name]) for name in table.column_names}),
}


def without_null(table: pa.Table) -> pa.Table:
    """Each column with its first value in place of NULL."""
    columns = {name: column.combine_chunks() for name, column in zip(table.column_names, table.columns, strict=True)}
    filled = {name: column.take(pc.if_else(column.is_valid(), pa.array(range(len(column))), 1)) for name, column in columns.items()}
    return pa.table(filled)


def coded(column: pa.ChunkedArray) -> pa.Array:
    """Values backwards and NULL among them, as a dictionary that holds the first twice."""
    values = column.combine_chunks().drop_null()
    values = pa.concat_arrays([values, values[:1]])
    codes = [None if cell is None else len(values) - 1 - place % len(values) for place, cell in enumerate(column)]
    return pa.DictionaryArray.from_arrays(pa.array([*codes[:-1], len(values) - 1], pa.int32()), values)


@pytest.mark.parametrize("form", FORMS)
def test_values_that_are_sent_in_binary_come_back(form: str, base_of_each_version: Base) -> None:
    made, types = awkward()
    plain = {name: type for name, type in types.items() if type.item is None}
    table = FORMS[form](made.select(list(plain)))

    written(api.open_target(base_of_each_version.target), table, plain)

    with contextlib.closing(Session(read_address(base_of_each_version.target))) as session:
        assert writers(catalog.types(session, "t"), table.schema) is not None
    expected = pa.table({name: decoded(batch).column(0) for name, batch in batches_of(table)})
    assert differing(read(base_of_each_version, plain), expected, plain) == []


def batches_of(table: pa.Table) -> Iterator[tuple[str, pa.RecordBatch]]:
    for name in table.column_names:
        yield name, table.select([name]).combine_chunks().to_batches()[0]


@pytest.mark.parametrize("type", ["decimal(10,2)", "decimal(18,0)", "decimal(38,20)", "decimal(5,5)", "decimal(38,0)", "decimal(19,1)"])
def test_decimals_of_any_size_are_sent_to_the_digit(type: str, base: Base) -> None:
    wanted = parse_type(type)
    most = 10**wanted.precision - 1
    units = sorted({0, 1, -1, most, -most, most // 3, -(most // 7), *(10**digit for digit in range(wanted.precision)), 123_456_789 % most})
    cells = [Decimal(f"{unit}E-{wanted.scale}") for unit in units]
    table = pa.table({"c": pa.array([*cells, None], wanted.arrow)})

    written(api.open_target(base.target), table, {"c": wanted})

    assert read(base, {"c": wanted})["c"].to_pylist() == [*cells, None]


def test_a_uuid_may_be_written_in_other_ways_and_what_is_none_is_refused(base: Base) -> None:
    types = {"c": parse_type("uuid")}
    ways = ["{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}", "a0eebc999c0b4ef8bb6d6bb9bd380a11", None]

    written(api.open_target(base.target), pa.table({"c": pa.array(ways)}), types)

    assert read(base, types)["c"].to_pylist() == ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"] * 2 + [None]
    with pytest.raises(EnvironmentProblem) as refused:
        written(api.open_target(base.target, True), pa.table({"c": pa.array(["a0eebc999-c0b-4ef8-bb6d-6bb9bd380az1"])}), types)
    assert str(refused.value) == "'a0eebc999-c0b-4ef8-bb6d-6bb9bd380az1' is not a uuid"


@pytest.mark.parametrize("none", ["0123456789abcdef0123456789abcdef0123", "a0eebc99-9c0b-4ef8-bb6d+6bb9bd380a11"])
def test_a_text_as_long_as_a_uuid_without_its_hyphens_is_refused(none: str) -> None:
    kinds = {"c": "uuid"}
    one = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    (write,) = writers(kinds, pa.schema({"c": pa.string()})) or []

    with pytest.raises(EnvironmentProblem, match=f"'{re.escape(none)}' is not a uuid"):
        write(pa.array([one, none]))


def test_a_shipped_spec_comes_back_with_the_fingerprints_of_its_manifest(base: Base) -> None:
    data = api.load("ecommerce", {"scale": "0.2"})

    outcome = data.run([api.open_target(base.target)])

    expected = {name: table.fingerprint for name, table in outcome.manifest.tables.items()}
    types = {name: {column.name: column.type for column in data.spec.tables[name].visible} for name in data.tables}
    assert {name: reading.fingerprint(read(base, columns, name)) for name, columns in types.items()} == expected
