"""The tables of a plan as CREATE TABLE, keys, checks, indexes and comments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from typing import Any

from specgen.dialects import dialect
from specgen.language.model import Column, Index, Table
from specgen.marks import Mark
from specgen.plan.model import ColumnPlan, Plan, TablePlan
from specgen.records import record
from specgen.render.constraints import Constraint, constraints, over_computed, undeclared
from specgen.render.defaults import default
from specgen.render.environment import environment
from specgen.render.expressions import on_row
from specgen.types import Type


@record
class TableDdl:
    """What makes a table: CREATE TABLE and its comments, before the rows come."""

    name: str
    statements: tuple[str, ...]
    columns: Mapping[str, Type] = field(default_factory=dict)
    """The columns that rows come with; the database computes the others."""


@record
class Rule:
    """A key, check or index that is added when the rows are there."""

    table: str
    name: str
    statement: str
    kind: str = "INDEX"
    """Or PRIMARY KEY, UNIQUE, CHECK, FOREIGN KEY."""
    parent: str | None = None
    """The table that a foreign key refers to."""


@record
class Ddl:
    """The tables in load order, what is added when their rows are there, and the whole as a script."""

    tables: tuple[TableDdl, ...]
    rules: tuple[Rule, ...]
    text: str = ""

    @property
    def create(self) -> tuple[str, ...]:
        """The statements that come before the rows."""
        return tuple(statement for table in self.tables for statement in table.statements)

    @property
    def constraints(self) -> tuple[str, ...]:
        """The statements that come after the rows."""
        return tuple(rule.statement for rule in self.rules)


def ddl(plan: Plan, dialect_name: str, only: Collection[str] | None = None) -> Ddl:
    """The DDL of all written tables, or `only` some of them, in load order.

    Where a dialect wants keys inside CREATE TABLE they are there, and a foreign key that closes a circle is left out with a
    comment that says so; elsewhere keys, checks and foreign keys are added after the rows.
    """
    inside = dialect(dialect_name).keys_inside
    wanted = [table for table in plan.written if only is None or table.table.name in only]
    tables = [TableDdl(table.table.name, tuple(_table(plan, table, dialect_name, inside)), _stated(table.table)) for table in wanted]
    found = [] if inside else sorted((rule for table in wanted for rule in constraints(plan, table, dialect_name)), key=_rank)
    rules = [Rule(rule.table, rule.name, _say(dialect_name, "constraint", constraint=rule), rule.kind, rule.parent) for rule in found]
    rules += [_index(table.table.name, index, dialect_name) for table in wanted for index in table.table.indexes]
    statements = [*(statement for table in tables for statement in table.statements), *(rule.statement for rule in rules)]
    text = _say(dialect_name, "script", spec=plan.spec, statements=statements) + "\n"
    return Ddl(tuple(tables), tuple(rules), text)


_ORDER = ("PRIMARY KEY", "UNIQUE", "CHECK", "FOREIGN KEY")


def _rank(rule: Constraint) -> int:
    return _ORDER.index(rule.kind)


def _stated(table: Table) -> Mapping[str, Type]:
    return {column.name: column.type for column in table.visible if not column.generated}


def _index(table: str, index: Index, dialect_name: str) -> Rule:
    return Rule(table, index.name, _say(dialect_name, "index", table=table, index=index))


def _table(plan: Plan, table: TablePlan, dialect_name: str, inside: bool) -> Iterator[str]:
    rules = list(constraints(plan, table, dialect_name)) if inside else []
    keys = [(key, undeclared(plan, table.table, key, dialect_name)) for key in table.table.foreign_keys if key.enforced]
    left_out = [(key, why) for key, why in keys if why is not None]
    columns = [_column(plan, table.table.name, planned, dialect_name) for planned in table.columns.values() if not planned.column.hidden]
    computed = list(over_computed(plan, table, dialect_name))
    yield _say(dialect_name, "table", table=table.table, columns=columns, constraints=rules, undeclared=left_out, computed=computed)
    comment = f"{table.table.description} {Mark(plan.spec.name)}".strip()
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
        "numbered": _numbered(plan.spec.tables[table], column, dialect_name),
    }


def _numbered(table: Table, column: Column, dialect_name: str) -> str | None:
    """How the database goes on counting a key that counts, for rows that come later without one."""
    counts = table.primary_key == (column.name,) and column.filler.name == "sequence" and column.type.kind == "integer"
    if not counts or column.default is not None or any(column.name in key.columns for key in table.foreign_keys):
        return None
    start, step = column.filler.start, column.filler.step  # type: ignore[attr-defined]
    return _counting(dialect(dialect_name).numbered, start, step) if step > 0 else None


def _counting(numbered: str, start: int, step: int) -> str:
    """What a database takes for granted is left out."""
    if not numbered or (start, step) == (1, 1):
        return numbered
    return f"{numbered} (START WITH {start} INCREMENT BY {step}{f' MINVALUE {start}' if start < 1 else ''})"


def _generated(plan: Plan, table: str, column: Column, dialect_name: str) -> str | None:
    return on_row(plan, table, column.filler.sql, dialect_name, column.type) if column.generated else None  # type: ignore[attr-defined]


def _say(dialect_name: str, template: str, **values: Any) -> str:
    return environment(dialect_name).get_template(f"ddl/{template}.sql.j2").render(**values).strip()
