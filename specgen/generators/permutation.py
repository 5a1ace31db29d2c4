"""Unique integers in scrambled order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Expectation, Frame, Ints, Maker, Read, Reading, RowCount, Scope, Site
from specgen.counted import counted
from specgen.domains import Integer, parameter
from specgen.nodes import Node
from specgen.numeric.permutations import Permutation as Bijection
from specgen.numeric.permutations import permutation
from specgen.parameters import Filler, Finder, read
from specgen.records import record
from specgen.types import from_units, units

_LARGEST = 2**62


@record
class Permutation(Filler):
    """Different integers from `min` to `max` in scrambled order; without `max` there are as many as rows, so each comes once.

    Use it for public numbers that should not tell how many there are, or in which order they came. Give `max` where the table
    grows: then the rows that were there keep their numbers.
    """

    name: ClassVar[str] = "permutation"
    group: ClassVar[str] = "keys"
    by_row: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: permutation_example
seed: 1
tables:
  accounts:
    rows: 50
    primary_key: account_no
    columns:
      account_no: {type: integer, permutation: {min: 100000, max: 999999}}
      lottery_rank: {type: integer, permutation: {}}
"""

    min: int = parameter(Integer(), default=1, typical=1, doc="The smallest number.")
    max: int | None = parameter(Integer(), default=None, typical=1000, doc="The largest number; min + rows - 1 if left out.")

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Permutation:
        if not node.is_map:
            raise node.fault("wrong-type", f"permutation takes a mapping, got {node.text!r}", "write {} or {min: 100, max: 999}")
        bound = read(cls, node.entries, node, scope)
        if scope.type.kind != "integer":
            raise node.fault("wrong-type", f"permutation fills integers, the column is {scope.type.sql}", "make it an integer or bigint")
        for key in ("min", "max"):
            if key in node.entries and not scope.type.low <= getattr(bound, key) <= scope.type.high:
                what = f"{node.entries[key].text} is beyond what {scope.type.sql} holds ({scope.type.low} to {scope.type.high})"
                raise node.entries[key].fault("out-of-range", what, "a wider type is bigint")
        if bound.max is not None and bound.max < bound.min:
            raise node.fault("empty-range", f"there is nothing from {bound.min} to {bound.max}", "min comes before max")
        if bound.max is not None and bound.max - bound.min >= _LARGEST:
            raise node.fault("out-of-range", f"{bound.min} to {bound.max} are more than 2^62 numbers", "bring min and max closer")
        return bound

    def reads(self, site: Reading) -> Iterable[Read]:
        return (RowCount(site.table),) if self.max is None else ()

    def distinct(self, site: Reading) -> bool:
        return True

    def expect(self, site: Reading) -> Iterable[Expectation]:
        yield Expectation("range", {"min": self.min, "max": self.max})

    def finder(self, site: Site) -> Finder:
        shuffled, size = self._shuffled(site), self._last(site) - self.min + 1

        def find(cells: pa.Array) -> Ints:
            images = units(cells) - self.min
            inside = (images >= 0) & (images < size)
            return np.where(inside, shuffled.inverse(np.where(inside, images, 0)), -1)

        return find

    def _last(self, site: Site) -> int:
        return self.min + max(site.rows(), 1) - 1 if self.max is None else self.max

    def _shuffled(self, site: Site) -> Bijection:
        return permutation(self._last(site) - self.min + 1, site.stream("order"))

    def prepare(self, site: Site) -> Maker:
        rows, last = site.rows(), self._last(site)
        if last - self.min + 1 < rows:
            what = f"{self.min} to {last} are {counted(last - self.min + 1, 'number')}, too few for {rows:,} rows"
            raise ValueError(f"{what}; raise max to {self.min + rows - 1}")
        if last > site.type.high:
            raise ValueError(
                f"runs to {last}, beyond what {site.type.sql} holds ({site.type.low} to {site.type.high}); a wider type is bigint"
            )
        shuffled = self._shuffled(site)

        def make(frame: Frame) -> pa.Array:
            return from_units(self.min + shuffled(frame.rows), site.type)

        return make


KIND = Permutation
