"""A plan is a value: print it, compare it, save it. Everything that is decided before the first row."""

from __future__ import annotations

from collections.abc import Mapping

from specgen.contracts import Cost, Expectation, Read
from specgen.language.model import Column, Spec, Table
from specgen.records import record


@record
class ColumnPlan:
    """How one column comes about."""

    column: Column
    reads: tuple[Read, ...]
    cost: Cost
    """What one cell needs, what it reads included."""
    counts: frozenset[str]
    """The tables whose growth changes cells that were there before; empty: stable."""
    nullable: bool
    expectations: tuple[Expectation, ...]


@record
class TablePlan:
    """One table: its columns, how many rows to expect, and with whom it is generated."""

    table: Table
    columns: Mapping[str, ColumnPlan]
    rows: int
    """Exact when `estimated` is false."""
    estimated: bool
    family: str
    """The independent table at the root of its `per` chain; a family is generated span by span together."""
    guess: str = ""
    """Why `rows` is no more than a guess of one row a parent; empty where it is none."""


@record
class Memory:
    """An array that lives as long as the run, and why."""

    what: str
    bytes: int


@record
class Plan:
    """The whole run; `tables` in load order (a referenced table before those that refer to it)."""

    spec: Spec
    tables: Mapping[str, TablePlan]
    memory: tuple[Memory, ...]
    cached: frozenset[tuple[str, str]]
    """(table, column) that other tables gather from an array made once, since the table is small."""
    deferred: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    """(table, columns) of foreign keys that close a cycle between tables and are added after both are filled."""
    recomputed: frozenset[tuple[str, str]] = frozenset()
    """(table, column) that is made again for each row of another table that reads it, since the table is large."""

    @property
    def written(self) -> tuple[TablePlan, ...]:
        """The tables that reach a sink, in load order."""
        return tuple(plan for plan in self.tables.values() if not plan.table.hidden)
