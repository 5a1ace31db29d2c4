"""Rows as JSON objects, one a line."""

from __future__ import annotations

import json

import pyarrow as pa

from specgen.records import record
from specgen.types.lines import Lines
from specgen.types.text import in_quotes, json_inside


@record
class Objects(Lines):
    """An object a row with these names in order; NULL is null."""

    names: tuple[str, ...]
    null: str = "null"
    designator: str = "T"

    def before(self, place: int) -> str:
        return f"{',' if place else '{'}{json.dumps(self.names[place], ensure_ascii=False)}:"

    def end(self) -> str:
        return "}\n"

    def quoted(self, kind: pa.DataType) -> bool:
        return in_quotes(kind)

    def inside(self, values: pa.Array) -> pa.StringArray:
        return json_inside(values)
