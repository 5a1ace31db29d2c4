"""Claims as SQL: single queries for a sink, or one script that judges by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.checks import limits
from specgen.checks.claims import Claim, claims
from specgen.dialects import dialect
from specgen.errors import Span
from specgen.language.model import Severity
from specgen.plan.model import Plan
from specgen.render.environment import environment
from specgen.render.expressions import joined
from specgen.render.literals import literal


@dataclass(frozen=True)
class CheckSql:
    """A check as one SELECT of one row."""

    name: str
    kind: str
    table: str
    severity: Severity
    sql: str
    span: Span | None
    """Where the spec says it, if it is the author's own SQL."""


def checks(plan: Plan, dialect_name: str) -> tuple[CheckSql, ...]:
    """All checks of a plan, tables in load order."""
    return tuple(_checked(plan, claim, dialect_name) for claim in claims(plan))


def script(plan: Plan, dialect_name: str) -> str:
    """One file for psql or duckdb: it shows every result, then the verdict, and ends in an error if the verdict is no."""
    failed = "EXISTS (SELECT 1 FROM specgen_checks WHERE severity = 'error' AND passed IS NOT TRUE)"
    message = literal(f"specgen: the checks of {plan.spec.name} failed")
    fail = dialect(dialect_name).fail.format(failed=failed, message=message)
    template = environment(dialect_name).get_template("checks/_script.sql.j2")
    return template.render(spec=plan.spec, checks=checks(plan, dialect_name), failed=failed, fail=fail) + "\n"


def _checked(plan: Plan, claim: Claim, dialect_name: str) -> CheckSql:
    context: dict[str, Any] = {**claim.values, "kind": claim.kind, "name": claim.name, "table": claim.table, "limits": limits}
    if claim.kind == "expression":
        context |= joined(plan, claim.table, claim.values["expression"], dialect_name)
    template = environment(dialect_name).get_template(f"checks/{claim.kind}.sql.j2")
    return CheckSql(claim.name, claim.kind, claim.table, claim.severity, template.render(**context).strip(), claim.span)
