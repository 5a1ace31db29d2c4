"""The engine: compiles a plan's columns to makers, and makes frames of rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from specgen.contracts import Children, Floats, Generator, Ints, Lengths, Maker, Mask
from specgen.engine import lengths, lookup, moments, settle
from specgen.engine.frames import BaseFrame, BlockFrame, RowFrame, SubsetFrame
from specgen.engine.keeping import Kept, Key
from specgen.engine.passes import InMemory, Pass, Passes
from specgen.engine.recipe import Recipe, recipe
from specgen.engine.schedule import Scheduler
from specgen.engine.site import ColumnSite
from specgen.errors import Faults
from specgen.expressions import Evaluator, Expression
from specgen.fingerprint import CHUNK_ROWS
from specgen.language.model import Column, Per
from specgen.numeric.begins import Begins
from specgen.numeric.scatter import Rollup
from specgen.plan.graph import Graph, Node, block_key, by_value, target
from specgen.plan.model import Plan
from specgen.plan.timeline import Timeline
from specgen.types import Type, numbers, parse_type, units, valid, width

_BOOLEAN = parse_type("boolean")


class Engine:
    """Makes any rows of a planned data set; may be shared by threads, and is pickled as its recipe.

    What is made once and kept (makers, where blocks begin, gathered columns, roll-ups) is made when first needed, under one
    lock, so that it is made once; in each process that has the engine, since it is a pure function of the recipe.
    """

    def __init__(self, plan: Plan):
        self.plan, self.spec, self.timeline = plan, plan.spec, Timeline(plan.spec)
        self.evaluator = Evaluator()
        self.passes: Passes = InMemory()
        self.scheduler = Scheduler(self)
        self.block_key = cache(lambda table: block_key(self.spec.tables[table]))
        self.target = cache(lambda table, reference: target(self.spec, table, reference))
        self._kept = Kept()

    def __reduce__(self) -> tuple[Callable[[Recipe], Engine], tuple[Recipe]]:
        return engine_of, (recipe(self.spec),)

    @property
    def graph(self) -> Graph:
        """What depends on what."""
        return self._kept.once(("graph",), lambda: Graph(self.spec))

    def release(self, tables: Iterable[str]) -> None:
        """Let go of what no row of these tables needs, once those of all others are made; who needs it still makes it anew."""
        graph, needed = self.graph, self.graph.behind(tables)
        for key in self._kept:
            if not any(node in needed for node in _nodes(graph, key)):
                if key[0] == "offsets":
                    self.rows(key[1])  # this stays
                self._kept.drop(key)

    # ── how many rows, and where blocks begin ────────────────────────────────────────────────────────────────────────

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        if not self.plan.tables[table].estimated:
            return self.plan.tables[table].rows
        return self._kept.once(("rows", table), lambda: int(self.offsets(table)[-1]))

    def offsets(self, table: str) -> Begins:
        """(parents + 1,): the rows of parent i are offsets[i] to offsets[i + 1]."""
        return self._kept.once(("offsets", table), lambda: lengths.begins(self, table))

    def lengths(self, table: str) -> Lengths:
        """The law of a table's block lengths."""
        return self._kept.once(("lengths", table), lambda: lengths.law(self, table))

    def moments(self, leader: str) -> Ints | None:
        """When each row of a table comes that leads others, in microseconds since 1970; None where its own time alone says it."""
        if leader not in self.timeline.settled:
            return None
        return self._kept.once(("moments",), lambda: moments.settle(self))[leader]

    # ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def frame(self, table: str, start: int, stop: int) -> BaseFrame:
        """The rows start to stop (half-open) of a table."""
        rows = self.spec.tables[table].rows
        if not isinstance(rows, Per):
            return RowFrame(self, table, np.arange(start, stop))
        where = self.offsets(table)
        first = int(where.searchsorted(start, side="right")) - 1
        last = max(int(where.searchsorted(stop)), first)
        blocks = BlockFrame(self, table, self.frame(rows.table, first, last))
        if where[first] == start and where[last] == stop:
            return blocks
        return SubsetFrame(blocks, np.arange(start - where[first], stop - where[first]))

    def at(self, table: str, numbers: Ints) -> BaseFrame:
        """Rows by number, in any order, repeated or not."""
        rows = self.spec.tables[table].rows
        if not isinstance(rows, Per):
            return RowFrame(self, table, numbers)
        where = self.offsets(table)
        owner = where.searchsorted(numbers, side="right") - 1
        parents, inverse = np.unique(owner, return_inverse=True)
        blocks = BlockFrame(self, table, self.at(rows.table, parents))
        return SubsetFrame(blocks, blocks.blocks.offsets[inverse] + numbers - where[owner])

    def stretches(self, table: str) -> Iterator[BaseFrame]:
        """Frames that cover a table's rows in order; each is closed when the next is asked for."""
        count = self.rows(table)
        for start in range(0, count, CHUNK_ROWS):
            with closing(self.frame(table, start, min(start + CHUNK_ROWS, count))) as frame:
                yield frame
                self.passes.passed(table, frame.size)

    # ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def fill(self, frame: BaseFrame, names: Sequence[str]) -> None:
        """Evaluate columns of a frame, SQL expressions of a level together."""
        if isinstance(frame, SubsetFrame):
            self.fill(frame.base, names)
            for name in names:
                frame.column(name)
        else:
            self.scheduler.run(frame, tuple(names))

    def make(self, frame: BaseFrame, name: str) -> pa.Array:
        """One column that is not SQL."""
        column = self.spec.tables[frame.table].columns[name]
        points_to = column.filler.points_to
        with settle.at_place(frame.table, column):
            if points_to is None:
                return settle.settle(self, frame, column, self.maker(frame.table, name)(frame))
            keys = settle.keys(frame, name, points_to)
            return settle.settle(self, frame, column, settle.held(keys, self._type_of(*points_to), column.type))

    def _type_of(self, table: str, column: str) -> Type:
        return self.spec.tables[table].columns[column].type

    def link(self, frame: BaseFrame, name: str) -> Ints:
        """The row numbers that a reference points to, -1 for NULL."""
        key = by_value(self.spec, frame.table, name)
        if key is not None:
            return lookup.rows_of(self, frame, key)
        column = self.spec.tables[frame.table].columns[name]
        with settle.at_place(frame.table, column):
            rows: Ints = self.maker(frame.table, name)(frame)
            empty = settle.empty(self, frame, column)
            return rows if empty is None else np.where(empty, -1, rows)

    def maker(self, table: str, name: str) -> Any:
        """What makes a column: a function of frames, or the expression of one that is SQL."""
        return self._kept.once(("maker", table, name), lambda: self._compile(table, self.spec.tables[table].columns[name]))

    def compile(self, tables: Iterable[str]) -> None:
        """Compile the columns of these tables, so that what cannot be made is refused before the first row."""
        with Faults() as faults:
            for table in tables:
                for name in self.spec.tables[table].columns:
                    with faults.step():
                        self.maker(table, name)

    def site(self, table: str, column: Column) -> ColumnSite:
        return self._kept.once(
            ("site", table, column.name), lambda: ColumnSite(self, table, column.name, column.type, column.exact, column.unique)
        )

    def _compile(self, table: str, column: Column) -> Any:
        with settle.at_place(table, column):
            made = column.filler.prepare(self.site(table, column))
            return self.copy(table, made, column.type) or made

    def copy(self, table: str, made: Any, type: Type) -> Maker | None:
        """The maker of an expression that is nothing but a path to values of the same type: no SQL is needed."""
        if not isinstance(made, Expression) or not made.is_path or self.scheduler.typed(table, made.paths[0]).type.arrow != type.arrow:
            return None
        return lambda frame: frame.coded_path(made.paths[0])

    def values_of(self, filler: Generator, site: ColumnSite) -> Maker:
        """A maker of values for a nested filler, which may be SQL or a reference; some as a dictionary."""
        made = filler.prepare(site)
        if isinstance(made, Expression):
            return site.evaluate(made, site.type)
        if filler.points_to is None:
            return made
        table, key = filler.points_to
        return lambda frame: settle.held(settle.keys_of(self, table, key, made(frame)), self._type_of(table, key), site.type)

    def auxiliary(self, table: str, expression: Expression, type: Type) -> str:
        """The name of a SQL expression that is evaluated beside the columns of a table."""
        name = f"~{expression.sql} as {type.sql}"
        self.scheduler.auxiliary[table, name] = (expression, type)
        return name

    def null_condition(self, table: str, column: Column) -> str:
        """The name of the SQL condition under which a column is NULL."""
        assert isinstance(column.nulls, Expression)
        return self.auxiliary(table, column.nulls, _BOOLEAN)

    # ── what is kept for the whole run ───────────────────────────────────────────────────────────────────────────────

    def whole(self, table: str, column: str) -> pa.Array:
        """A column of every row of a table."""
        return self._kept.once(("whole", table, column), lambda: self._gathered(table, column))

    def _gathered(self, table: str, column: str) -> pa.Array:
        type = self.scheduler.typed_column(table, column).arrow
        needed = Pass(f"{column.removeprefix('~')} of every row of {table}", table, rows := self.rows(table), rows * width(type))
        (found,) = self.passes.arrays(needed, lambda: [self._gather(table, column)])
        return found

    def _gather(self, table: str, column: str) -> pa.Array:
        pieces = [frame.column(column) for frame in self.stretches(table)]
        return pa.concat_arrays(pieces) if pieces else self.frame(table, 0, 0).column(column)

    def rollup(self, table: str, children: Children, function: str) -> tuple[Ints | Floats, Mask]:
        """An aggregate in units for each row of a table over the rows of another that refer to it by the path `via`."""
        return self._kept.once(("rollup", table, children, function), lambda: self._rolled_up(table, children, function))

    def _rolled_up(self, table: str, children: Children, function: str) -> tuple[Ints | Floats, Mask]:
        of = ", ".join(children.columns) or "rows"
        what = f"{function} of {children.table} {of} by {'.'.join(children.via)} for each row of {table}"
        needed = Pass(what, children.table, self.rows(children.table), 9 * self.rows(table))

        def make() -> list[pa.Array]:
            values, filled = self._roll_up(table, children, function)
            return [pa.array(values), pa.array(filled.view(np.uint8))]

        values, filled = self.passes.arrays(needed, make)
        return values.to_numpy(), filled.to_numpy().view(np.bool_)

    def _roll_up(self, table: str, children: Children, function: str) -> tuple[Ints | Floats, Mask]:
        total = Rollup(function, self.rows(table))
        for frame in self.stretches(children.table):
            owner = frame.link_path(children.via)
            cells = frame.column(children.columns[0]) if children.columns else None
            if cells is None or function == "count":
                total.add(owner, np.ones(frame.size, np.int64), None if cells is None else valid(cells))
            else:
                total.add(owner, numbers(cells) if pa.types.is_floating(cells.type) else units(cells), valid(cells))
        return total.result()


def _nodes(graph: Graph, key: Key) -> list[Node]:
    """The columns and structures for which something is kept."""
    what, table = key[:2] if len(key) > 1 else (key[0], "")
    if what in ("offsets", "lengths"):
        return [(table, "")]
    if what == "rollup":
        return [node for node, reads in graph.reads.items() if node[0] == table and key[2] in reads]
    if what in ("maker", "site") or (what == "whole" and not key[2].startswith("~")):
        return [(table, key[2])]
    return list(graph.reads)


_KEPT = 4
"""Data sets whose engines a process keeps: workers of a cluster serve one after the other."""
_engines: dict[str, Engine] = {}
_making = threading.Lock()


def engine_of(recipe: Recipe) -> Engine:
    """The engine of a recipe: in a process there is one for all who ask."""
    with _making:
        if recipe.digest not in _engines:
            made = Engine(recipe.plan())
            for digest in list(_engines)[: max(len(_engines) - _KEPT + 1, 0)]:
                del _engines[digest]
            _engines[recipe.digest] = made
        return _engines[recipe.digest]
