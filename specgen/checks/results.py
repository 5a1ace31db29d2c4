"""What the database says of the rows: every check as one result, and the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from specgen.checks.render import CheckSql, checks
from specgen.errors import EnvironmentProblem, Fault, SpecError
from specgen.language.model import Severity
from specgen.plan.model import Plan

Query = Callable[[str], tuple[list[str], list[tuple[Any, ...]]]]


@dataclass(frozen=True)
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

    @property
    def failed(self) -> bool:
        """Whether it turns the verdict; a warning does not."""
        return not self.passed and self.severity == "error"


def judge(plan: Plan, dialect: str, query: Query, tables: frozenset[str] | None = None) -> tuple[CheckResult, ...]:
    """Run the checks where the rows are; with fewer than all tables, those of these tables alone."""
    everything = tables is None or tables.issuperset(planned.table.name for planned in plan.written)
    wanted = [check for check in checks(plan, dialect) if everything or check.table in (tables or ())]
    found = []
    for check in wanted:
        names, rows = _answer(query, check)
        cells = dict(zip(names, rows[0], strict=True))
        judged = {key: cells[key] for key in ("offending", "observed", "expected")}
        found.append(CheckResult(check.name, check.kind, check.table, check.severity, cells["passed"] is True, **judged))
    return tuple(found)


def _answer(query: Query, check: CheckSql) -> tuple[list[str], list[tuple[Any, ...]]]:
    """What the database answers; where it refuses SQL that the spec's author wrote, the fault is there."""
    try:
        return query(check.sql)
    except EnvironmentProblem as wrong:
        if check.span is None:
            raise
        raise SpecError(Fault("sql-failed", f"the database refuses this query: {wrong}", check.span, wrong.help)) from wrong
