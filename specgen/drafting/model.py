"""A schema as it stands, without the database: tables, columns, keys and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from specgen.records import record


@record
class Seen:
    """What the rows of a column show, where they were read."""

    nulls: Decimal
    """The share that is NULL."""
    low: str = ""
    high: str = ""
    """The ends of numbers and times."""
    lengths: tuple[int, int] = (0, 0)
    """How long the shortest and the longest text is; 0 and 0 where no text has a character."""
    values: Mapping[str, int] = field(default_factory=dict)
    """Where there are few, each with the number of its rows, the most frequent first."""
    blocks: tuple[int, ...] = ()
    """How many values stand in one row, in two, …; none where some stand in many."""


@record
class Column:
    """A column; `type` is what PostgreSQL calls such a type, below any domain, and `written` what the table says."""

    name: str
    type: str
    written: str
    required: bool
    default: str | None = None
    counted: bool = False
    """A serial or identity column."""
    generated: bool = False
    trigger: str = ""
    """What sets it in each row that comes."""
    labels: tuple[str, ...] = ()
    """Of an enum, or of the items of an array."""
    comment: str = ""
    seen: Seen | None = None

    @property
    def seen_blocks(self) -> tuple[int, ...]:
        """How many values stand in one row, in two, …, as far as that is known."""
        return self.seen.blocks if self.seen is not None else ()

    @property
    def given(self) -> bool:
        """Whether a row may be inserted without it."""
        return not self.required or self.default is not None or self.counted or self.generated


@record
class Key:
    """Columns that no two rows share; `columns` of an index over an expression are those that the expression reads."""

    name: str
    columns: tuple[str, ...]
    primary: bool = False
    plain: bool = True
    """False for what a spec cannot declare: an index over an expression or some of the rows, an exclusion."""
    text: str = ""
    read: tuple[str, ...] = ()
    """All columns that an exclusion reads, where `columns` are those that it compares by =."""


@record
class ForeignKey:
    """Columns that hold a key of a table; `table` is the name as SQL where that is outside of the schema."""

    name: str
    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]
    outside: bool = False


@record
class Check:
    """A CHECK as the database prints it, and the columns that it reads."""

    name: str
    text: str
    columns: tuple[str, ...]


@record
class Table:
    """A table; `columns` in their order."""

    name: str
    columns: Mapping[str, Column]
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    comment: str = ""
    trigger: str = ""
    """What writes its rows, where that is a trigger on another table."""
    rows: int = 0
    """How many there are; 0 also where they were not read."""

    @property
    def primary(self) -> Key | None:
        return next((key for key in self.keys if key.primary), None)


@record
class Schema:
    """The tables of one schema, in the order in which they were made."""

    name: str
    tables: Mapping[str, Table] = field(default_factory=dict)
