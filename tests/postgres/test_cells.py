"""Every value of every type of the language comes back from a server as it went in."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

import pyarrow as pa

from specgen import api
from specgen.types import Type, parse_type, parse_value
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


def test_a_shipped_spec_comes_back_with_the_fingerprints_of_its_manifest(base: Base) -> None:
    data = api.load("ecommerce", {"scale": "0.2"})

    outcome = data.run([api.open_target(base.target)])

    expected = {name: table.fingerprint for name, table in outcome.manifest.tables.items()}
    types = {name: {column.name: column.type for column in data.spec.tables[name].visible} for name in data.tables}
    assert {name: reading.fingerprint(read(base, columns, name)) for name, columns in types.items()} == expected
