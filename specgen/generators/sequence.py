"""Running numbers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Frame, Ints, Maker, Reading, Scope, Site
from specgen.domains import Integer, parameter
from specgen.nodes import Node
from specgen.parameters import Filler, Finder
from specgen.records import record
from specgen.types import from_units, units


@record
class Sequence(Filler):
    """Running numbers in row order: start, start + step, …

    Use it for keys; an integer key without a filler is one. Keys with gaps have `run` and `skip`: of each 32 numbers only 8 with
    `{run: 8, skip: 24}`. The row's number follows from the value, so a foreign key that holds such numbers can be followed back.
    """

    name: ClassVar[str] = "sequence"
    group: ClassVar[str] = "keys"
    by_row: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: sequence_example
seed: 1
tables:
  tickets:
    rows: 5
    columns:
      ticket: {type: integer, sequence: {start: 100, step: 10}}
"""

    start: int = parameter(Integer(), default=1, typical=100, doc="The first number.")
    step: int = parameter(Integer(), default=1, typical=10, doc="The difference between two neighbours.")
    run: int = parameter(Integer(minimum=1), default=1, typical=8, doc="After so many numbers comes a gap.")
    skip: int = parameter(Integer(minimum=0), default=0, typical=24, doc="How many numbers each gap leaves out.")

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Sequence:
        if scope.type.kind != "integer":
            text = f"; number the rows in a column of its own, and write e.g. expr: 'A-' || {scope.key_of(scope.table) or 'id'}"
            help = "make it an integer or bigint" + (text if scope.type.kind == "text" else "")
            raise node.fault("wrong-type", f"sequence fills integers, the column is {scope.type.sql}", help)
        return super().bind(node, scope)

    def distinct(self, site: Reading) -> bool:
        return self.step != 0

    def rows_of(self, values: Ints) -> Ints:
        """The row numbers that hold these values; -1 where none would in however long a table."""
        number, period = (values - self.start) // self.step, self.run + self.skip
        rows = number // period * self.run + number % period
        return np.where(self._of(rows) == values, rows, -1)

    def _of(self, rows: Ints) -> Ints:
        return self.start + self.step * (rows + self.skip * (rows // self.run) if self.skip else rows)

    def finder(self, site: Site) -> Finder | None:
        return (lambda cells: self.rows_of(units(cells))) if self.step else None

    def prepare(self, site: Site) -> Maker:
        last = int(self._of(np.array(max(site.rows() - 1, 0))))
        if not site.type.low <= min(self.start, last) <= max(self.start, last) <= site.type.high:
            raise ValueError(
                f"runs to {last}, beyond what {site.type.sql} holds ({site.type.low} to {site.type.high}); a wider type is bigint"
            )

        def make(frame: Frame) -> pa.Array:
            return from_units(self._of(frame.rows), site.type)

        return make


KIND = Sequence
