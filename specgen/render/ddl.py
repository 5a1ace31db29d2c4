"""The tables of a plan as CREATE TABLE, keys, checks, indexes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specgen.dialects import dialect
from specgen.language.model import Column, ForeignKey
from specgen.plan.model import ColumnPlan, Plan, TablePlan
from specgen.render.constraints import Constraint, constraints
from specgen.render.defaults import default
from specgen.render.environment import environment
from specgen.render.expressions import on_row
from specgen.render.names import constraint_name, mark


@dataclass(frozen=True)
class Ddl:
    """The statements that come before the rows, those that come after, and the whole as a script."""

    create: tuple[str, ...]
    constraints: tuple[str, ...]
    text: str


def ddl(plan: Plan, dialect_name: str) -> Ddl:
    """The DDL of all written tables, in load order.

    Where a dialect wants keys inside CREATE TABLE they are there, and a foreign key that closes a circle is left out with a
    comment that says so; elsewhere keys, checks and foreign keys are added after the rows.
    """
    inside = dialect(dialect_name).keys_inside
    create = [statement for table in plan.written for statement in _table(plan, table, dialect_name, inside)]
    rules = [] if inside else sorted((rule for table in plan.written for rule in constraints(plan, table, dialect_name)), key=_rank)
    later = [_say(dialect_name, "constraint", constraint=rule) for rule in rules]
    later += [_say(dialect_name, "index", table=table.table.name, index=index) for table in plan.written for index in table.table.indexes]
    text = _say(dialect_name, "script", spec=plan.spec, statements=[*create, *later]) + "\n"
    return Ddl(tuple(create), tuple(later), text)


def drop(plan: Plan, dialect_name: str) -> tuple[str, ...]:
    """What removes the tables of a plan again: children first, circles of foreign keys opened before."""
    circles = [] if dialect(dialect_name).keys_inside else sorted(plan.deferred)
    opened = [
        _say(dialect_name, "drop_constraint", table=table, name=constraint_name(table, *columns, "fkey")) for table, columns in circles
    ]
    return (*opened, *(_say(dialect_name, "drop_table", table=table.table.name) for table in reversed(plan.written)))


_ORDER = ("PRIMARY KEY", "UNIQUE", "CHECK", "FOREIGN KEY")


def _rank(rule: Constraint) -> int:
    return _ORDER.index(rule.kind)


def _table(plan: Plan, table: TablePlan, dialect_name: str, inside: bool) -> Iterator[str]:
    rules = list(constraints(plan, table, dialect_name)) if inside else []
    deferred: list[ForeignKey] = [key for key in table.table.foreign_keys if inside and (table.table.name, key.columns) in plan.deferred]
    columns = [_column(plan, table.table.name, planned, dialect_name) for planned in table.columns.values() if not planned.column.hidden]
    yield _say(dialect_name, "table", table=table.table, columns=columns, constraints=rules, deferred=deferred)
    comment = f"{table.table.description} {mark(plan.spec.name)}".strip()
    yield _say(dialect_name, "comment_table", table=table.table.name, comment=comment)
    for column in table.table.visible:
        if column.description:
            yield _say(dialect_name, "comment_column", table=table.table.name, column=column.name, comment=column.description)


def _column(plan: Plan, table: str, planned: ColumnPlan, dialect_name: str) -> dict[str, Any]:
    column = planned.column
    return {
        "name": column.name,
        "type": column.type,
        "nullable": planned.nullable,
        "default": default(column),
        "generated": _generated(plan, table, column, dialect_name),
    }


def _generated(plan: Plan, table: str, column: Column, dialect_name: str) -> str | None:
    return on_row(plan, table, column.filler.sql, dialect_name, column.type) if column.generated else None  # type: ignore[attr-defined]


def _say(dialect_name: str, template: str, **values: Any) -> str:
    return environment(dialect_name).get_template(f"ddl/{template}.sql.j2").render(**values).strip()
