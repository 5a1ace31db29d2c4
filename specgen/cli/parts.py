"""`specgen generate` in parts: what is there already, what is made now, and what is still missing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from specgen.cli import console
from specgen.cli.options import How, InParts
from specgen.cli.progress import shown
from specgen.cli.targets import Files
from specgen.counted import counted

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.parts import Parts


def in_parts(data: Dataset, files: Files, how: How, cut: InParts) -> None:
    """Make one part, or all that are missing, and report."""
    if how.since or how.until:
        raise click.UsageError("--since and --until make one file a table; leave out --parts and --part-size")
    parts = data.parts(files.directory, cut.parts, cut.largest, files.format, files.options, how.tables, files.partition_by)
    if cut.part is not None:
        _one(data, parts, cut.part, how)
    else:
        _all(data, parts, files, how)


def _one(data: Dataset, parts: Parts, part: int, how: How) -> None:
    expected = sum(map(len, parts.work.cut.ranges(part).values()))
    with shown(expected, how.style == "quiet") as progress:
        rows = parts.make_one(part, progress)
    missing = len(parts.missing())
    if how.style == "json":
        console.document({"part": part, "parts": parts.count, "rows": dict(rows), "missing": missing})
    elif how.style == "text":
        left = f"{missing} of {parts.count} are missing" if missing else "all are there: the same command without --part gives them names"
        console.result(
            f"part {part}: {counted(sum(rows.values()), 'row')} in {counted(len(rows), 'table')}, in {parts.located(part)}; {left}"
        )


def _all(data: Dataset, parts: Parts, files: Files, how: How) -> None:
    from specgen.cli.report import Report, show
    from specgen.executors import opened
    from specgen.run import Outcome

    missing = parts.missing()
    if how.style == "text":
        cut = f"in {counted(parts.count, 'part')}"
        console.result(f"{data.spec.name}, seed {data.spec.seed}, {cut}, into {parts.work.kind.title} in {files.directory}")
        if len(missing) < parts.count:
            console.result(f"going on: {parts.count - len(missing)} of {parts.count} parts are complete")
    expected = sum(len(rows) for part in missing for name, rows in parts.work.cut.ranges(part).items() if name in parts.work.cut.tables)
    with shown(expected, how.style == "quiet") as progress:
        try:
            with opened(how.executor, how.jobs) as executor:
                made_all = parts.make(executor, progress)
        except BaseException:
            there = parts.count - len(parts.missing())
            if there:
                console.note(f"{there} of {parts.count} parts are complete and stay; the same command goes on from there")
            raise
    show(Report(Outcome(made_all), (files,), True, time.perf_counter() - click.get_current_context().obj), how.style)
