"""specgen from Python: load a spec, look at its plan and rows, generate, load, validate. Each command is one of these calls.

What writes and judges is imported by the calls that do so: who only looks at rows does not wait for it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from specgen.arguments import mapping, opened_sinks, several, whole
from specgen.cores import cores
from specgen.engine import Engine
from specgen.engine.batches import ROWS, pieces
from specgen.engine.expected import planned
from specgen.engine.increments import Increment
from specgen.engine.passes import Pass
from specgen.errors import Fault, Faults, SpecError
from specgen.executors.threads import Threads, threaded
from specgen.kept import BESIDE, OnDisk, user_folder
from specgen.language import Spec
from specgen.language import load as load_spec
from specgen.plan import Plan
from specgen.plan.decided import decided
from specgen.records import record
from specgen.refusals import require_parents
from specgen.shipped import find, shipped
from specgen.suggestions import did_you_mean
from specgen.tables import Table
from specgen.types import decoded
from specgen.window import Moment, timeless, window

if TYPE_CHECKING:
    from specgen.checks.results import Validation
    from specgen.connected import Connection
    from specgen.contracts import Executor
    from specgen.drafting import Draft
    from specgen.opening import examine_target, open_files, open_target, write
    from specgen.partitions import Keys
    from specgen.parts import Parts
    from specgen.run import Outcome, Progress
    from specgen.sinks import Sink

DEFAULT_PART = 256_000_000
"""Bytes that a file of a part has at most, about, if nothing is said."""
_OPENING = ("examine_target", "open_files", "open_target", "write")


def __getattr__(name: str) -> Any:
    """What opens a target, from specgen.opening."""
    if name not in _OPENING:
        raise AttributeError(f"module 'specgen.api' has no attribute {name!r}")
    return getattr(importlib.import_module("specgen.opening"), name)


def load(spec: str | os.PathLike[str], overrides: Mapping[str, str | float] | None = None) -> Dataset:
    """The data set of a spec file, or of a shipped spec by its name; `overrides` are those of `--set`: `{"scale": 10}`.

    Raises SpecError with every fault of the spec, each at its place.
    """
    return Dataset(load_spec(find(spec), {str(name): str(value) for name, value in mapping("overrides", overrides or {}).items()}))


def draft(source: str, schema: str | None = None, file: str | os.PathLike[str] = "") -> Draft:
    """A starter spec for tables that exist: in the database of a URL, `duckdb:FILE`, or a file of SQL; `file` is where it is to go."""
    from specgen import drafting

    with drafting.opened(source) as there:
        return drafting.draft(there.schema(schema), there, Path(file) if file else Path(f"{there.name}.yaml"))


def starter(name: str, file: str) -> str:
    """The text of a small spec to begin with; `file` is where it is to go."""
    from specgen import drafting

    return drafting.starter(name, file)


@record
class Dataset:
    """A data set that is planned and not yet made; any row of it can be had."""

    spec: Spec

    def __repr__(self) -> str:
        return f"<{self.spec.name}: {', '.join(name for name, table in self.spec.tables.items() if not table.hidden)}>"

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    @property
    def plan(self) -> Plan:
        """What is decided before the first row; raises SpecError with what cannot be done."""
        return self.engine.plan

    @cached_property
    def engine(self) -> Engine:
        """What makes the rows; every command that looks at the plan has it, so that all of them refuse the same specs."""
        with Faults() as faults:
            for table, column in decided(self._engine.plan):
                with faults.step():
                    self._engine.maker(table, column)
        return self._engine

    @cached_property
    def _engine(self) -> Engine:
        """The same for who asks for some columns: of the others only the plan has been looked at."""
        return Engine(planned(self.spec))

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are written, in load order."""
        return tuple(planned.table.name for planned in self.plan.written)

    def rows(self, table: str, start: int, stop: int, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows start to stop (half-open) of a table, made alone; hidden columns may be named."""
        return self.table(table, columns).rows(start, stop)

    def __getitem__(self, table: str) -> Table:
        """A table by its name, of which rows can be had; a hidden one too."""
        return self.table(table)

    def table(self, table: str, columns: Sequence[str] | None = None) -> Table:
        """The same, with only these columns."""
        (name,) = self.choose([table], hidden=True)
        found = Table(self._engine, name, tuple(column.name for column in self.spec.tables[name].visible))
        return found.select(*several("columns", columns)) if columns else found

    def keep(
        self,
        folder: str | os.PathLike[str] | None = None,
        told: Callable[[Pass], None] = lambda needed: None,
        progress: Progress = lambda what, rows: None,
    ) -> None:
        """Keep what takes a pass over a whole table (where blocks begin, roll-ups) on disk for the next time.

        In the folder, beside its manifest, or else in the user's cache folder; `told` hears of each pass before it begins.
        """
        self._engine.passes = OnDisk(self.spec, user_folder() if folder is None else Path(folder) / BESIDE, told, progress)

    def batches(self, table: str, jobs: int = 1, rows: int = ROWS) -> Iterator[pa.RecordBatch]:
        """All rows of a table, about `rows` at a time."""
        (name,), most, many = self.choose([table]), whole("rows", rows), whole("jobs", jobs)
        return threaded(many, lambda threads: (decoded(piece.batch) for piece in pieces(self.engine, threads, [name], most)))

    def to_duckdb(self, connection: Connection | None = None) -> Connection:
        """All tables in a DuckDB connection (by default a new one, in memory), with types, keys and checks as declared."""
        from specgen import connected
        from specgen.render import ddl

        into, made = connection or connected.in_memory(), ddl(self.plan, "duckdb")
        with connected.whole(into):
            connected.execute(into, made.create)
            for table in made.tables:
                connected.insert(into, table.name, self.batches(table.name, cores()), tuple(table.columns))
            connected.execute(into, made.constraints)
        return into

    def ddl(self, dialect: str) -> str:
        """The tables, keys, checks, indexes and comments as a script."""
        from specgen.render import ddl

        return ddl(self.plan, dialect).text

    def checks(self, dialect: str) -> str:
        """The checks as a script that judges by itself and ends in the verdict."""
        from specgen.checks import script

        return script(self.plan, dialect)

    def run(
        self,
        sinks: Sequence[Sink],
        tables: Sequence[str] | None = None,
        jobs: int | None = None,
        executor: str | Executor = "threads",
        batch_rows: int | None = None,
        strict: bool = True,
        progress: Progress = lambda what, rows: None,
        since: Moment | None = None,
        until: Moment | None = None,
    ) -> Outcome:
        """Make the tables once into every sink and judge them in the first that is a database; all or nothing.

        With `since` or `until` only the rows that come in this window of time. Rows are made by `executor`: `"threads"`, or the workers
        of a cluster, such as `"dask"`; no value depends on which.
        """
        from specgen.executors import opened
        from specgen.run import Settings, run

        into, most = opened_sinks(sinks), None if batch_rows is None else whole("batch_rows", batch_rows)
        chosen, increment = self.choose(tables or self.tables), self.increment(since, until)
        if any(sink.dialect for sink in into):
            self._require_parents(chosen)
        with opened(executor, jobs) as pool:
            return run(self.engine, into, Settings(pool, chosen, most, strict, progress, increment))

    def increment(self, since: Moment | None, until: Moment | None) -> Increment | None:
        """The rows that come from a moment on and before another; None if neither is given."""
        asked = window(since, until)
        if asked is not None and not self.engine.timeline.times:
            raise timeless(self.spec.name)
        return None if asked is None else Increment(self.engine, asked)

    def parts(
        self,
        directory: str | os.PathLike[str],
        count: int | None = None,
        largest: int | None = None,
        format: str = "csv",
        options: Mapping[str, str] = {},
        tables: Sequence[str] | None = None,
        partition_by: Sequence[str] = (),
    ) -> Parts:
        """The data set in so many parts, or in parts with no file much larger than `largest` bytes: together, or one alone."""
        from specgen.opening import file_kind
        from specgen.parts import Cut, Parts, PartWork, parts_for
        from specgen.sinks import chosen as options_of

        kind, chosen = file_kind(format), self.choose(tables or self.tables)
        settings, size = options_of(kind, options), whole("largest", DEFAULT_PART if largest is None else largest)
        number = parts_for(self.engine, chosen, kind, settings, size) if count is None else whole("count", count)
        self.engine.compile(self.plan.tables)
        return Parts(PartWork(Cut(self.engine, chosen, number), os.fspath(directory), kind, settings, self.partitions(partition_by)))

    def partitions(self, wanted: Sequence[str]) -> Keys:
        """What `--partition-by` means for each table: a column's name, or the year, month or day of one (`order_month`)."""
        from specgen.partitions import keys
        from specgen.plan.parting import candidates

        columns = {name: candidates(self.spec.tables[name], self.engine.rows(name)) for name in self.tables if wanted}
        return keys(several("partition_by", wanted), columns)

    def as_written(self, directory: str | os.PathLike[str]) -> Dataset:
        """This data set with the seed and params of files that were generated earlier."""
        from specgen.written import Written

        made = Written(directory).manifest
        same = (made.seed, made.params) == (self.spec.seed, self.spec.params)
        return self if same else load(Path(self.spec.file), {**made.params, "seed": made.seed})

    def reload(
        self,
        directory: str | os.PathLike[str],
        sinks: Sequence[Sink],
        tables: Sequence[str] | None = None,
        changed: bool = False,
        strict: bool = True,
        progress: Progress = lambda what, rows: None,
    ) -> Outcome:
        """Load files that were generated earlier; with `changed` even if they are no longer what was generated."""
        from specgen.run import Files, Settings, run
        from specgen.written import Written

        written, same = Written(directory), self.as_written(directory)
        chosen, increment = same.choose(tables or same.tables), same.increment(written.manifest.since, written.manifest.until)
        same._require_parents(chosen)
        written.require({name: {each.name: each.type.sql for each in same.spec.tables[name].visible} for name in chosen}, same.spec.file)
        settings = Settings(Threads(1), chosen, strict=strict, progress=progress, increment=increment)
        return run(same.engine, sinks, settings, Files(written, changed))

    def _require_parents(self, chosen: Sequence[str]) -> None:
        """A database takes a table only with those that it refers to."""
        require_parents({name: [key.table for key in self.spec.tables[name].foreign_keys if key.enforced] for name in self.tables}, chosen)

    def validate(self, sink: Sink) -> Validation:
        """Run the checks on tables that are in a database: gives `checks`, those `waiting` for rows, and `failed`. Closes the sink."""
        from specgen.following import validated

        (sink,) = opened_sinks([sink])
        try:
            return validated(self.engine, sink)
        finally:
            sink.abort()

    def choose(self, tables: Sequence[str], hidden: bool = False) -> tuple[str, ...]:
        """These tables in load order; a fault with a near name for one that is not there."""
        plan = self._engine.plan
        known = list(plan.tables) if hidden else [planned.table.name for planned in plan.written]
        wanted = several("tables", tables)
        for wrong in (table for table in wanted if table not in known):
            raise SpecError(Fault("unknown-table", f"there is no table {wrong!r} to write", None, did_you_mean(str(wrong), known)))
        return tuple(table for table in known if table in wanted)


__all__ = ["Dataset", "Table", "draft", "examine_target", "find", "load", "open_files", "open_target", "shipped", "starter", "write"]
