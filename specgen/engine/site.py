"""Where a generator stands when rows are about to be made: `specgen.contracts.Site`."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from specgen.contracts import Children, Floats, Frame, Generator, Ints, Lengths, Maker, Mask
from specgen.engine.frames import SubsetFrame
from specgen.expressions import Expression
from specgen.numeric.permutations import permutation
from specgen.records import record
from specgen.streams import Stream, stream
from specgen.types import Type, plain

if TYPE_CHECKING:
    from specgen.engine.engine import Engine


@record
class ColumnSite:
    """A column (of `table`), or the block lengths of a table (`owner`) that is `per` the table."""

    engine: Engine
    table: str
    column: str
    type: Type
    exact: bool = False
    unique: bool = False
    owner: str = ""
    """Whose streams are drawn from, if not the table's."""
    prefix: str = ""
    """Where in the column's filler this is."""
    conditions: list[str] = field(default_factory=list)
    """Names of the SQL conditions that the column's maker reads."""

    @property
    def seed(self) -> int:
        return self.engine.spec.seed

    @property
    def locale(self) -> str:
        return self.engine.spec.locale

    @property
    def as_of(self) -> datetime.date | None:
        return self.engine.spec.as_of

    def stream(self, purpose: str = "") -> Stream:
        return stream(self.seed, self.owner or self.table, self.column, f"{self.prefix}{purpose}")

    def table_stream(self, purpose: str) -> Stream:
        return stream(self.seed, self.owner or self.table, "", purpose)

    def draw(self, purpose: str = "") -> Callable[[Frame], Floats]:
        if not self.exact:
            key = self.stream(purpose)
            return lambda frame: key.uniform(frame.address)
        order, rows = self.order(purpose), np.float64(max(self.rows(), 1))
        return lambda frame: (order(frame) + np.float64(0.5)) / rows

    def order(self, purpose: str = "") -> Callable[[Frame], Ints]:
        shuffled = permutation(self.rows(), self.stream(f"{purpose}order"))
        return lambda frame: shuffled(frame.rows)

    def nested(self, filler: Generator, purpose: str, type: Type | None = None) -> Maker:
        inner = replace(self, type=type or self.type, exact=False, unique=False, prefix=f"{self.prefix}{purpose}/")
        maker = self.engine.values_of(filler, inner)
        return maker if filler.cost == "row" and not getattr(filler, "of_block", False) else _on_whole_blocks(maker)

    def rows(self, table: str | None = None) -> int:
        return self.engine.rows(table or self.table)

    def lengths(self) -> Lengths:
        return self.engine.lengths(self.table)

    def whole(self, table: str, expression: Expression, type: Type) -> pa.Array:
        name = self.engine.auxiliary(table, expression, type)
        return self.engine.whole(table, name)

    def rollup(self, children: Children, function: str) -> Callable[[Frame], tuple[Ints | Floats, Mask]]:
        def gather(frame: Frame) -> tuple[Any, Mask]:
            values, filled = self.engine.rollup(self.table, children, function)
            return values[frame.rows], filled[frame.rows]

        return gather

    def evaluate(self, expression: Expression, type: Type) -> Maker:
        copied = self.engine.copy(self.table, expression, type)
        if copied is not None:
            return lambda frame: plain(copied(frame))
        name = self.engine.auxiliary(self.table, expression, type)
        self.conditions.append(name)
        return lambda frame: frame.column(name)


def _on_whole_blocks(maker: Maker) -> Maker:
    """A maker that needs whole blocks, for a frame that may be some rows of them."""

    def make(frame: Frame) -> pa.Array:
        if isinstance(frame, SubsetFrame):
            return make(frame.base).take(pa.array(frame.chosen))
        return maker(frame)

    return make
