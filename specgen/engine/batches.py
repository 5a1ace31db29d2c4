"""The work of a run: spans of a family's root rows, each giving the next rows of all its tables."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from specgen.contracts import Executor, Mask
from specgen.engine.frames import BaseFrame
from specgen.engine.readings import readings
from specgen.errors import Fault, ValueFault
from specgen.expressions import Expression
from specgen.language.model import Table
from specgen.numeric.buffers import true_where
from specgen.plan.order import members
from specgen.records import record
from specgen.types import parse_type

if TYPE_CHECKING:
    from specgen.engine.engine import Engine

Text = list[pa.Buffer]
ROWS = 65_536
"""Rows of the longest table that a span is sized for."""

_MANY = 6
"""So many times ROWS may be under way at a time."""
EVERY_ROW: Mapping[str, int] = {}
"""Where no table begins later than at its first row, or ends earlier than behind its last."""

_BOOLEAN = parse_type("boolean")


@record
class Span:
    """Rows start to stop of an independent table, with all that hangs on them."""

    root: str
    start: int
    stop: int


@record
class Piece:
    """The next rows of a table; between processes they travel as an Arrow stream, dictionaries as such."""

    table: str
    batch: pa.RecordBatch
    texts: tuple[Text | None, ...] = ()
    """The rows as text for each of those who asked for it where they were made (`specgen.run`)."""

    def __reduce__(self) -> tuple[Callable[..., Piece], tuple[Any, ...]]:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.batch.schema) as stream:
            stream.write_batch(self.batch)
        return _received, (self.table, sink.getvalue(), self.texts)


def _received(table: str, stream: pa.Buffer, texts: tuple[Text | None, ...]) -> Piece:
    return Piece(table, pa.ipc.open_stream(stream).read_next_batch(), texts)


@record
class Work:
    """Makes the wanted tables' rows of a span; it travels as the engine's recipe and the names."""

    engine: Engine
    wanted: frozenset[str]

    def __call__(self, span: Span) -> list[Piece]:
        return produce(self.engine, span, self.wanted)


def rows_a_span(jobs: int) -> int:
    """As `ROWS`, but more where few spans are under way, one more than jobs: each costs something of its own.

    At most twice as many, which save a twentieth of the time and take 4 MiB more than 1.75 times; three times as many save no more.
    """
    return max(ROWS, min(2 * ROWS, _MANY * ROWS // (jobs + 1)))


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table's written columns."""
    return pa.schema([pa.field(column.name, column.type.arrow, column.nullable) for column in table.visible])


def pieces(
    engine: Engine,
    executor: Executor,
    tables: Iterable[str],
    rows: int = ROWS,
    first: Mapping[str, int] = EVERY_ROW,
    stop: Mapping[str, int] = EVERY_ROW,
    complete: Callable[[str], None] = lambda root: None,
) -> Generator[Piece, None, None]:
    """All rows of the tables, in load order and within a table in row order, at most about `rows` at a time.

    `first` says at which row an independent table begins, by default at 0, and `stop` before which it ends; with them begin and end
    the blocks of those rows. `complete` hears of a family, by its root, when the last of its rows were taken.
    """
    wanted, under_way = frozenset(tables), deque[Span]()

    def noted() -> Iterator[Span]:
        for span in spans(engine, wanted, rows, first, stop):
            under_way.append(span)
            yield span

    for made in executor.map(Work(engine, wanted), noted()):
        span = under_way.popleft()
        yield from made
        if span.stop == engine.rows(span.root):
            del made
            complete(span.root)


def spans(
    engine: Engine,
    wanted: frozenset[str],
    rows: int = ROWS,
    first: Mapping[str, int] = EVERY_ROW,
    stop: Mapping[str, int] = EVERY_ROW,
) -> Iterator[Span]:
    """The spans of every family that has a wanted table."""
    for root in dict.fromkeys(plan.family for name, plan in engine.plan.tables.items() if name in wanted):
        count = engine.rows(root)
        longest = max(engine.rows(name) for name in members(engine.spec, root) if name in wanted)
        step = max(1, rows * count // max(longest, count, 1))
        end = min(stop.get(root, count), count)
        yield from (Span(root, start, min(start + step, end)) for start in range(first.get(root, 0), end, step))


def produce(engine: Engine, span: Span, wanted: frozenset[str]) -> list[Piece]:
    """The rows of one span, table by table."""
    with closing(engine.frame(span.root, span.start, span.stop)) as root:
        return below(engine, root, members(engine.spec, span.root), wanted)


def below(engine: Engine, root: BaseFrame, names: Iterable[str], wanted: frozenset[str]) -> list[Piece]:
    """The wanted ones among tables whose rows hang on those of a frame, its own included; parents before children."""
    found, frames = [], {root.table: root}
    for name in names:
        table = engine.spec.tables[name]
        if name != root.table:
            frames[name] = frames[str(table.parent)].children(name)
        if name in wanted:
            found.append(Piece(name, record_batch(engine, frames[name], [column.name for column in table.visible])))
    return found


def record_batch(engine: Engine, frame: BaseFrame, names: Sequence[str]) -> pa.RecordBatch:
    """Columns of a frame as a record batch, some of them dictionaries (`specgen.types.decoded`).

    Raises ValueFault for the first row that breaks a rule over the row; where only some columns are asked for, a rule over those.
    """
    table = engine.spec.tables[frame.table]
    rules = _rules(table, frozenset(names))
    tests = [engine.auxiliary(frame.table, expression, _BOOLEAN) for expression in rules.values()]
    engine.fill(frame, (*names, *tests))
    for (name, rule), test in zip(rules.items(), tests, strict=True):
        _hold(engine, frame, name, rule, true_where(frame.column(test), otherwise=True))
    return pa.RecordBatch.from_arrays([frame.coded(name) for name in names], list(names))


def _rules(table: Table, names: frozenset[str]) -> dict[str, Expression]:
    """The checks that read only the row: a database holds them as CHECKs, so they are tested before it sees the rows.

    Of some columns, those that make no other column for their own sake.
    """
    whole = names >= {column.name for column in table.visible}
    found = {f"check of {column.name}": column.check for column in table.columns.values() if column.check is not None}
    found |= {
        check.name: check.expr for check in table.checks if check.expr is not None and check.severity == "error" and not check.tolerance
    }
    return {name: rule for name, rule in found.items() if all(len(path) == 1 and (whole or path[0] in names) for path in rule.paths)}


def _hold(engine: Engine, frame: BaseFrame, name: str, rule: Expression, holds: Mask) -> None:
    if holds.all():
        return
    row = int(frame.rows[int(np.argmin(holds))])
    what = f"{frame.table}, row {row:,}: {name} does not hold{readings(engine, frame.table, row, rule)}"
    help = (
        "change the filler or the check; `severity: warn` reports it and goes on"
        if "check of" not in name
        else "change the filler or the check"
    )
    raise ValueFault(Fault("check-broken", what, rule.span, help))
