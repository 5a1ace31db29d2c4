"""Values that the spec gives row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.contracts import Expectation, Frame, Ints, Json, Maker, Reading, Scope, Site
from specgen.nodes import Node
from specgen.parameters import Filler, Finder
from specgen.records import record

_FEW = 1_000
"""More distinct values than this are not listed in a check."""


@record
class Given(Filler):
    """The value that the row was given, under `rows` or in its file; the text names the file's column.

    A column of such a table that has no filler is one: `given` is written only where the names differ. Use it for look-up
    tables: countries, places, price lists.
    """

    name: ClassVar[str] = "given"
    group: ClassVar[str] = "choices"
    by_row: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: given_example
seed: 1
tables:
  places:
    rows:
      - {city: Springfield, state: IL, postcode: '62701', people: 114}
      - {city: Salem, state: OR, postcode: '97301', people: 175}
    primary_key: postcode
    columns: {city: text, state: char(2), postcode: text, inhabitants: {type: integer, given: people}}
  customers:
    rows: 50
    columns:
      postcode: {references: {to: places.postcode, pick: {weight: inhabitants}}}
      city: {type: text, expr: postcode.city}
"""

    column: str
    cells: pa.Array = field(compare=False, repr=False)

    @classmethod
    def schema(cls) -> Json:
        return {"type": "string", "title": "a name in the given rows", "description": "Which of the given values this is."}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Given:
        name = node.text or scope.column
        return cls(name, scope.given(name, node.span))

    def accepted(self) -> tuple[Any, ...] | None:
        found = pc.unique(self.cells).drop_null()
        return tuple(found.to_pylist()) if len(found) <= _FEW and len(found) < len(self.cells) else None

    def nullable(self) -> bool:
        return bool(self.cells.null_count)

    def distinct(self, site: Reading) -> bool:
        return self._different

    @property
    def _different(self) -> bool:
        return bool(len(pc.unique(self.cells).drop_null()) == len(self.cells) - self.cells.null_count)

    def expect(self, site: Reading) -> Iterable[Expectation]:
        listed = self.accepted()
        if listed is not None:
            yield Expectation("accepted_values", {"values": list(listed)})

    def finder(self, site: Site) -> Finder | None:
        return (lambda cells: _positions(cells, self.cells)) if self._different else None

    def prepare(self, site: Site) -> Maker:
        def make(frame: Frame) -> pa.Array:
            return self.cells.take(pa.array(frame.rows))

        return make


def _positions(cells: pa.Array, among: pa.Array) -> Ints:
    """Where each cell is, -1 for none."""
    found: Ints = pc.index_in(cells, value_set=among).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


KIND = Given
