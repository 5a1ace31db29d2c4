"""The rows that come in a window of time: those of tables in time order, their blocks, and what is needed for the first time."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from specgen.contracts import Executor, Ints
from specgen.engine.batches import ROWS, Piece, below
from specgen.engine.frames import BaseFrame
from specgen.engine.moments import moments
from specgen.expressions import Path
from specgen.language.model import Per
from specgen.records import record
from specgen.window import FIRST, LAST, Window, written

if TYPE_CHECKING:
    from specgen.engine.engine import Engine

_PROBES = 256
"""Rows that are looked at in each step of a search."""


@record
class Ranges:
    """Rows start[i] to stop[i] of a table for each i, in row order."""

    start: Ints
    stop: Ints

    @property
    def size(self) -> int:
        return int((self.stop - self.start).sum())

    def cut(self, step: int) -> Iterator[Ranges]:
        """At most so many rows at a time: one range is cut, of many some are taken."""
        if len(self.start) != 1:
            yield from (Ranges(self.start[at : at + step], self.stop[at : at + step]) for at in range(0, len(self.start), step))
            return
        for at in range(int(self.start[0]), int(self.stop[0]), step):
            yield Ranges(np.array([at]), np.minimum(self.stop, at + step))


class Increment:
    """The rows of a window. Windows that follow one another hold each row once, and together all rows of the data set."""

    def __init__(self, engine: Engine, window: Window):
        self._engine, self.window = engine, window
        self._led = cache(lambda leader: _led(engine, leader, window))

    def rows(self, table: str) -> int:
        """How many rows of a table there are in it."""
        return self._ranges(table).size

    def passes(self, tables: Iterable[str]) -> dict[str, int]:
        """The tables that have to be passed over once to tell which rows of these tables come when, with their rows."""
        line = self._engine.timeline
        return {name: self._engine.plan.tables[name].rows for name in line.passes(frozenset(line.leaders[table] for table in tables))}

    def is_last(self, tables: Iterable[str]) -> bool:
        """Whether no row of these tables comes after it."""
        until = self.window.until
        return until is None or not any(Increment(self._engine, Window(until, None)).rows(name) for name in tables)

    def extent(self, tables: Iterable[str]) -> tuple[str, str] | None:
        """When the first and the last rows of these tables come, as text; None where no row of the data set has a time."""
        leaders = dict.fromkeys(self._engine.timeline.leaders[table] for table in tables)
        found = [moment for leader in leaders for moment in self._ends(leader) if moment != FIRST]
        return (written(min(found)), written(max(found))) if found else None

    def _ends(self, leader: str) -> tuple[int, ...]:
        """The first and the last moment at which rows of a leader come."""
        last, settled = self._engine.rows(leader) - 1, self._engine.moments(leader)
        if last < 0:
            return ()
        if settled is not None:
            return int(settled.min()), int(settled.max())
        with closing(self._engine.at(leader, np.array([0, last]))) as frame:
            first, latest = moments(frame, self._engine.timeline.times[leader]).tolist()
        return first, latest

    def _ranges(self, table: str) -> Ranges:
        """Where they are: the blocks of those of the parent, up to the table that leads."""
        if self._engine.timeline.leaders[table] == table:
            return self._led(table)
        above, where = self._ranges(str(self._engine.spec.tables[table].parent)), self._engine.offsets(table)
        return Ranges(where[above.start], where[above.stop])

    def pieces(self, executor: Executor, tables: Iterable[str], rows: int = ROWS) -> Generator[Piece, None, None]:
        """All rows of these tables, in load order and within a table in row order, at most about `rows` at a time."""
        wanted = frozenset(tables)
        for made in executor.map(_Work(self._engine, wanted), self._parts(wanted, rows)):
            yield from made

    def _parts(self, wanted: frozenset[str], rows: int) -> Iterator[tuple[str, Ranges]]:
        leaders = self._engine.timeline.leaders
        for leader in dict.fromkeys(leaders[name] for name in self._engine.plan.tables if name in wanted):
            ranges = self._led(leader)
            longest = max(self._ranges(name).size for name in wanted if leaders[name] == leader)
            step = max(1, rows * ranges.size // max(longest, ranges.size, 1))
            yield from ((leader, part) for whole in self._by_blocks(leader, ranges, rows) for part in whole.cut(step))

    def _by_blocks(self, leader: str, ranges: Ranges, rows: int) -> Iterator[Ranges]:
        """Rows of a block are made with all of their block, so that these count."""
        if not isinstance(self._engine.spec.tables[leader].rows, Per):
            yield ranges
            return
        where = self._engine.offsets(leader)
        parents, inverse = np.unique(where.searchsorted(ranges.start, side="right") - 1, return_inverse=True)
        part = (np.cumsum(where[parents + 1] - where[parents]) // rows)[inverse]
        edges = np.flatnonzero(np.diff(part, prepend=-1, append=-1))
        yield from (Ranges(ranges.start[at:end], ranges.stop[at:end]) for at, end in itertools.pairwise(edges))


@record
class _Work:
    """Makes rows of a leader, with the wanted tables' rows that it leads."""

    engine: Engine
    wanted: frozenset[str]

    def __call__(self, part: tuple[str, Ranges]) -> list[Piece]:
        leader, ranges = part
        with closing(self._frame(leader, ranges)) as root:
            names = [name for name in self.engine.plan.tables if self.engine.timeline.leaders[name] == leader]
            return below(self.engine, root, names, self.wanted)

    def _frame(self, leader: str, ranges: Ranges) -> BaseFrame:
        if len(ranges.start) == 1:
            return self.engine.frame(leader, int(ranges.start[0]), int(ranges.stop[0]))
        return self.engine.at(leader, ranges.start)


