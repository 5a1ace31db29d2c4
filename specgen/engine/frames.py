"""Rows on which columns are evaluated, each at most once: `specgen.contracts.Frame`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from specgen.contracts import Addresses, Ints
from specgen.expressions import Path
from specgen.numeric.begins import edges
from specgen.numeric.blocks import ordinals, owners
from specgen.records import record
from specgen.streams import child_address
from specgen.types import pick, plain

if TYPE_CHECKING:
    from specgen.engine.engine import Engine


_SMALL = 4
"""A table of at most this part of the rows that refer to it is made whole rather than row by row."""


@record
class WholeBlocks:
    """`specgen.contracts.Blocks`: all rows of each of the parents."""

    offsets: Ints
    parents: BaseFrame

    @cached_property
    def ordinal(self) -> Ints:
        return ordinals(self.offsets, self.index)

    @cached_property
    def index(self) -> Ints:
        return owners(self.offsets)


class BaseFrame:
    """What every frame does with its rows; subclasses say which rows they are."""

    size: int

    def __init__(self, engine: Engine, table: str):
        self.engine, self.table = engine, table
        self.cells: dict[str, pa.Array] = {}
        """Columns as they were made: some as a dictionary of few values."""
        self._plain: dict[str, pa.Array] = {}
        self._links: dict[str, Ints] = {}
        self._others: dict[str, BaseFrame] = {}

    @property
    def rows(self) -> Ints:
        raise NotImplementedError

    @property
    def address(self) -> Addresses:
        raise NotImplementedError

    @property
    def blocks(self) -> WholeBlocks:
        raise AssertionError(f"{self.table} has no blocks")

    def column(self, name: str) -> pa.Array:
        if name not in self._plain:
            self._plain[name] = plain(self.coded(name))
        return self._plain[name]

    def path(self, path: Path) -> pa.Array:
        return self.column(path[0]) if len(path) == 1 else plain(self.coded_path(path))

    def coded(self, name: str) -> pa.Array:
        """A column as it was made, perhaps as a dictionary: for who treats each of its values once."""
        if name not in self.cells:
            self.engine.fill(self, (name,))
        return self.cells[name]

    def coded_path(self, path: Path) -> pa.Array:
        """What a path reads, as a dictionary where its values are those of fewer rows."""
        if len(path) == 1:
            return self.coded(path[0])
        reference, rest = path[0], path[1:]
        if reference == self.engine.block_key(self.table):
            return pick(self.blocks.parents.coded_path(rest), self.blocks.index)
        table, rows = self.engine.target(self.table, reference), self.link(reference)
        if len(rest) == 1 and ((table, rest[0]) in self.engine.plan.cached or _SMALL * self.engine.rows(table) <= len(rows)):
            return pick(self.engine.whole(table, rest[0]), rows)
        return pick(self._follow(reference, table, rows).coded_path(rest), compact(rows))

    def link(self, reference: str) -> Ints:
        if reference not in self._links:
            self._links[reference] = self.engine.link(self, reference)
        return self._links[reference]

    def link_path(self, path: Path) -> Ints:
        """The row numbers at the end of a chain of references, -1 where one of them is NULL."""
        rows = self.link(path[0])
        if len(path) == 1:
            return rows
        table = self.engine.target(self.table, path[0])
        beyond = self._follow(path[0], table, rows).link_path(path[1:])
        return np.append(beyond, -1)[compact(rows)]

    def _follow(self, reference: str, table: str, rows: Ints) -> BaseFrame:
        """The frame of the referenced rows, those of NULL references left out."""
        if reference not in self._others:
            self._others[reference] = self.engine.at(table, rows[rows >= 0])
        return self._others[reference]

    def children(self, table: str) -> BlockFrame:
        key = f"children:{table}"
        if key not in self._others:
            self._others[key] = BlockFrame(self.engine, table, self)
        found = self._others[key]
        assert isinstance(found, BlockFrame)
        return found

    def subset(self, chosen: Ints) -> BaseFrame:
        return SubsetFrame(self, chosen)

    def close(self) -> None:
        """Part from the frames that hang on this one: parents and children hold each other, so nothing else would free them soon."""
        others, self._others = self._others, {}
        for other in others.values():
            other.close()


class RowFrame(BaseFrame):
    """Independent rows, by row number."""

    def __init__(self, engine: Engine, table: str, rows: Ints):
        super().__init__(engine, table)
        self._rows, self.size = rows, len(rows)

    @property
    def rows(self) -> Ints:
        return self._rows

    @cached_property
    def address(self) -> Addresses:
        return self._rows.astype(np.uint64)


class BlockFrame(BaseFrame):
    """All rows of a `per` table that belong to the rows of a parent frame, block after block."""

    def __init__(self, engine: Engine, table: str, parents: BaseFrame):
        super().__init__(engine, table)
        self._starts, ends = edges(engine.offsets(table), parents.rows)
        self._blocks = WholeBlocks(np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - self._starts)]), parents)
        self.size = int(self._blocks.offsets[-1])

    @property
    def blocks(self) -> WholeBlocks:
        return self._blocks

    def close(self) -> None:
        super().close()
        self._blocks.parents.close()

    @cached_property
    def rows(self) -> Ints:
        skipped = self._starts - self._blocks.offsets[:-1]
        if self.size and (skipped == skipped[0]).all():  # the blocks follow on one another
            return np.arange(skipped[0], skipped[0] + self.size)
        return skipped.take(self._blocks.index) + np.arange(self.size)

    @cached_property
    def address(self) -> Addresses:
        return child_address(self._blocks.parents.address, self._blocks.index, self._blocks.ordinal)


class SubsetFrame(BaseFrame):
    """Chosen rows of another frame, which does the work."""

    def __init__(self, base: BaseFrame, chosen: Ints):
        super().__init__(base.engine, base.table)
        self.base, self.chosen, self.size = base, chosen, len(chosen)

    def close(self) -> None:
        super().close()
        self.base.close()

    @cached_property
    def rows(self) -> Ints:
        return self.base.rows.take(self.chosen)

    @cached_property
    def address(self) -> Addresses:
        return self.base.address.take(self.chosen)

    def coded(self, name: str) -> pa.Array:
        if name not in self.cells:
            self.cells[name] = self.base.coded(name).take(pa.array(self.chosen))
        return self.cells[name]

    def coded_path(self, path: Path) -> pa.Array:
        return self.base.coded_path(path).take(pa.array(self.chosen))

    def link(self, reference: str) -> Ints:
        return self.base.link(reference)[self.chosen]


def compact(rows: Ints) -> Ints:
    """Positions among the rows that are not -1; -1 stays."""
    present = rows >= 0
    return np.where(present, np.cumsum(present) - 1, -1)
