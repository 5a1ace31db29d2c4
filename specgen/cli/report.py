"""What a run made and what the database said of it, as people read it and as one JSON document."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from specgen.checks.render import CheckSql
from specgen.checks.results import CheckResult
from specgen.cli import console
from specgen.cli.options import Style
from specgen.cli.targets import Target
from specgen.counted import counted
from specgen.records import record
from specgen.run import Outcome
from specgen.summary import Line


@record
class Report:
    """A run that ended."""

    outcome: Outcome
    targets: tuple[Target, ...]
    kept: bool
    seconds: float

    @property
    def files(self) -> dict[str, int]:
        return {file: size for target in self.targets for file, size in target.files().items()} if self.kept else {}


def show(report: Report, style: Style) -> None:
    """Write the report; in the quiet style only what failed, and to standard error."""
    if style == "json":
        console.document(as_json(report))
    elif style == "text":
        console.result("\n".join(text(report)))
    elif report.outcome.failed:
        console.note("\n".join([*offences(report.outcome.checks), verdict(report)]))


def text(report: Report) -> Iterator[str]:
    """Rows, shares, ranges and averages of each table, a sample, the checks, the files, and the verdict in the last line."""
    yield from _facts(report.outcome)
    if report.outcome.checks:
        yield from ("", *_judged(report.outcome.checks))
    yield from waiting(report.outcome.waiting)
    if files := report.files:
        rows = [(file, console.size(size)) for file, size in _gathered(files).items()]
        yield from ("", *console.columns(rows, right=(False, True)))
    yield from ("", verdict(report))


_MANY = 24
"""So many files are listed one by one."""


def _gathered(files: Mapping[str, int]) -> dict[str, int]:
    """The files; those of a folder together if there are too many to list."""
    if len(files) <= _MANY:
        return dict(files)
    folders = [re.sub(r"([^/\\=]+=[^/\\]*[/\\])*[^/\\]*$", "", file) for file in files]
    counted, sizes = Counter(folders), Counter[str]()
    for (file, size), folder in zip(files.items(), folders, strict=True):
        sizes[f"{folder} ({counted[folder]} files)" if counted[folder] > 1 else file] += size
    return dict(sizes)


def as_json(report: Report) -> dict[str, Any]:
    """The manifest, the summary and the checks, with the verdict before them."""
    outcome = report.outcome
    return {
        "verdict": "failed" if outcome.failed else "passed" if outcome.checks else "not judged",
        "kept": report.kept,
        "seconds": round(report.seconds, 3),
        "files": report.files,
        "manifest": json.loads(outcome.manifest.to_json()),
        "summary": [dataclasses.asdict(line) for line in outcome.summary],
        "checks": checks_as_json(outcome.checks),
        "waiting": [check.name for check in outcome.waiting],
    }


def checks_as_json(checks: Sequence[CheckResult]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(check) for check in checks]


def verdict(report: Report) -> str:
    """The last line."""
    outcome, after = report.outcome, f"{report.seconds:.1f} s"
    judged = counted(len(outcome.checks), "check")
    if outcome.failed:
        kept = "the rows were kept" if report.kept else "nothing was kept; --no-strict keeps the rows for a look"
        return f"failed: {len(outcome.failed)} of {judged}; {kept} ({after})"
    tables = outcome.manifest.tables
    made = f"{counted(sum(table.rows for table in tables.values()), 'row')} in {counted(len(tables), 'table')}"
    return f"passed: {made}, {judged} ({after})" if outcome.checks else f"done: {made}; no database, so no checks ({after})"


def offences(checks: Sequence[CheckResult]) -> Iterator[str]:
    """Each check that did not pass, with what was seen and what was due."""
    for check in checks:
        if not check.passed:
            head = "  FAILED   " if check.failed else "  warning  "
            yield f"{head}{check.name}"
            yield from console.folded("             observed ", check.observed)
            yield from console.folded("             expected ", check.expected)
            for number, row in enumerate(check.offenders):
                yield from console.folded("             such as  " if number == 0 else "                      ", _row(row))
            if check.place is not None:
                yield f"             declared {check.place}"


def _row(cells: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {'NULL' if value is None else ' '.join(str(value).split())}" for name, value in cells.items())


def _judged(checks: Sequence[CheckResult]) -> Iterator[str]:
    passed = Counter(check.kind for check in checks if check.passed)
    yield f"{passed.total()} of {counted(len(checks), 'check')} passed"
    yield from console.folded("  ", ", ".join(f"{kind} {count}" for kind, count in sorted(passed.items())))
    yield from offences(checks)


def waiting(checks: Sequence[CheckSql]) -> Iterator[str]:
    """What is about all rows, and so cannot be said of some."""
    if not checks:
        return
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(check.kind for check in checks).items()))
    wait = "waits for the last window, since it is" if len(checks) == 1 else "wait for the last window, since they are"
    yield f"{counted(len(checks), 'check')} {wait} about all rows"
    yield from console.folded("  ", kinds)


def _facts(outcome: Outcome) -> Iterator[str]:
    """The summary table by table; without one, the row counts of the manifest."""
    lines = outcome.summary or [Line(name, "rows", f"{table.rows:,}") for name, table in outcome.manifest.tables.items()]
    width = max(len(_head(line)) for line in lines) + 2
    for line in lines:
        if line.what == "rows":
            rows = counted(int(line.fact.replace(",", "")), "row")
            yield f"\n{_head(line).ljust(width)}{rows}" if outcome.summary else f"{_head(line).ljust(width)}{rows}"
        else:
            yield from ([""] if line.what == "a row" else [])
            yield from console.folded(_head(line).ljust(width), line.fact)


def _head(line: Line) -> str:
    return {"rows": line.table, "a row": f"a row of {line.table}"}.get(line.what, f"  {line.what}")
