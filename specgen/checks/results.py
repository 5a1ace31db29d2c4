"""What the database says of the rows: every check as one result, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from specgen.checks.render import CheckSql, checks
from specgen.errors import EnvironmentProblem, Fault, Span, SpecError
from specgen.expressions import place_in, pointed
from specgen.language.model import Severity
from specgen.plan.model import Plan
from specgen.records import record

SHOWN = 3
"""Rows that offend are shown so that they can be looked up, not to be counted."""
Query = Callable[[str], tuple[list[str], list[tuple[Any, ...]]]]


@record
class CheckResult:
    """One check, judged: how many rows offend (or by how much a figure is off), and what was seen against what was due."""

    name: str
    kind: str
    table: str
    severity: Severity
    passed: bool
    offending: int
    observed: str
    expected: str

    place: Span | None = None
    """What the spec says there is not so."""
    offenders: tuple[Mapping[str, Any], ...] = ()
    """Some of the rows that offend, by column; of a figure that is off there are none."""

    @property
    def failed(self) -> bool:
        """Whether it turns the verdict; a warning does not."""
        return not self.passed and self.severity == "error"


@record
class Validation:
    """What a database says of the rows that it holds: the checks that it judged, one by one if looped over, and those that wait."""

    checks: tuple[CheckResult, ...]
    waiting: tuple[CheckSql, ...] = ()
    """Checks about all rows, where the database holds only those before a moment (`until`)."""

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        return tuple(check for check in self.checks if check.failed)

    def __iter__(self) -> Iterator[CheckResult]:
        return iter(self.checks)


def asked(plan: Plan, dialect: str, tables: frozenset[str] | None = None) -> tuple[CheckSql, ...]:
    """The checks to run in a database; with fewer than all tables, those that read these tables alone."""
    found = checks(plan, dialect)
    if tables is None or tables.issuperset(planned.table.name for planned in plan.written):
        return found
    return tuple(check for check in found if check.table in tables and check.reads <= tables)


def rehearse(wanted: Sequence[CheckSql], query: Query) -> None:
    """Run what the spec's author wrote while the tables are empty: what the database refuses is told before the first row."""
    for check in wanted:
        if check.query:
            _answer(query, check)


def judge(wanted: Sequence[CheckSql], query: Query) -> tuple[CheckResult, ...]:
    """Run the checks where the rows are."""
    return tuple(_judged(check, query) for check in wanted)


def _judged(check: CheckSql, query: Query) -> CheckResult:
    names, rows = _answer(query, check)
    cells = dict(zip(names, rows[0], strict=True))
    judged = {key: cells[key] for key in ("offending", "observed", "expected")}
    passed = cells["passed"] is True
    found = () if passed or not check.offenders else _offenders(check, query)
    return CheckResult(check.name, check.kind, check.table, check.severity, passed, **judged, place=check.span, offenders=found)


def _offenders(check: CheckSql, query: Query) -> tuple[Mapping[str, Any], ...]:
    names, rows = query(f"SELECT * FROM (\n{check.offenders}\n) AS offender LIMIT {SHOWN}")
    return tuple(dict(zip(names, row, strict=True)) for row in rows)


def _answer(query: Query, check: CheckSql) -> tuple[list[str], list[tuple[Any, ...]]]:
    """What the database answers; where it refuses SQL that the spec's author wrote, the fault is there."""
    try:
        return query(check.sql)
    except EnvironmentProblem as wrong:
        if not check.query or check.span is None:
            raise
        before = check.sql[: check.sql.index(check.query)].count("\n")
        place = place_in(check.query, check.span, pointed(str(wrong.__cause__), check.query, before))
        raise SpecError(Fault("sql-failed", f"the database refuses this query: {wrong}", place, wrong.help)) from wrong
