"""The same value in every row."""

from __future__ import annotations

from typing import Any, ClassVar

import pyarrow as pa

from specgen.contracts import Frame, Json, Maker, Scope, Site
from specgen.domains import written
from specgen.nodes import Node
from specgen.parameters import Filler
from specgen.records import record
from specgen.types import parse_value


@record
class Constant(Filler):
    """The same value in every row; `null` for a column that is always empty.

    Use it for flags and for columns that only later systems fill.
    """

    name: ClassVar[str] = "constant"
    group: ClassVar[str] = "choices"
    by_row: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: constant_example
seed: 1
tables:
  settings:
    rows: 3
    columns:
      currency: {type: char(3), constant: EUR}
      closed_on: {type: date, constant: null}
"""

    value: Any = None

    @classmethod
    def schema(cls) -> Json:
        return {"type": ["string", "number", "boolean", "null"], "description": "The value of every row."}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Constant:
        try:
            return cls(None if node.plain is None else parse_value(written(node, scope.type), scope.type))
        except ValueError as wrong:
            raise node.fault("wrong-type", f"{node.text!r} is no {scope.type.sql}", str(wrong)) from None

    def nullable(self) -> bool:
        return self.value is None

    def bounds(self) -> tuple[float, float] | None:
        return (self.value, self.value) if isinstance(self.value, int | float) else None

    def prepare(self, site: Site) -> Maker:
        scalar = pa.scalar(self.value, site.type.arrow)

        def make(frame: Frame) -> pa.Array:
            return pa.repeat(scalar, frame.size)

        return make


KIND = Constant
