"""Rows of another table that are picked in proportion to their weight: what a check reads of that table to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.expressions import Expression, parse_expression
from specgen.language.model import ForeignKey
from specgen.plan.model import ColumnPlan, Plan, TablePlan
from specgen.render.expressions import visible_paths


def weights(plan: Plan, planned: TablePlan, column: ColumnPlan, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The weight of a row that may be picked (0 where `where` does not hold), over the table `over`, and the key that finds the row.

    None where a part of that is not written.
    """
    parents, weight, where = plan.tables[facts["parent_table"]].table, facts["weight"], facts["where"]
    key = _key(planned, column.column.name, facts)
    expression = _weight(weight, where)
    written = not parents.hidden and {each.name for each in planned.table.visible}.issuperset(key.columns)
    if not (written and visible_paths(plan.spec, parents, [*expression.paths, *((name,) for name in key.to)])):
        return None
    return {"expression": expression, "over": parents.name, "to": key, "declared": weight.sql}


def _weight(weight: Expression, where: Expression | None) -> Expression:
    limited = weight.sql if where is None else f"case when {where.sql} then {weight.sql} else 0 end"
    return parse_expression(f"cast({limited} as double precision)", weight.span)


def _key(planned: TablePlan, name: str, facts: Mapping[str, Any]) -> ForeignKey:
    """The foreign key that begins with the column and leads to the rows that it picks from."""
    begins = (name, facts["parent_table"], facts["parent_column"])
    return next(key for key in planned.table.foreign_keys if (key.columns[0], key.table, key.to[0]) == begins)
