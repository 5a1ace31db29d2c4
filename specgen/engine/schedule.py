"""In what order the columns of a frame are evaluated, so that SQL expressions share queries.

A query costs more than a millisecond, so expressions wait until as many as possible can go together; those that read each
other become levels of one query.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from specgen.contracts import Cells
from specgen.engine import settle
from specgen.engine.frames import BaseFrame
from specgen.engine.readings import readings
from specgen.errors import Fault, SpecError, ValueFault
from specgen.expressions import Expression, ExpressionFailed, Path, Step, Typed, aimed, quoted, text_of
from specgen.language.model import Column
from specgen.numeric.buffers import codes
from specgen.plan.graph import hops
from specgen.records import record
from specgen.types import Type, pick

if TYPE_CHECKING:
    from specgen.engine.engine import Engine


_ADVICE = "widen the type, narrow what it reads, or write a case for such rows"


@record
class Query:
    """Expressions of one table that are evaluated together, and the paths that they read from outside."""

    steps: tuple[Step, ...]
    reads: dict[str, tuple[Path, ...]]


class Scheduler:
    """Evaluates columns of frames; remembers the order for each set of columns that was asked for."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self.auxiliary: dict[tuple[str, str], tuple[Expression, Type]] = {}
        """SQL conditions beside the columns: (table, name) → what it is."""
        self._made_of: dict[Step, tuple[tuple[int, ...], pa.Array, pa.Array]] = {}
        """Of steps over a dictionary the last one: where its values lie, the values (so that nothing else comes to lie there), results."""
        self._expression = cache(self._find_expression)
        self._needs = cache(self._find_needs)
        self._plan = cache(self._make_plan)

    def run(self, frame: BaseFrame, names: tuple[str, ...]) -> None:
        """Evaluate these columns, and with them the expressions that they need."""
        for work in self._plan(frame.table, names):
            if isinstance(work, Query):
                self._evaluate(frame, work)
            elif work not in frame.cells:
                frame.cells[work] = self.engine.make(frame, work)

    # ── the order ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_plan(self, table: str, names: tuple[str, ...]) -> tuple[str | Query, ...]:
        waiting = self._closure(table, names)
        done: set[str] = set()
        work: list[str | Query] = []
        while waiting:
            free = [name for name in waiting if self._expression(table, name) is None and done.issuperset(self._needs(table, name))]
            work += free
            done.update(free)
            waiting = [name for name in waiting if name not in done]
            group = self._group(table, waiting, done)
            if group:
                work.append(self._query(table, group))
                done.update(group)
                waiting = [name for name in waiting if name not in done]
        return tuple(work)

    def _closure(self, table: str, names: tuple[str, ...]) -> list[str]:
        """The named columns and the same row's columns that they need, each after what it needs."""
        found: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in found:
                for need in self._needs(table, name):
                    visit(need)
                found[name] = None

        for name in names:
            visit(name)
        return list(found)

    def _group(self, table: str, waiting: list[str], done: set[str]) -> dict[str, int]:
        """The expressions that can be evaluated now or on top of one another, with their levels."""
        levels: dict[str, int] = {}
        for name in waiting:
            needs = self._needs(table, name)
            if self._expression(table, name) is not None and all(need in done or self._readable(table, need, levels) for need in needs):
                levels[name] = max((levels[need] + 1 for need in needs if need in levels), default=0)
        return levels

    def _readable(self, table: str, name: str, levels: dict[str, int]) -> bool:
        """Whether an expression of the same query may read a column: not where NULLs are still to be put in after it."""
        column = self._column(table, name)
        return name in levels and (column is None or column.nulls is None)

    def _find_needs(self, table: str, name: str) -> tuple[str, ...]:
        """The columns of the same row that a column reads."""
        if (table, name) in self.auxiliary:
            return tuple(path[0] for path in self.auxiliary[table, name][0].paths if len(path) == 1)
        column = self.engine.spec.tables[table].columns[name]
        self.engine.maker(table, name)
        reads = self.engine.plan.tables[table].columns[name].reads
        conditions = list(self.engine.site(table, column).conditions)
        if isinstance(column.nulls, Expression):
            conditions.append(self.engine.null_condition(table, column))
        return tuple(dict.fromkeys([*(read.path[0] for read in reads if isinstance(read, Cells) and len(read.path) == 1), *conditions]))

    def _find_expression(self, table: str, name: str) -> tuple[Expression, Type] | None:
        if (table, name) in self.auxiliary:
            return self.auxiliary[table, name]
        made = self.engine.maker(table, name)
        return (made, self.engine.spec.tables[table].columns[name].type) if isinstance(made, Expression) else None

    # ── the queries ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _query(self, table: str, levels: dict[str, int]) -> Query:
        steps, reads = [], {}
        for name, level in levels.items():
            found = self._expression(table, name)
            assert found is not None
            expression, type = found
            term = aimed(expression, lambda path: self.typed(table, path), type)
            steps.append(Step(name, text_of(term, "duckdb", lambda path: quoted(".".join(path))), type, level, term))
            reads[name] = expression.paths
        return Query(tuple(steps), reads)

    def typed(self, table: str, path: Path) -> Typed:
        """The type of what a path reads, and whether it can be NULL."""
        found = [self.engine.plan.tables[owner].columns[column] for owner, column in hops(self.engine.spec, table, path)]
        return Typed(found[-1].column.type, any(column.nullable for column in found))

    def typed_column(self, table: str, name: str) -> Type:
        """The type of a column, or of an expression beside the columns."""
        return self.auxiliary[table, name][1] if (table, name) in self.auxiliary else self.engine.spec.tables[table].columns[name].type

    def _evaluate(self, frame: BaseFrame, query: Query) -> None:
        steps = self._by_value(frame, [step for step in query.steps if step.name not in frame.cells], query)
        if not steps:
            return
        names = {step.name for step in steps}
        paths = dict.fromkeys(path for step in steps for path in query.reads[step.name] if ".".join(path) not in names)
        inputs = {".".join(path): frame.path(path) for path in paths}
        try:
            made = self.engine.evaluator.evaluate(steps, inputs, frame.size)
        except ExpressionFailed as wrong:
            raise self._failed(frame, wrong) from wrong
        for step in steps:
            frame.cells[step.name] = self._settled(frame, step.name, made[step.name])

    def _by_value(self, frame: BaseFrame, steps: list[Step], query: Query) -> list[Step]:
        """Evaluates the steps that read one column of few values, once for each value; what remains is for the rows."""
        for step in steps:
            paths = query.reads[step.name]
            if len(paths) == 1 and ".".join(paths[0]) not in {other.name for other in steps}:
                cells = frame.coded_path(paths[0])
                made = self._of_values(step, ".".join(paths[0]), cells) if pa.types.is_dictionary(cells.type) else None
                if made is not None:
                    frame.cells[step.name] = self._settled(frame, step.name, made)
                    return self._by_value(frame, [other for other in steps if other is not step], query)
        return steps

    def _of_values(self, step: Step, path: str, cells: pa.Array) -> pa.Array | None:
        """The step over the cells of a dictionary; None if it is long, or if it has a value that the step refuses."""
        values = cells.dictionary
        if 2 * len(values) > len(cells):
            return None
        place = (values.offset, len(values), *(buffer.address for buffer in values.buffers() if buffer is not None))
        known = self._made_of.get(step)
        if known is None or known[0] != place:
            try:
                every = pa.concat_arrays([values, pa.nulls(1, values.type)])
                made = self.engine.evaluator.evaluate([replace(step, level=0)], {path: every}, len(every))[step.name]
            except ExpressionFailed:
                return None
            known = self._made_of[step] = (place, values, made)
        return pick(known[2], codes(cells, len(values)))

    def _settled(self, frame: BaseFrame, name: str, cells: pa.Array) -> pa.Array:
        column = self._column(frame.table, name)
        return cells if column is None else settle.settle(self.engine, frame, column, cells)

    def _column(self, table: str, name: str) -> Column | None:
        return self.engine.spec.tables[table].columns.get(name)

    def _failed(self, frame: BaseFrame, wrong: ExpressionFailed) -> SpecError:
        found = self._expression(frame.table, wrong.step_name)
        assert found is not None
        row = int(frame.rows[wrong.row])
        name = found[0].sql if wrong.step_name.startswith("~") else f"{frame.table}.{wrong.step_name}"
        what = f"{name}, row {row:,}: {wrong.message}{readings(self.engine, frame.table, row, found[0])}"
        return ValueFault(Fault("expression-failed", what, found[0].span, _ADVICE))
