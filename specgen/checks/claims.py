"""What a plan claims about its rows: one entry for each check, before any SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from specgen import readings
from specgen.checks.across import LINKED, link
from specgen.checks.concentration import concentration, law_of, least
from specgen.checks.weights import weights
from specgen.contracts import Expectation
from specgen.errors import Span
from specgen.expressions import Expression, parse_expression, quoted, tables_of
from specgen.language.model import Check, Column, Severity, Table
from specgen.plan.graph import block_key
from specgen.plan.model import ColumnPlan, Plan, TablePlan
from specgen.records import record
from specgen.render.constraints import unique_keys
from specgen.render.expressions import visible_paths


@record
class Claim:
    """One check: the template `kind`, its name in the report, and what the template asks about."""

    kind: str
    name: str
    table: str
    severity: Severity = "error"
    values: Mapping[str, Any] = field(default_factory=dict)
    span: Span | None = None
    """Where the spec says so."""
    reads: frozenset[str] = frozenset()
    """Tables that it reads besides its own and what that refers to."""


def claims(plan: Plan) -> tuple[Claim, ...]:
    """Every claim about written tables and visible columns, tables in load order."""
    origin = plan.spec.origin
    with readings.kept(origin.file if origin and origin.text is None else None, "checks"):
        found = [claim for table in plan.written for claim in _of_table(plan, table)]
    return (*found, *(_custom(check, check.name, "", plan.spec.name) for check in plan.spec.checks if check.sql is not None))


def _of_table(plan: Plan, table: TablePlan) -> Iterator[Claim]:
    yield from (*_keys(table), *_history(table), *_columns(plan, table), *_picks(plan, table), *_rules(plan, table))


def _keys(planned: TablePlan) -> Iterator[Claim]:
    table = planned.table
    visible = {column.name for column in table.visible}
    if not planned.estimated:
        yield Claim("row_count", f"{table.name}.row_count", table.name, values={"rows": planned.rows}, span=table.rows_span)
    if table.primary_key and visible.issuperset(table.primary_key):
        yield Claim("primary_key", f"{table.name}.primary_key", table.name, values={"columns": table.primary_key}, span=table.span)
    for columns in unique_keys(table):
        yield Claim("unique", f"{table.name}.{'+'.join(columns)}.unique", table.name, values={"columns": columns}, span=table.span)
    for key in table.foreign_keys:
        if key.enforced and visible.issuperset(key.columns):
            name = f"{table.name}.{'+'.join(key.columns)}.foreign_key"
            yield Claim("foreign_key", name, table.name, values={"columns": key.columns, "parent": key.table, "to": key.to}, span=key.span)


def _history(planned: TablePlan) -> Iterator[Claim]:
    """The tracked columns are those that a chain of states fills: of these, neighbours differ."""
    history = planned.table.history
    visible = {column.name for column in planned.table.visible}
    if history is not None and visible.issuperset((*history.key, history.start, history.end, history.current)):
        tracked = tuple(column.name for column in planned.table.visible if column.filler.name == "states")
        name = planned.table.name
        yield Claim("history", f"{name}.history", name, values={"history": history, "tracked": tracked}, span=planned.table.span)


def _columns(plan: Plan, planned: TablePlan) -> Iterator[Claim]:
    table = planned.table.name
    for column in planned.columns.values():
        if column.column.hidden:
            continue
        name, span = column.column.name, column.column.span
        if not column.nullable:
            yield Claim("not_null", f"{table}.{name}.not_null", table, values={"column": name}, span=span)
        yield from _nulls(plan, planned, column)
        for expectation in column.expectations:
            facts = _facts(plan, planned, column, expectation)
            if facts is not None:
                read = frozenset([expectation.facts["child"]] if expectation.check == "sums" else [])
                yield Claim(expectation.check, f"{table}.{name}.{expectation.check}", table, values=facts, span=span, reads=read)


def _nulls(plan: Plan, planned: TablePlan, column: ColumnPlan) -> Iterator[Claim]:
    """That a share of the cells is NULL, or those of a condition; no others, unless the filler has NULLs of its own."""
    declared, own, table = column.column.nulls, column.column.filler.nullable(), planned.table
    name, kind = f"{table.name}.{column.column.name}.nulls", "nulls"
    if declared is None:
        return
    values: dict[str, Any] = {"column": column.column.name, "share": declared, "at_least": own}
    if isinstance(declared, Expression):
        if not visible_paths(plan.spec, table, declared.paths):
            return
        missing, due = f"{quoted(column.column.name)} is null", f"coalesce({declared.sql}, false)"
        rule = f"{missing} or not {due}" if own else f"({missing}) = {due}"
        kind, values = "expression", {"expression": parse_expression(rule, declared.span), "tolerance": 0.0}
    yield Claim(kind, name, table.name, values=values, span=column.column.span)


def _facts(plan: Plan, planned: TablePlan, column: ColumnPlan, expectation: Expectation) -> dict[str, Any] | None:
    """What a check asks about; None where it reads what is not written: other tables, or of a pick the rest of its key."""
    key, linked = _key(planned.table, column.column.name), link(plan, planned, column, expectation)
    if expectation.check in LINKED and linked is None:
        return None
    more: dict[str, Any] | None = {}
    if expectation.check == "concentration":
        more = _concentration(plan, planned, column, key, expectation.facts)
    elif expectation.check == "weights":
        more = weights(plan, planned, column, expectation.facts)
    if more is None:
        return None
    values = {"column": column.column.name, "type": column.column.type, "nullable": column.nullable, "facts": expectation.facts}
    return {**values, **more, "nulls": column.column.nulls is not None, "link": linked, "plan": plan, "planned": planned, "key": key}


def _concentration(
    plan: Plan, planned: TablePlan, column: ColumnPlan, key: tuple[str, ...], facts: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The law of a pick, and of how many picks at least.

    None where a part of the key is not written, the parents are not counted, or so few picks tell nothing.
    """
    parents, nulls = plan.tables[facts["parent_table"]], column.column.nulls
    if parents.estimated or not {each.name for each in planned.table.visible}.issuperset(key):
        return None
    picks = least(planned.rows, planned.estimated, nulls)
    exact = facts["exact"] and not planned.estimated and nulls is None
    law = concentration(law_of(facts), parents.rows, picks, exact)
    telling = tuple(held for held in law if held.parents < parents.rows and (held.low > 0.0 or held.high < 1.0))
    return {"law": telling, "least": picks} if telling else None


