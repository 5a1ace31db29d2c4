"""The story: make every row once, hand it to each sink, let the database judge, then make it final."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import pyarrow as pa

from specgen import manifest
from specgen.appending import first_rows
from specgen.checks.render import CheckSql
from specgen.checks.results import CheckResult, asked, judge, rehearse
from specgen.contracts import Executor
from specgen.cores import cores
from specgen.counted import counted
from specgen.engine import Engine
from specgen.engine.batches import ROWS, Piece, Text, pieces, rows_a_span, schema
from specgen.engine.increments import Increment
from specgen.errors import ChecksFailed, EnvironmentProblem
from specgen.executors.threads import Threads
from specgen.fingerprint import Fingerprint
from specgen.following import refuse_gaps
from specgen.lanes import lanes
from specgen.manifest import Manifest, WrittenTable
from specgen.plan import Plan
from specgen.plan.order import members
from specgen.records import record
from specgen.render import ddl
from specgen.sinks import FileSink, Sink, TextOf
from specgen.spared import give_back, trimming
from specgen.summary import Line, summary
from specgen.written import Written

Pieces = Generator[Piece, None, None]
Starts = Mapping[Sink, Mapping[str, int]]
"""For each sink the number of the first row that it takes of a table, by default 0."""

Progress = Callable[[str, int], None]
"""Told of each table's next rows as they come, and of what else takes time."""


