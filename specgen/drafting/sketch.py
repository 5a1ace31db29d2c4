"""What is decided of a table before its columns: how many rows there are, of what, and how its keys hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from specgen.drafting.conditions import columns
from specgen.drafting.model import Check, Column, ForeignKey, Key, Table
from specgen.drafting.rules import Made, Present, Rule
from specgen.records import record

LinkKind = Literal["plain", "another", "self", "own", "through", "beside", "same", "empty", "open"]


@record
class Link:
    """How the columns of a foreign key are filled.

    `plain`: the column refers. `another`: it refers to another row than the column `by`. `self`: to an earlier row. `own`: to an
    earlier row or, in the first, to itself. `through`: the hidden column `by` refers, and the columns read the key there. `beside`:
    the same, for a key that shares a column with another, by which the hidden column `by` stays with the same row of a third table.
    `same`: they are filled by another key, and hold. `empty`: they are NULL. `open`: nothing is found that would hold.
    """

    key: ForeignKey
    kind: LinkKind
    by: str = ""
    why: str = ""
    shared: str = ""
    """Of a key beside another: the path to the number of the row that both belong to."""
    unlike: str = ""
    """Of a key beside another: the column `by` of a third, from which it differs."""


@record
class Rows:
    """How many rows: a number, by which `scale` may be multiplied, or a block of `counts` for each row of `per`."""

    number: int
    scaled: bool = True
    per: str = ""
    counts: tuple[int, ...] = ()
    """Weights of 1, 2, … rows."""
    each: int = 0
    """So many rows in each block, where that has to be the same number."""
    least: int = 0
    most: int = 0
    seen: int = 0
    """How many the table has, if there are as many here."""


@dataclass
class Sketch:
    """A table with what is decided of it so far."""

    table: Table
    links: list[Link] = field(default_factory=list)
    counting: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The tables that are sketched already, with their columns that count."""
    rows: Rows = field(default_factory=lambda: Rows(0))
    rules: list[Rule] = field(default_factory=list)
    """The simple rules that the columns are to keep."""
    distinct: set[str] = field(default_factory=set)
    """Columns in which no two rows have the same value."""
    apart: set[str] = field(default_factory=set)
    """References that are distinct within a block."""
    referred: Collection[str] = ()
    """Columns to which foreign keys lead."""
    even: str = ""
    """The reference by whose rows the table has to have blocks of one length, for keys that share it with others."""
    number: str = ""
    """A hidden column that numbers the rows, for those."""
    block_key: str = ""
    ordinal: str = ""
    neighbours: dict[str, str] = field(default_factory=dict)
    """By key column, a hidden column that refers to another row of the table, for those who need two that differ."""
    hidden_key: str = ""
    """A hidden column by which others refer to the rows, where the key is composite."""
    unproven: list[Key] = field(default_factory=list)
    """Keys that nothing holds."""
    void: list[Key] = field(default_factory=list)
    """Keys with a column that is always NULL, so that no two rows have the same."""
    fixed: dict[str, str | None] = field(default_factory=dict)
    """Columns that have the same value in each row, as text; None is NULL."""
    nulls: dict[str, tuple[str, list[str], list[str]]] = field(default_factory=dict)
    """Columns that are NULL in some states: the column that holds the state, the states with a value, those without."""
    omitted: dict[str, str] = field(default_factory=dict)
    """Columns that are left out, and why."""
    kept: dict[str, list[Rule]] = field(default_factory=dict)
    """The rules of each check that are kept by construction."""
    tried: list[Check] = field(default_factory=list)
    """Checks that are passed by values that were tried."""
    patterns: dict[str, str] = field(default_factory=dict)
    """Columns for which a pattern was found by trying."""
    todo: list[str] = field(default_factory=list)

    @property
    def linked(self) -> dict[str, Link]:
        """The columns that a foreign key fills, by name; of several keys the one that fills."""
        found: dict[str, Link] = {}
        for link in self.links:
            for column in link.key.columns if link.kind not in ("same", "open") else ():
                found.setdefault(column, link)
        return found

    @property
    def done(self) -> Collection[str]:
        """The tables that are sketched already."""
        return self.counting

    def is_followed(self, name: str) -> bool:
        """Whether another column refers to a neighbour of the row that this one refers to."""
        return any(link.kind == "another" and link.by == name for link in self.links)

    def column(self, name: str) -> Column:
        return self.table.columns[name]


Sketches = Mapping[str, Sketch]


@record
class Line:
    """A column as it is written, its settings in order; without any it is left out, and `note` says why."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


EMPTY = {"nulls": "100%"}


def nulls_of(column: Column, usual: str) -> dict[str, str]:
    """The modifier `nulls` of a column that may be NULL: the share that its rows show, or the usual one."""
    if column.seen is None:
        return {"nulls": usual}
    share = column.seen.nulls * 100
    if share in (0, 100):
        return EMPTY if share else {"nulls": "0%"}
    return {"nulls": f"{min(max(share, Decimal('0.01')), Decimal('99.99')).quantize(Decimal('0.01')).normalize():f}%"}


def may_be_null(sketch: Sketch, column: Column) -> bool:
    """Whether NULL is allowed, and no rule or reference needs a value: in a plain key it may occur often."""
    needed = {name for key in sketch.table.keys if not key.plain for name in key.columns} | set(sketch.referred)
    for rule in sketch.rules:
        needed |= {rule.column} if isinstance(rule, Present) else set(columns(rule.term)) if isinstance(rule, Made) else set()
    return not column.required and not column.counted and column.name not in needed