def _key(table: Table, name: str) -> tuple[str, ...]:
    """The columns of the foreign key that begins with this one, if there is any."""
    return next((key.columns for key in table.foreign_keys if key.columns[0] == name), (name,))


def _picks(plan: Plan, planned: TablePlan) -> Iterator[Claim]:
    """A reference picks parents for which its `where` holds; one that is `distinct` none twice in a block."""
    table = planned.table
    visible = {column.name for column in table.visible}
    for column in table.visible:
        where: Expression | None = getattr(column.filler, "where", None)
        if where is not None and visible_paths(plan.spec, table, (picked := where.behind(column.name)).paths):
            values = {"expression": picked, "tolerance": 0.0}
            yield Claim("expression", f"{table.name}.{column.name}.where", table.name, values=values, span=column.span)
        block = block_key(table)
        if block is not None and getattr(column.filler, "distinct_in_block", False):
            columns = tuple(dict.fromkeys((*_key(table, block), *_key(table, column.name))))
            if visible.issuperset(columns) and columns not in (table.primary_key, *unique_keys(table)):
                name = f"{table.name}.{column.name}.distinct"
                yield Claim("unique", name, table.name, values={"columns": columns}, span=column.span)


def _rules(plan: Plan, planned: TablePlan) -> Iterator[Claim]:
    """The rules that the spec's author wrote, unless they read what is not written."""
    table = planned.table
    for column in table.visible:
        made = _remade(plan, planned, column)
        if made is not None:
            values = {"expression": made, "tolerance": 0.0}
            yield Claim("expression", f"{table.name}.{column.name}.expr", table.name, values=values, span=made.span)
        if column.check is not None and visible_paths(plan.spec, table, column.check.paths):
            values = {"expression": column.check, "tolerance": 0.0}
            yield Claim("expression", f"{table.name}.{column.name}.check", table.name, values=values, span=column.check.span)
    for check in table.checks:
        name = f"{table.name}.{check.name}"
        if check.sql is not None:
            yield _custom(check, name, table.name, table.name)
        elif check.expr is not None and visible_paths(plan.spec, table, check.expr.paths):
            values = {"expression": check.expr, "tolerance": check.tolerance}
            yield Claim("expression", name, table.name, check.severity, values, check.expr.span)


_COMPARED = {"integer", "decimal", "text", "boolean", "date", "timestamp", "uuid"}
"""Not doubles: their last digits are each database's own."""


def _remade(plan: Plan, planned: TablePlan, column: Column) -> Expression | None:
    """That a column is what its SQL says, where all that it reads is written."""
    made: Expression | None = getattr(column.filler, "sql", None)
    if made is None or column.nulls is not None or column.type.kind not in _COMPARED:
        return None
    if not visible_paths(plan.spec, planned.table, made.paths):
        return None
    return parse_expression(f"{quoted(column.name)} is not distinct from cast(({made.sql}) as {column.type.sql})", made.span)


def _custom(check: Check, name: str, counted: str, table: str) -> Claim:
    query = (check.sql or "").rstrip().rstrip(";")
    values = {"query": query, "tolerance": check.tolerance, "counted": counted}
    read = frozenset(name for name, _ in tables_of(check.sql or "", check.span)) - {table}
    return Claim("sql", name, table, check.severity, values, check.span, read)
