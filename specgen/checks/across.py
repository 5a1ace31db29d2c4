"""What a column is compared with in another table: the rows that make up a total, the whole that parts sum to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from specgen.contracts import Expectation
from specgen.expressions import Path
from specgen.language.model import ForeignKey
from specgen.plan.model import ColumnPlan, Plan, TablePlan
from specgen.records import record
from specgen.render.expressions import Join, joins_of, key_of, visible_paths


@record
class Link:
    """How rows find the row of another table that they belong to, or a value on the way beyond it.

    Rows of the one, under the alias `t0`, and what `joins` lead to from there; `columns` of the alias `at` hold the key of the other.
    """

    joins: tuple[Join, ...]
    at: str
    key: ForeignKey


def link(plan: Plan, planned: TablePlan, column: ColumnPlan, expectation: Expectation) -> Link | None:
    """What a check of two tables joins; None where a part of it is not written, and for a check of one."""
    found = LINKED.get(expectation.check)
    return None if found is None else found(plan, planned, column, expectation.facts)


def _to_its_rows(plan: Plan, planned: TablePlan, column: ColumnPlan, facts: Mapping[str, Any]) -> Link | None:
    """From the rows below up to the row that says what they come to."""
    child, via = plan.tables[facts["child"]].table, facts["via"]
    key = key_of(plan.spec, child.name, via)
    read = [(*via, to) for to in key.to] + [(name,) for name in (facts["child_column"],) if name is not None]
    if child.hidden or key.table != planned.table.name or not visible_paths(plan.spec, child, read):
        return None
    aliases, joins = joins_of(plan.spec, child.name, [via])
    return Link(joins, aliases[via[:-1]], key)


def _to_the_whole(plan: Plan, planned: TablePlan, column: ColumnPlan, facts: Mapping[str, Any]) -> Link | None:
    """From the parent of a block to what its rows share out, which may lie beyond the parent."""
    of: Path = facts["of"]
    if column.column.nulls is not None or not visible_paths(plan.spec, planned.table, [of]):
        return None
    key = key_of(plan.spec, planned.table.name, of[:1])
    aliases, joins = joins_of(plan.spec, key.table, [of[1:]])
    return Link(joins, aliases[of[1:-1]], key)


LINKED: dict[str, Callable[[Plan, TablePlan, ColumnPlan, Mapping[str, Any]], Link | None]] = {
    "sums": _to_its_rows,
    "parts": _to_the_whole,
}
"""Checks that read more than one table."""
