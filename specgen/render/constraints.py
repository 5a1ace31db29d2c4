"""What a table promises about its rows, as constraints with predictable names."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.dialects import dialect
from specgen.expressions import Expression, type_sql
from specgen.language.model import ForeignKey, Table
from specgen.plan.model import Plan, TablePlan
from specgen.records import record
from specgen.render.environment import environment
from specgen.render.expressions import on_row, reads_own_row
from specgen.render.names import constraint_name
from specgen.types import Type


@record
class Constraint:
    """A named constraint; `body` is what stands behind its name."""

    table: str
    name: str
    kind: str
    body: str
    parent: str | None = None
    """The table that a foreign key refers to."""
    columns: frozenset[str] = frozenset()
    """Those of its table that it is about."""


def constraints(plan: Plan, planned: TablePlan, dialect_name: str) -> Iterator[Constraint]:
    """Primary key, unique, checks, foreign keys; those over hidden columns or hidden tables are not the database's business."""
    computed = _computed(planned.table, dialect_name)
    return (rule for rule in _promised(plan, planned.table, dialect_name) if computed.isdisjoint(rule.columns))


def over_computed(plan: Plan, planned: TablePlan, dialect_name: str) -> Iterator[Constraint]:
    """The constraints that a database cannot declare since they are about columns that it computes when they are read."""
    computed = _computed(planned.table, dialect_name)
    return (rule for rule in _promised(plan, planned.table, dialect_name) if not computed.isdisjoint(rule.columns))


def _computed(table: Table, dialect_name: str) -> frozenset[str]:
    stored = dialect(dialect_name).generated == "STORED"
    return frozenset(column.name for column in table.visible if column.generated and not stored)


def _promised(plan: Plan, table: Table, dialect_name: str) -> Iterator[Constraint]:
    visible = {column.name for column in table.visible}
    names = environment(dialect_name).filters["identifiers"]
    if table.primary_key and visible.issuperset(table.primary_key):
        body = f"PRIMARY KEY ({names(table.primary_key)})"
        yield Constraint(table.name, constraint_name(table.name, "pkey"), "PRIMARY KEY", body, columns=frozenset(table.primary_key))
    for columns in unique_keys(table):
        name, body = constraint_name(table.name, *columns, "key"), f"UNIQUE ({names(columns)})"
        yield Constraint(table.name, name, "UNIQUE", body, columns=frozenset(columns))
    for name, expression in row_rules(table):
        read = frozenset(path[0] for path in expression.paths)
        yield Constraint(table.name, name, "CHECK", f"CHECK ({on_row(plan, table.name, expression, dialect_name)})", columns=read)
    for key in table.foreign_keys:
        if key.enforced and visible.issuperset(key.columns) and undeclared(plan, table, key, dialect_name) is None:
            body = f"FOREIGN KEY ({names(key.columns)}) REFERENCES {names([key.table])} ({names(key.to)})"
            name = constraint_name(table.name, *key.columns, "fkey")
            yield Constraint(table.name, name, "FOREIGN KEY", body, key.table, frozenset(key.columns))


def undeclared(plan: Plan, table: Table, key: ForeignKey, dialect_name: str) -> str | None:
    """Why a database cannot declare a foreign key, if it cannot."""
    into = dialect(dialect_name)
    if into.keys_inside and (table.name, key.columns) in plan.deferred:
        return "a circle of foreign keys"
    there = plan.spec.tables[key.table]
    if not _computed(there, dialect_name).isdisjoint(key.to):
        return "a key that is computed when it is read"
    pairs = [(table.columns[name].type, there.columns[to].type) for name, to in zip(key.columns, key.to, strict=True)]
    if into.keys_alike and not all(_alike(ours, theirs, dialect_name) for ours, theirs in pairs):
        return f"a key of another type, {', '.join(theirs.sql for _, theirs in pairs)}"
    return None


def _alike(ours: Type, theirs: Type, dialect_name: str) -> bool:
    return ours.kind == theirs.kind == "text" or type_sql(ours, dialect_name) == type_sql(theirs, dialect_name)


def unique_keys(table: Table) -> tuple[tuple[str, ...], ...]:
    """The lists of visible columns that are declared unique, each once, without the primary key."""
    visible = {column.name for column in table.visible}
    declared = [*((column.name,) for column in table.visible if column.unique), *table.unique]
    kept = (columns for columns in declared if visible.issuperset(columns) and columns != table.primary_key)
    return tuple(dict.fromkeys(kept))


def row_rules(table: Table) -> Iterator[tuple[str, Expression]]:
    """Names and expressions of the rules that read nothing but the row's own visible columns."""
    for column in table.visible:
        if column.check is not None and reads_own_row(column.check, table):
            yield constraint_name(table.name, column.name, "check"), column.check
    for check in table.checks:
        if check.expr is not None and check.severity == "error" and not check.tolerance and reads_own_row(check.expr, table):
            yield constraint_name(table.name, check.name), check.expr
