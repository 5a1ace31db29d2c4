"""The commands that judge rows: validate, checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli import console, options
from specgen.cli.targets import database
from specgen.counted import counted
from specgen.errors import ChecksFailed

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.checks.results import CheckResult, Validation


@click.command(short_help="Check tables that are in a database already.")
@options.with_dataset
@options.to
@options.schema
@options.quiet
@options.as_json
@click.option("--junit", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write the results for CI, too.")
def validate(data: Dataset, to: str | None, schema: str | None, quiet: bool, as_json: bool, junit: Path | None) -> None:
    """Run every check of the spec on tables that are in a database already, and show what it says of each.

    Nothing is generated or changed. Give the same --seed, --scale and --set as when they were loaded. Exit code 1 if a check fails.

    Where the rows before a moment are loaded (--until), checks about all rows wait for the last window.

    \b
      specgen validate ecommerce
      specgen validate ecommerce --scale 10       loaded with that scale
      specgen validate shop.yaml --to duckdb:shop.duckdb --json
      specgen validate ecommerce --to postgresql://localhost/shop --junit checks.xml
    """
    from specgen import api
    from specgen.cli.junit import write_junit
    from specgen.cli.report import checks_as_json

    sink = api.open_target(database(to, data), options={} if schema is None else {"schema": schema})
    found = data.validate(sink)
    if junit is not None:
        write_junit(junit, data.spec.name, found.checks)
    if as_json:
        verdict, names = "failed" if found.failed else "passed", [check.name for check in found.waiting]
        console.document({"verdict": verdict, "checks": checks_as_json(found.checks), "waiting": names})
    else:
        _show(found, quiet)
    if found.failed:
        raise click.exceptions.Exit(ChecksFailed.exit_code)


@click.command(short_help="Print the checks as a SQL file that judges by itself.")
@options.with_dataset
@options.dialect
@options.as_json
def checks(data: Dataset, dialect: str, as_json: bool) -> None:
    """Print every check of a spec as one SQL file. `psql -f` or `duckdb` runs it without specgen; its last query is the verdict.

    \b
      specgen checks ecommerce --dialect postgres > checks.sql
      specgen checks shop.yaml | duckdb shop.duckdb
    """
    console.script(data.checks(dialect), dialect, as_json)


def _show(found: Validation, quiet: bool) -> None:
    from specgen.cli.report import offences, waiting

    failed, judged, whole = len(found.failed), found.checks, counted(len(found.checks), "check")
    verdict = f"failed: {failed} of {whole}" if failed else f"passed: {whole}"
    if not quiet:
        console.result("\n".join([*_table(judged), "", *offences(judged), *waiting(found.waiting), verdict]))
    elif failed:
        console.note("\n".join([*offences(judged), verdict]))


def _table(found: Sequence[CheckResult]) -> Iterator[str]:
    """One line a check; what did not pass is told below in full."""
    yield from console.columns(
        [("passed" if check.passed else "FAILED" if check.failed else "warning", check.name, _cut(check.observed)) for check in found]
    )


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
