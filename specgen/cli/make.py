"""The commands that make rows: run, generate, load."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from specgen.cli import console, options
from specgen.cli.targets import Database, Files, Target, database
from specgen.errors import ChecksFailed

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.run import Outcome


@click.command(short_help="Generate, load and check: the main job.")
@options.with_dataset
@options.out
@options.format
@options.to
@options.tables
@options.jobs
@options.force
@options.strict
@options.quiet
@options.as_json
def run(
    data: Dataset,
    out: str,
    format: str,
    to: str | None,
    tables: Sequence[str] | None,
    jobs: int | None,
    force: bool,
    strict: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Generate every table once, write it as files, load it into a database, and let that database judge it.

    A failed check, an error or Ctrl-C leaves files and database as they were.

    \b
      specgen run                                 the spec of this project
      specgen run ecommerce --scale 10 --seed 7   ten times the rows, other ones
      specgen run shop.yaml --out csv --to duckdb:shop.duckdb
    """
    targets = (Files(out, format, force), Database(database(to, data.spec.name), force))
    _make(data, targets, tables, jobs, strict, "json" if as_json else "quiet" if quiet else "text")


@click.command(short_help="Write the files only.")
@options.with_dataset
@options.out
@options.format
@options.tables
@options.jobs
@options.quiet
@options.as_json
def generate(data: Dataset, out: str, format: str, tables: Sequence[str] | None, jobs: int | None, quiet: bool, as_json: bool) -> None:
    """Generate the tables and write one file each, with a manifest beside them.

    No database is involved, so nothing is checked; `specgen run` does both.

    \b
      specgen generate ecommerce --out csv
      specgen generate shop.yaml --tables customers,orders --scale 10
    """
    _make(data, (Files(out, format, False),), tables, jobs, True, "json" if as_json else "quiet" if quiet else "text")


@click.command(short_help="Generate straight into a database and check there.")
@options.with_dataset
@options.to
@options.tables
@options.jobs
@options.force
@options.strict
@options.quiet
@options.as_json
def load(
    data: Dataset, to: str | None, tables: Sequence[str] | None, jobs: int | None, force: bool, strict: bool, quiet: bool, as_json: bool
) -> None:
    """Generate the tables straight into a database, in one transaction, and let it judge them there.

    It reads no files: the same spec and seed give the same rows as `specgen generate` writes.

    \b
      specgen load ecommerce --to duckdb:shop.duckdb
      specgen load shop.yaml --no-strict           keep the rows even if a check fails
    """
    _make(data, (Database(database(to, data.spec.name), force),), tables, jobs, strict, "json" if as_json else "quiet" if quiet else "text")


def _make(data: Dataset, targets: Sequence[Target], tables: Sequence[str] | None, jobs: int | None, strict: bool, style: str) -> None:
    """Make the rows into the targets and report in this style: text, json or quiet. A failed check ends with exit code 1."""
    from specgen.cli.progress import shown
    from specgen.cli.report import Report, show

    start = time.perf_counter()
    expected = sum(data.plan.tables[name].rows for name in data.choose(tables or data.tables))
    sinks = [target.open() for target in targets]
    if style == "text":
        console.result(f"{data.spec.name}, seed {data.spec.seed}: {' and '.join(sink.describe() for sink in sinks)}")
    with shown(expected, style != "quiet") as progress:
        outcome, kept = _outcome(data, sinks, tables, jobs, strict, progress)
    show(Report(outcome, tuple(targets), kept, time.perf_counter() - start), style)
    if outcome.failed:
        raise click.exceptions.Exit(ChecksFailed.exit_code)
