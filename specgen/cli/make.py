"""The commands that make rows: run, generate, load."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from specgen.cli import console, options
from specgen.cli.options import How, InParts
from specgen.cli.targets import Database, Files, Loading, Target, database
from specgen.counted import counted
from specgen.errors import ChecksFailed
from specgen.records import record

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.engine.increments import Increment
    from specgen.run import Outcome, Progress
    from specgen.sinks import Sink


@record
class Source:
    """Where rows come from: they are generated, or were, into a directory."""

    directory: str | None = None
    changed: bool = False


_GENERATED = Source()


@click.command(short_help="Generate, load and check: the main job.")
@options.with_dataset
@options.files
@options.to
@options.making
@options.loading
def run(data: Dataset, files: Files, to: str | None, loading: Loading, how: How) -> None:
    """Generate every table once, write it as files, load it into a database, and let that database judge it.

    The files are CSV in data/generated and the database is data/NAME.duckdb, unless options say otherwise. A failed check, an error or
    Ctrl-C leaves files and database as they were.

    \b
      specgen run                                 the spec of this project
      specgen run ecommerce --scale 10 --seed 7   ten times the rows, other ones
      specgen run shop.yaml --out csv --to duckdb:shop.duckdb
      specgen run shop.yaml --set tables.orders.rows=50
      specgen run ecommerce --until 2025-10-27                   the rows before a day, and then those of the day
      specgen run ecommerce --since 2025-10-27 --until 2025-10-28
    """
    _make(data, (files, _database(to, data, loading, how)), how, loading.strict)


@click.command(short_help="Write the files only.")
@options.with_dataset
@options.files
@options.making
@options.in_parts
def generate(data: Dataset, files: Files, how: How, cut: InParts) -> None:
    """Generate the tables and write one file each, with a manifest beside them.

    No database is involved, so nothing is checked; `specgen run` does both.

    With --parts or --part-size a table has several files, orders/part-00003.csv, which are made side by side. What is complete stays if
    the run is cut short, and the same command goes on from there. With --part one of them is made alone, here or on another
    machine that sees the same folder; the command without --part then makes what is missing and gives all files their names.

    \b
      specgen generate ecommerce --out csv
      specgen generate shop.yaml --tables customers,orders --scale 10
      specgen generate shop.yaml --format csv --option delimiter=tab --option compression=zstd
      specgen generate shop.yaml --format parquet
      specgen generate shop.yaml --format parquet --out s3://lake/shop
      specgen generate ecommerce --partition-by order_month --format parquet
      specgen generate ecommerce --since 2025-10-27 --until 2025-10-28    the rows of a day
      specgen generate ecommerce --scale 1000 --format parquet --part-size 256MB
      specgen generate ecommerce --scale 1000 --parts 64 --part 7
    """
    if cut:
        from specgen.cli.parts import in_parts

        in_parts(data, files, how, cut)
    else:
        _make(data, (files,), how)


@click.command(short_help="Generate straight into a database and check there.")
@options.with_dataset
@options.to
@options.making
@options.loading
@click.option("--from", "directory", metavar="DIR", help="Load the files that were generated there, with their seed and params; s3:// too.")
@click.option("--changed", is_flag=True, help="Load files even if they were changed after they were generated.")
def load(data: Dataset, to: str | None, loading: Loading, how: How, directory: str | None, changed: bool) -> None:
    """Generate the tables straight into a database, in one transaction, and let it judge them there.

    Without --from it reads no files: the same spec and seed give the same rows as `specgen generate` writes.

    \b
      specgen load ecommerce --to duckdb:shop.duckdb
      specgen load shop.yaml --no-strict           keep the rows even if a check fails
      specgen load shop.yaml --from data/generated
    """
    made, window = data, how
    if directory is not None:
        if how.since or how.until:
            raise click.UsageError("--since and --until are said when files are generated; --from loads all that are there")
        from specgen.written import Written

        made, written = data.as_written(directory), Written(directory).manifest
        _refuse_others(data, made, directory)
        window = replace(how, since=written.since, until=written.until)
    _make(made, (_database(to, data, loading, window),), window, loading.strict, Source(directory, changed))


def _refuse_others(data: Dataset, made: Dataset, directory: str) -> None:
    """A seed or param that is asked for by name and is not that of the files."""
    said = click.get_current_context().params
    given = {name for name in ("seed", "scale") if said.get(name) is not None} | set(said.get("settings") or ())
    asked, there = ({"seed": one.spec.seed, **one.spec.params} for one in (data, made))
    for name in sorted(given & there.keys()):
        if asked[name] != there[name]:
            what = f"the files in {directory} were generated with {name}={there[name]}, not {asked[name]}"
            raise click.UsageError(f"{what}; generate them again")


def _database(to: str | None, data: Dataset, loading: Loading, how: How) -> Database:
    """The database that is loaded; the rows of a window go behind those that are there."""
    if how.since or how.until:
        if loading.options.get("create") == "never":
            what = "--since and --until go by the mark that specgen leaves on its tables, and --create never leaves none"
            raise click.UsageError(f"{what}; generate files with them, and load these yourself")
        loading = replace(loading, options={"if_exists": "append", **loading.options})
    return Database(database(to, data), loading)


def _make(data: Dataset, targets: Sequence[Target], how: How, strict: bool = True, source: Source = _GENERATED) -> None:
    """Make the rows into the targets and report; a failed check ends with exit code 1."""
    from specgen.cli.progress import shown
    from specgen.cli.report import Report, show

    increment, tables = data.increment(how.since, how.until), data.choose(how.tables or data.tables)
    sinks = [target.open(data) for target in targets]
    if how.style == "text":
        when = "" if increment is None else f", {increment.window}"
        console.result(f"{data.spec.name}, seed {data.spec.seed}{when}, into {' and '.join(sink.describe() for sink in sinks)}")
    for line in _needs(increment, tables) if increment is not None and how.style != "quiet" else ():
        console.note(line)
    expected = sum(data.plan.tables[name].rows if increment is None else increment.rows(name) for name in tables)
    with shown(expected, how.style == "quiet") as progress:
        outcome, kept = _outcome(lambda: _rows(data, sinks, how, strict, source, progress))
    show(Report(outcome, tuple(targets), kept, time.perf_counter() - click.get_current_context().obj), how.style)
    if outcome.failed:
        raise click.exceptions.Exit(ChecksFailed.exit_code)


def _needs(increment: Increment, tables: Sequence[str]) -> Iterator[str]:
    """What a window costs, and whether there is anything in it."""
    passed = increment.passes(tables)
    if passed:
        over = ", ".join(f"{name} ({counted(rows, 'row')})" for name, rows in passed.items())
        yield f"  to tell which rows come: one pass over {over}"
    if not any(increment.rows(name) for name in tables):
        extent = increment.extent(tables)
        when = "none has a time" if extent is None else f"the first of those asked for comes at {extent[0]}, the last at {extent[1]}"
        yield f"warning: no row comes in this window; {when}"


def _rows(data: Dataset, sinks: Sequence[Sink], how: How, strict: bool, source: Source, progress: Progress) -> Outcome:
    if source.directory is None:
        return data.run(sinks, how.tables, how.jobs, how.executor, strict=strict, progress=progress, since=how.since, until=how.until)
    return data.reload(source.directory, sinks, how.tables, source.changed, strict, progress)


def _outcome(run: Callable[[], Outcome]) -> tuple[Outcome, bool]:
    """What a run made, and whether it was kept."""
    from specgen.run import Outcome

    try:
        return run(), True
    except ChecksFailed as failed:
        assert isinstance(failed.outcome, Outcome)
        return failed.outcome, False
