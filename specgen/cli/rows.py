"""`specgen rows`: any rows of a table, made alone."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from specgen.cli import console, options, sheet
from specgen.cli.progress import Lines
from specgen.counted import counted
from specgen.errors import Fault, SpecError
from specgen.records import record

if TYPE_CHECKING:
    import pyarrow as pa

    from specgen.api import Dataset
    from specgen.engine.passes import Pass
    from specgen.tables import Table

_RANGE = re.compile(r"(?P<start>\d[\d_]*)?(?P<dots>\.\.)?(?P<stop>\d[\d_]*)?")
_NEGATIVE = re.compile(r"-\d[\d_]*\.\.|(\d[\d_]*)?\.\.-|-\d[\d_]*")
_NEXT = re.compile(r",(?=\w+=)")
SHEET_ROWS = 1_000
"""Rows that are aligned together."""
BINARY = ("parquet",)


@record
class Range:
    """Rows start to stop, half-open, from 0; None: to the end."""

    start: int
    stop: int | None


class _Rows(click.Command):
    """Says of `-5..3` what is wrong with it; click would take it for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for argument in args:
            if argument.startswith("-") and ".." in argument and _NEGATIVE.match(argument):
                raise click.BadParameter(_below(argument), ctx, param_hint="RANGE")
        return super().parse_args(ctx, args)


def _range(ctx: click.Context, param: click.Parameter, value: str | None) -> Range | None:
    if value is None:
        return None
    if _NEGATIVE.fullmatch(value) or _NEGATIVE.match(value):
        raise click.BadParameter(_below(value), ctx, param)
    match = _RANGE.fullmatch(value)
    if match is None or not value:
        raise click.BadParameter(f"{value!r} is no range; write 10..20, 10.., ..20 or one number, all from 0", ctx, param)
    start, stop = (None if match[name] is None else int(match[name]) for name in ("start", "stop"))
    if not match["dots"]:
        return Range(int(value), int(value) + 1)
    if stop is not None and stop < (start or 0):
        raise click.BadParameter(f"{value!r} ends before it begins", ctx, param)
    return Range(start or 0, stop)


def _below(value: str) -> str:
    return f"{value!r} goes below 0; rows are numbered from 0, and the last of N is N - 1"


def _conditions(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in (part for given in values for part in _NEXT.split(given)):
        name, equals, text = value.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"{value!r} is not of the form column=value", ctx, param)
        if found.setdefault(name.strip(), text) != text:
            raise click.BadParameter(f"{name.strip()!r} cannot have two values", ctx, param)
    return found


@click.command(cls=_Rows, short_help="Show any rows of a table, made alone.")
@click.argument("table")
@click.argument("range", required=False, callback=_range)
@click.option("--spec", metavar="SPEC", help="A file, or the name of a shipped spec.")
@options.of_spec
@click.option("--columns", multiple=True, metavar="A,B", callback=options.names, help="Only these, hidden ones too; no other is made.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", callback=_conditions, help="The rows that hold a value, several: a=1,b=2.")
@click.option("--from", "directory", metavar="DIR", help="Rows of the data set that was generated there, with its seed and params.")
@click.option("--format", metavar="FORMAT", help="Write csv, jsonl, parquet, … to standard output.")
@options.as_json
def rows(
    data: Dataset,
    table: str,
    range: Range | None,
    columns: tuple[str, ...] | None,
    where: dict[str, str],
    directory: str | None,
    format: str | None,
    as_json: bool,
) -> None:
    """Show rows of a table as `specgen run` would make them, without those before. Nothing else is made.

    RANGE counts from 0 and is half-open: 10..20 are ten rows, 10.. all from there, ..20 the first twenty, 7 is one.

    --where finds rows by a value from which they follow: a sequence, a permutation, a uuid, a unique pattern, a reference to the
    block's parent, of several keys each. With a RANGE those rows are looked through, by any column.

    What takes a pass over a whole table, as where blocks of varying length begin, is told on standard error before it starts. It is
    kept beside the manifest of --from, else in the user's cache folder (SPECGEN_CACHE), for the next time.

    \b
      specgen rows orders 4_999_990..5_000_000 --spec ecommerce --scale 1000 --columns order_id,order_date
      specgen rows order_items --where order_id=17,product_id=6
      specgen rows customers 0.. --format csv > customers.csv
    """
    if range is None and not where:
        raise click.UsageError("which rows? name a RANGE such as 0..10 (.. are all), or a --where")
    if format and as_json:
        raise click.UsageError("--json and --format exclude each other")
    made = data if directory is None else data.as_written(directory)
    passing = Passing()
    made.keep(directory, passing.told, passing.progress)
    _show(Asked(made.table(table, columns), range, where), format, as_json)


@record
class Asked:
    """The rows that are asked for."""

    table: Table
    range: Range | None
    where: Mapping[str, str]

    def batches(self) -> Iterator[pa.RecordBatch]:
        start, stop = (self.range.start, self.range.stop) if self.range else (None, None)
        if self.range and self.range.start and self.range.start >= len(self.table):
            what = f"{self.table.name} has {counted(len(self.table), 'row')}, and none from {self.range.start:,} on"
            raise SpecError(Fault("out-of-range", what, None, f"the last is {len(self.table) - 1:,}, since the first is 0"))
        if self.where:
            return self.table.find(self.where, start, stop)
        return self.table.batches(start or 0, stop, SHEET_ROWS if stop is not None and stop - (start or 0) <= SHEET_ROWS else 65_536)

    def __str__(self) -> str:
        total = len(self.table)
        which = " and ".join(f"{name} = {value}" for name, value in self.where.items())
        where = f" where {which}" if which else ""
        if self.range is None:
            return f"{self.table.name}{where}, of {counted(total, 'row')}"
        stop = total if self.range.stop is None else min(self.range.stop, total)
        return f"{self.table.name}: rows {self.range.start:,}..{stop:,} of {total:,}{where}"


@dataclass
class Passing:
    """Tells of passes over whole tables, on standard error."""

    _bars: dict[str, Lines] = field(default_factory=dict)

    def told(self, needed: Pass) -> None:
        self._bars[needed.table] = Lines(needed.rows)
        console.note(f"{needed.what}: a pass over {counted(needed.rows, 'row')} of {needed.table}, {console.size(needed.bytes)} to keep")

    def progress(self, table: str, rows: int) -> None:
        if table in self._bars:
            self._bars[table](table, rows)


def _show(asked: Asked, format: str | None, as_json: bool) -> None:
    if format:
        _write(asked, format)
        return
    found = (row for batch in asked.batches() for row in batch.to_pylist())
    if as_json:
        console.document({asked.table.name: list(found)})
        return
    first = list(itertools.islice(found, SHEET_ROWS))
    console.result("\n".join([str(asked), *sheet.lines(asked.table.schema, first)]))
    while more := list(itertools.islice(found, SHEET_ROWS)):
        console.result("\n".join(sheet.lines(asked.table.schema, more)[1:]))
    if not first and asked.where:
        console.note("no row holds it")


def _write(asked: Asked, format: str) -> None:
    from specgen import api

    if format in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{format} is no text; send it into a file: specgen rows … --format {format} > rows.{format}")
    api.write(asked.batches(), asked.table.schema, console.Binary(), format)
