"""Which columns can be refused while the plan is made: those that need no more than counts and small tables to be prepared."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.contracts import Key, Read, RowCount, Whole
from specgen.language.model import Per
from specgen.plan.model import Plan

COUNTED = 1 << 20
"""Blocks of at most so many parents are counted; of more only a run does, since it takes memory that a plan should only name."""
READ = 1 << 18
"""Rows of at most so many are made to weigh or filter a pick."""


def decided(plan: Plan) -> Iterator[tuple[str, str]]:
    """(table, column) of all that can be prepared without many rows, tables in load order."""
    for name, planned in plan.tables.items():
        if _counted(plan, name):
            for column, how in planned.columns.items():
                if all(_at_hand(plan, read) for read in how.reads):
                    yield name, column


def _at_hand(plan: Plan, read: Read) -> bool:
    if isinstance(read, Whole):
        columns = plan.tables[read.table].columns
        light = all(columns[name].cost != "table" for name in read.columns)
        return light and plan.tables[read.table].rows <= READ and _counted(plan, read.table)
    return not isinstance(read, Key | RowCount) or _counted(plan, read.table)


def _counted(plan: Plan, table: str) -> bool:
    planned = plan.tables[table]
    rows = planned.table.rows
    if not planned.estimated or not isinstance(rows, Per):
        return True
    return plan.tables[rows.table].rows <= COUNTED and _counted(plan, rows.table)
