"""A spec after binding: frozen values, every name resolved and every key understood."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from specgen.contracts import Generator
from specgen.errors import Span
from specgen.expressions import Expression
from specgen.records import record
from specgen.sources import Origin
from specgen.types import Type

Severity = Literal["error", "warn"]


MOST = 10**15
"""Rows of a table: their numbers are exact as doubles too, which strata need."""
COMPUTED_DEFAULTS = ("current_date", "current_timestamp", "current_user", "now()", "gen_random_uuid()")
"""Defaults that a database fills in itself, spelled alike in all dialects."""


@record
class Column:
    """One column: its type, the generator that fills it, and what is declared beside it."""

    name: str
    type: Type
    filler: Generator
    span: Span
    nulls: float | Expression | None = None
    """A share in [0, 1], or the condition under which the cell is NULL."""
    unique: bool = False
    exact: bool = False
    hidden: bool = False
    check: Expression | None = None
    default: str | None = None
    generated: bool = False
    description: str = ""

    @property
    def nullable(self) -> bool:
        """Whether a cell may be NULL; where not, the engine refuses one."""
        return self.nulls is not None or self.filler.nullable()


@record
class Fixed:
    """`rows: 1000`: independent rows."""

    count: int


@record
class Per:
    """`rows: {per: orders, count: …, total: …}`: a block of rows for each parent row."""

    table: str
    count: Generator
    exact: bool
    """The shares of the counts hold to the row."""
    total: int | None


Rows = Fixed | Per


@record
class ForeignKey:
    """These columns hold a key of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]
    span: Span
    enforced: bool = True
    """False where the other table is hidden: it is generated so, but no constraint says it."""


@record
class Check:
    """A rule that the spec's author wrote: `expr` holds on each row, or `sql` returns the offending rows."""

    name: str
    span: Span
    expr: Expression | None = None
    sql: str | None = None
    severity: Severity = "error"
    tolerance: float = 0.0
    """The share of rows that may offend."""


@record
class Index:
    name: str
    columns: tuple[str, ...]
    unique: bool = False


@record
class Table:
    """One table; `columns` in the order in which they are written."""

    name: str
    rows: Rows
    columns: Mapping[str, Column]
    span: Span
    rows_span: Span
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    """Those that `references` columns imply and those declared under `foreign_keys`."""
    checks: tuple[Check, ...] = ()
    indexes: tuple[Index, ...] = ()
    history: History | None = None
    description: str = ""
    hidden: bool = False

    @property
    def visible(self) -> tuple[Column, ...]:
        """The columns that are written."""
        return tuple(column for column in self.columns.values() if not column.hidden)

    @property
    def parent(self) -> str | None:
        return self.rows.table if isinstance(self.rows, Per) else None


@record
class History:
    """`versions`: each block tiles [from, to); these are the names of its columns."""

    key: tuple[str, ...]
    """The columns that name the block, i.e. the reference to the parent."""
    start: str
    end: str
    current: str


@record
class Spec:
    """A whole data set."""

    name: str
    seed: int
    locale: str
    as_of: datetime.date | None
    tables: Mapping[str, Table]
    file: str
    description: str = ""
    params: Mapping[str, int | float | str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    origin: Origin | None = field(init=False, default=None, compare=False, repr=False)
    """None where the model was not read, or was changed since: `dataclasses.replace` does not take it along."""

    def read_from(self, origin: Origin) -> Spec:
        """This model, knowing what it was read from."""
        object.__setattr__(self, "origin", origin)
        return self

    @property
    def visible(self) -> tuple[Table, ...]:
        """The tables that are written."""
        return tuple(table for table in self.tables.values() if not table.hidden)


@record
class Reading:
    """`specgen.contracts.Reading`."""

    table: str
    column: str
    type: Type
    exact: bool
    unique: bool
    parent: str | None
    cluster: float = 1.0
