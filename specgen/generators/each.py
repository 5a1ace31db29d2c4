"""The moments of a calendar."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Frame, Ints, Maker, Reading, Scope, Site
from specgen.nodes import Node
from specgen.parameters import Filler, Finder
from specgen.records import record
from specgen.types import Type, from_units, units


@record
class Each(Filler):
    """The row's moment in a table whose rows are `{each: day, from: …, to: …}`.

    Use it for calendar tables, and with `cross` for readings at every moment.
    """

    name: ClassVar[str] = "each"
    group: ClassVar[str] = "time"
    by_row: ClassVar[bool] = True
    of_calendar: ClassVar[bool] = True
    """The moment is what makes the row: it says when it is, not only since when it is there."""
    example: ClassVar[str] = """\
specgen: 1
name: each_example
seed: 1
tables:
  days:
    rows: {each: day, from: 2024-01-01, to: 2024-12-31}
    primary_key: day
    columns:
      day: {type: date, each: {}}
      is_weekend: {type: boolean, expr: extract(isodow from day) >= 6}
"""

    start: int
    """Microseconds since 1970, or months where `months` counts."""
    step: int
    months: bool

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Each:
        if scope.type.kind not in ("date", "timestamp"):
            raise node.fault("wrong-type", f"each fills dates and timestamps, the column is {scope.type.sql}")
        start, step, months = scope.calendar(node.span)
        if scope.type.kind == "date" and not months and step % 86_400_000_000:
            raise node.fault("wrong-type", "the steps are shorter than a day", "make the column a timestamp")
        return cls(start, step, months)

    @property
    def rises(self) -> bool:
        return True

    def distinct(self, site: Reading) -> bool:
        return True

    def finder(self, site: Site) -> Finder:
        tick = _tick(site.type)

        def find(cells: pa.Array) -> Ints:
            moments = units(cells) * tick
            if self.months:
                moments = moments.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
            rows: Ints = (moments - self.start) // self.step
            return rows

        return find

    def prepare(self, site: Site) -> Maker:
        tick = _tick(site.type)

        def make(frame: Frame) -> pa.Array:
            units = self.start + self.step * frame.rows
            if self.months:
                units = units.astype("datetime64[M]").astype("datetime64[us]").astype(np.int64)
            return from_units(units // tick, site.type)

        return make


def _tick(type: Type) -> int:
    """Microseconds of a unit."""
    return 86_400_000_000 if type.kind == "date" else 1_000_000 // type.ticks


KIND = Each