def _led(engine: Engine, leader: str, window: Window) -> Ranges:
    """The rows of a leader in a window: found by search, by the times of what is crossed, or by when they are needed."""
    settled, times = engine.moments(leader), engine.timeline.times.get(leader)
    if settled is not None:
        rows = np.flatnonzero(window.holds(settled)).astype(np.int64)
        return Ranges(rows, rows + 1)
    assert times is not None, "a leader without a time of its own is settled"
    if isinstance(engine.spec.tables[leader].rows, Per):
        rows = _crossed(engine, leader, times, window)
        return Ranges(rows, rows + 1)
    start, stop = (first_row(engine, leader, times, moment) for moment in (window.low, window.high))
    return Ranges(np.array([start]), np.array([stop]))


def _crossed(engine: Engine, leader: str, times: Sequence[Path], window: Window) -> Ints:
    """The rows of a `cross`: every block has the same times, and where its first part has one too, a row comes with the later."""
    parent, key = str(engine.spec.tables[leader].parent), engine.block_key(leader)
    parents = before = within = engine.rows(parent)
    length = engine.rows(leader) // max(parents, 1)
    with closing(engine.frame(leader, 0, length)) as block:
        found = moments(block, [path for path in times if path[0] != key])
    above = [path[1:] for path in times if path[0] == key]
    if above:
        before, within = (first_row(engine, parent, above, moment) for moment in (window.low, window.high))
    old = np.arange(before)[:, None] * length + np.flatnonzero(window.holds(found))
    new = np.arange(before, within)[:, None] * length + np.flatnonzero(found < window.high)
    return np.concatenate([old.ravel(), new.ravel()]).astype(np.int64)


def first_row(engine: Engine, table: str, times: Sequence[Path], moment: int) -> int:
    """The first row that is not before a moment, or the number of rows: about log₂₅₆(rows) looks at 256 rows each."""
    low = high = engine.rows(table)
    if moment < LAST:
        low = 0
    while low < high:
        probes = np.unique(np.linspace(low, high - 1, _PROBES).astype(np.int64))
        with closing(engine.at(table, probes)) as frame:
            late = np.append(moments(frame, times) >= moment, True)
        first = int(np.argmax(late))
        low, high = int(probes[first - 1]) + 1 if first else low, int(np.append(probes, high)[first])
    return low