@record
class Outcome:
    """What a run made, what it looks like, and what the database said of it."""

    manifest: Manifest
    summary: tuple[Line, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    waiting: tuple[CheckSql, ...] = ()
    """Checks that can only be judged when all rows are there."""

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        return tuple(check for check in self.checks if check.failed)


@record
class Settings:
    """How a run is made; none of it changes a value."""

    executor: Executor
    tables: tuple[str, ...]
    batch_rows: int | None = None
    strict: bool = True
    """A failed check takes everything back."""
    progress: Progress = lambda what, rows: None
    increment: Increment | None = None
    """Only the rows of a window of time are made."""

    @property
    def alone(self) -> bool:
        """Whether rows are made and written in one thread."""
        return isinstance(self.executor, Threads) and self.executor.jobs == 1

    @property
    def rows(self) -> int:
        """Rows of the longest table a span."""
        return self.batch_rows or (rows_a_span(self.executor.jobs) if isinstance(self.executor, Threads) else ROWS)


def run(engine: Engine, sinks: Sequence[Sink], settings: Settings, files: Files | None = None) -> Outcome:
    """Generate the tables, or read them from files, into every sink and judge them in those that speak SQL; all or nothing."""
    plan = engine.plan
    with _transaction(plan, sinks, settings.tables):
        starts = {sink: _held(engine, sink, settings) for sink in sinks}
        scripts = {sink: ddl(plan, sink.dialect, settings.tables) for sink in sinks if sink.dialect}
        for sink, script in scripts.items():
            sink.create(script)
        wanted = {sink: asked(plan, str(sink.dialect), frozenset(settings.tables)) for sink in scripts}
        for sink, checks in wanted.items():
            rehearse(checks, sink.query)
        made = generate(engine, starts, settings) if files is None else reload(engine, files, starts, settings)
        settings.progress("keys and indexes", 0)
        for sink, script in scripts.items():
            sink.constrain(script)
        settings.progress("checks", 0)
        outcome = _judged(plan, wanted, made, settings)
        if outcome.failed and settings.strict:
            raise ChecksFailed(f"{len(outcome.failed)} of {counted(len(outcome.checks), 'check')} failed; nothing was kept", outcome)
        for sink in sinks:
            sink.prepare(made)
        _commit(sinks)
    return outcome


def _held(engine: Engine, sink: Sink, settings: Settings) -> Mapping[str, int]:
    """For each table the rows that a sink holds of those that are made; refused where they are not the ones that come before."""
    if settings.increment is None:
        return first_rows(engine, sink.held(), sink.describe())
    if sink.dialect is not None:
        refuse_gaps(engine, settings.increment, settings.tables, sink.held(), sink.describe())
    return {}


def generate(engine: Engine, starts: Starts, settings: Settings) -> Manifest:
    """Make every row that a sink lacks once, in load order; each sink takes it as it comes."""
    engine.compile(engine.plan.tables)
    first = {name: min((start.get(name, 0) for start in starts.values()), default=0) for name in settings.tables}
    executor = _writing(engine, settings, tuple(starts))
    if settings.increment is None:
        complete = _letting_go(engine, settings.tables)
        made = pieces(engine, executor, settings.tables, settings.rows, first, complete=complete)
    else:
        made = settings.increment.pieces(executor, settings.tables, settings.rows)
    return _taken(engine, made, {name: _Tally(engine.plan, name, first[name]) for name in settings.tables}, starts, settings)


def _letting_go(engine: Engine, wanted: Sequence[str]) -> Callable[[str], None]:
    """Lets go of what is kept for a family of tables that is complete, before what those of the next need is made."""
    left = list(dict.fromkeys(engine.plan.tables[name].family for name in wanted))

    def complete(root: str) -> None:
        left.remove(root)
        engine.release(name for other in left for name in members(engine.spec, other))
        give_back()

    return complete


def _taken(engine: Engine, made: Pieces, tallies: Mapping[str, _Tally], starts: Starts, settings: Settings) -> Manifest:
    """Every piece to every sink: where several work, files and fingerprints have lanes of their own, and databases this thread."""
    plan = engine.plan
    with closing(made), _pool(settings) as pool, lanes(pool) as put:
        for piece in trimming(made):
            name, rows = piece.table, piece.batch.num_rows
            number = tallies[name].count(rows)
            put(name, tallies[name].add, piece.batch)
            stated = piece.batch.select([column.name for column in plan.tables[name].table.visible if not column.generated])
            for (sink, start), text in zip_longest(starts.items(), piece.texts) if rows else ():
                if isinstance(sink, FileSink):
                    put((sink, name), *((sink.write, name, piece.batch) if text is None else (sink.put, name, text)))
                elif number + rows > start.get(name, 0):
                    sink.write(name, stated.slice(max(start.get(name, 0) - number, 0)))
            settings.progress(name, rows)
    written = {name: tally.written() for name, tally in tallies.items()}
    since, until = settings.increment.window.ends if settings.increment else (None, None)
    return Manifest(plan.spec.name, plan.spec.seed, plan.spec.params, manifest.versions(), written, since=since, until=until)


@contextmanager
def _pool(settings: Settings) -> Iterator[ThreadPoolExecutor | None]:
    """Who runs the lanes: the threads that make the rows, or a few more where these are elsewhere; None where one thread does all."""
    if settings.alone:
        yield None
    elif isinstance(settings.executor, Threads):
        yield settings.executor.pool
    else:
        with ThreadPoolExecutor(cores(), "specgen-lane") as pool:
            yield pool


def _writing(engine: Engine, settings: Settings, sinks: Sequence[Sink]) -> Executor:
    """The executor; where several run, the workers make the text of the rows too, and what is left is to write it in order."""
    schemas = {name: schema(engine.spec.tables[name]) for name in settings.tables}
    texts = tuple(
        {name: sink.text_of(name, form) for name, form in schemas.items()} if isinstance(sink, FileSink) else {} for sink in sinks
    )
    return settings.executor if settings.alone else _Writing(settings.executor, texts)


@record
class _Writing:
    """An executor whose workers make text of the rows for each sink that takes it."""

    executor: Executor
    texts: tuple[Mapping[str, TextOf | None], ...]

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        return self.executor.map(_WithText(function, self.texts), items)


@record
class _WithText:
    work: Callable[[Any], Sequence[Piece]]
    texts: tuple[Mapping[str, TextOf | None], ...]

    def __call__(self, item: Any) -> list[Piece]:
        return [replace(piece, texts=tuple(self._text(made.get(piece.table), piece) for made in self.texts)) for piece in self.work(item)]

    def _text(self, made: TextOf | None, piece: Piece) -> Text | None:
        return None if made is None else list(made(piece.batch))


@record
class Files:
    """Rows that were generated earlier."""

    written: Written
    changed: bool = False
    """Take them even if they are no longer what was generated."""


def reload(engine: Engine, files: Files, starts: Starts, settings: Settings) -> Manifest:
    """The same from files; EnvironmentProblem if the rows of one are not those of its manifest."""
    found, before = files.written, files.written.manifest
    read = (Piece(name, batch) for name in settings.tables for batch in found.batches(name))
    made = _taken(engine, read, {name: _Tally(engine.plan, name) for name in settings.tables}, starts, settings)
    for name, table in made.tables.items():
        if table.fingerprint != before.tables[name].fingerprint and not files.changed:
            what = f"{found.directory}: the rows of {name} are not those that were generated"
            raise EnvironmentProblem(what, "generate them again, or take them as they are with --changed")
    return made


class _Tally:
    """The rows of a table so far, from a first one on, and their fingerprint."""

    def __init__(self, plan: Plan, table: str, first: int = 0):
        self._table, self._first = plan.tables[table].table, first
        self._rows, self._fingerprint = 0, Fingerprint(schema(self._table))

    def count(self, rows: int) -> int:
        """So many rows come next; gives the number of the first of them."""
        number = self._first + self._rows
        self._rows += rows
        return number

    def add(self, batch: pa.RecordBatch) -> None:
        """Put the next rows into the fingerprint."""
        self._fingerprint.update(batch)

    def written(self) -> WrittenTable:
        columns = {column.name: column.type.sql for column in self._table.visible}
        return WrittenTable(self._rows, columns, self._fingerprint.hexdigest())


@contextmanager
def _transaction(plan: Plan, sinks: Sequence[Sink], tables: Sequence[str]) -> Iterator[None]:
    schemas = {name: schema(plan.tables[name].table) for name in tables}
    try:
        for sink in sinks:
            sink.inspect(tables)
        for sink in sinks:
            sink.begin(schemas)
        yield
    except BaseException:
        with ExitStack() as undone:
            for sink in sinks:
                undone.callback(sink.abort)
        raise


def _commit(sinks: Sequence[Sink]) -> None:
    """Databases first, since theirs may fail; files have only to be renamed. Ctrl-C waits until all are done."""
    here = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if here else None
    try:
        for sink in sorted(sinks, key=lambda sink: sink.dialect is None):
            sink.commit()
    finally:
        if here:
            signal.signal(signal.SIGINT, before)


def _judged(plan: Plan, wanted: Mapping[Sink, Sequence[CheckSql]], made: Manifest, settings: Settings) -> Outcome:
    """Checks and summary, by the first database; without one the rows are made and not judged."""
    if not wanted:
        return Outcome(made)
    database, checks = next(iter(wanted.items()))
    said = summary(plan, str(database.dialect), database.query, frozenset(settings.tables))
    part = settings.increment is not None and not settings.increment.is_last(settings.tables)
    waiting = tuple(check for check in checks if part and not check.on_part)
    return Outcome(made, said, judge([check for check in checks if check not in waiting], database.query), waiting)
