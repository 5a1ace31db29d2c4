"""Claims as SQL: single queries for a sink, or one script that judges by itself."""

from __future__ import annotations

from typing import Any

from specgen.checks import limits
from specgen.checks.claims import Claim, claims
from specgen.checks.parts import on_part
from specgen.dialects import dialect
from specgen.errors import Span
from specgen.language.model import Severity
from specgen.plan.model import Plan
from specgen.records import record
from specgen.render.environment import environment
from specgen.render.expressions import joined
from specgen.render.literals import literal


@record
class CheckSql:
    """A check as one SELECT of one row."""

    name: str
    kind: str
    table: str
    severity: Severity
    sql: str
    span: Span | None
    """What the spec says there claims it."""
    query: str = ""
    """The author's own SQL in it, if it is."""
    offenders: str = ""
    """A query of the rows that offend, with what tells them; none where a figure is off."""
    on_part: bool = False
    """It can be judged before all rows are there."""
    reads: frozenset[str] = frozenset()
    """Tables that it reads besides its own and what that refers to."""


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
    if "expression" in claim.values:
        context |= joined(plan, claim.values.get("over", claim.table), claim.values["expression"], dialect_name)
    context["shown"] = _shown(plan, claim)
    template = environment(dialect_name).get_template(f"checks/{claim.kind}.sql.j2")
    offenders = "".join(template.blocks["offenders"](template.new_context(context))) if "offenders" in template.blocks else ""
    sql, query = template.render(**context).strip(), claim.values.get("query", "")
    part = on_part(plan, claim)
    return CheckSql(claim.name, claim.kind, claim.table, claim.severity, sql, claim.span, query, offenders.strip("\n"), part, claim.reads)


def _shown(plan: Plan, claim: Claim) -> tuple[str, ...]:
    """What to show of a row that offends: its key, and what the claim is about; all of it where there is no key."""
    planned = plan.tables.get(claim.table)
    if planned is None:
        return ()
    visible = tuple(column.name for column in planned.table.visible)
    key = planned.table.primary_key if set(planned.table.primary_key) <= set(visible) else ()
    about = [claim.values[one] for one in ("column",) if one in claim.values] + list(claim.values.get("columns", ()))
    about += [path[0] for path in claim.values["expression"].paths] if claim.kind == "expression" else []
    return tuple(dict.fromkeys((*(key or visible), *about)))
