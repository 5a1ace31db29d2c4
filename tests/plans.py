"""Plans built by hand, for tests of what comes after planning."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specgen.contracts import Expectation
from specgen.errors import Span
from specgen.expressions import Expression, parse_expression
from specgen.language.model import Column, Fixed, ForeignKey, Spec, Table
from specgen.plan.model import ColumnPlan, Plan, TablePlan
from specgen.types import parse_type

SPAN = Span("shop.yaml", 1, 1, 1, 2)


@dataclass(frozen=True)
class Filler:
    """All that rendering asks of a generator: its name, the expression, where a reference leads, whether it has NULLs."""

    name: str = "constant"
    sql: Expression | None = None
    points_to: tuple[str, str] | None = None
    own_nulls: bool = False

    def nullable(self) -> bool:
        return self.own_nulls


def sql(text: str) -> Expression:
    return parse_expression(text, SPAN)


def column(
    name: str, type: str, expectations: tuple[Expectation, ...] = (), nullable: bool = False, filler: Any = None, **declared: Any
) -> ColumnPlan:
    made = Column(name, parse_type(type), filler or Filler(), SPAN, **declared)
    return ColumnPlan(made, (), "row", frozenset(), nullable, expectations)


def table(name: str, rows: int, *columns: ColumnPlan, estimated: bool = False, **declared: Any) -> TablePlan:
    by_name = {planned.column.name: planned for planned in columns}
    made = Table(name, Fixed(rows), {key: planned.column for key, planned in by_name.items()}, SPAN, SPAN, **declared)
    return TablePlan(made, by_name, rows, estimated, name)


def key(columns: str, table: str, to: str, enforced: bool = True) -> ForeignKey:
    return ForeignKey(tuple(columns.split()), table, tuple(to.split()), SPAN, enforced)


def plan(*tables: TablePlan, deferred: frozenset[tuple[str, tuple[str, ...]]] = frozenset(), **declared: Any) -> Plan:
    by_name: Mapping[str, TablePlan] = {planned.table.name: planned for planned in tables}
    spec = Spec(
        "shop",
        42,
        "en_US",
        datetime.date(2025, 10, 28),
        {name: planned.table for name, planned in by_name.items()},
        "shop.yaml",
        **declared,
    )
    return Plan(spec, by_name, (), frozenset(), deferred)
