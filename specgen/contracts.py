"""The contracts between the parts: read this file first, then any one kind.

A *kind* is one file in `generators/`, `distributions/`, `sinks/`, `executors/` or `dialects/`. It knows nothing of the others; what it may
know of the world is what `Scope` (while the spec is read), `Site` (while it is planned) and `Frame` (while rows are made) show:
    Node ──Scope──▶ Generator ──Site──▶ Maker ──Frame──▶ Arrow array
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Protocol

import pyarrow as pa

from specgen.errors import Span
from specgen.expressions import Expression, Path, Typed
from specgen.nodes import Node
from specgen.reads import Addresses, Cells, Children, Cost, Expectation, Floats, Ints, Json, Key, Lengths, Mask, Read, RowCount, Whole
from specgen.streams import Stream
from specgen.types import Type

Maker = Callable[["Frame"], pa.Array]
"""Makes a column's cells for a frame of n rows: an array of n values of the column's Arrow type, or a dictionary of such."""


class Place(Protocol):
    """The column that a generator fills, and what is declared beside it."""

    @property
    def table(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def type(self) -> Type: ...
    @property
    def exact(self) -> bool: ...
    @property
    def unique(self) -> bool: ...


class Scope(Place, Protocol):
    """What a generator may ask while it is being bound: where it stands and how to read what is nested in it."""

    @property
    def as_of(self) -> datetime.date | None: ...
    @property
    def locale(self) -> str: ...
    @property
    def locale_span(self) -> Span | None: ...
    @property
    def parent(self) -> str | None: ...
    def key_of(self, table: str) -> str | None: ...

    def filler(self, node: Node, type: Type | None = None) -> Generator:
        """The generator that a nested mapping names, e.g. the `{uniform: …}` of a case; `type` defaults to this column's."""

    def expression(self, text: str, span: Span) -> Expression:
        """A parsed SQL expression with params and `as_of` filled in and every path known to exist."""

    def path_type(self, path: Path, span: Span) -> Type:
        """The type of what a path reads, from this table."""

    def typed(self, path: Path) -> Typed:
        """The type of what a path reads, and whether it can be NULL."""

    def unique_type(self, path: Path) -> Type | None:
        """The type of a column of this row if its values, NULL left out, are distinct, else None."""

    def width(self, path: Path) -> int | None:
        """How many characters the text that a path reads has, if always the same number; NULL has none."""

    def accepted(self, path: Path) -> tuple[Any, ...] | None:
        """The only values that a path can read, where they are listed."""

    def require_parent(self, path: Path, span: Span) -> None:
        """A fault unless the path leads through the block's parent and is never NULL."""

    def column_type(self, table: str, column: str, span: Span) -> Type:
        """The type of a column of any table; a fault with a near name if there is none."""

    def scope_of(self, table: str) -> Scope:
        """The same questions asked from another table (for expressions over a parent or a child)."""

    def references(self, table: str, to: str) -> tuple[str, ...]:
        """The reference columns of `table` that point to table `to`, the block's parent first."""

    def parent_of(self, table: str) -> str | None:
        """The table that `table` is `per`, if any."""

    def least_rows(self, table: str) -> int:
        """The fewest rows that a block of a `per` table can have."""

    def data(self, file: str, span: Span) -> pa.Table:
        """The rows of a data file beside the spec."""

    def given(self, name: str, span: Span) -> pa.Array:
        """What the rows of this table were given under a name, as this column's type."""

    def calendar(self, span: Span) -> tuple[int, int, bool]:
        """Start, step and whether they count months (else microseconds) of a table with a row `each` so often."""

    def crossed(self, table: str) -> tuple[int, int] | None:
        """Where this table is a `cross` and `table` not its first part: how many rows each of its rows spans, and its rows."""


class Site(Place, Protocol):
    """Where a generator stands when rows are about to be made: all that is known before the first row."""

    @property
    def as_of(self) -> datetime.date | None: ...

    def stream(self, purpose: str = "") -> Stream:
        """The stream of this column (and nesting) for a purpose."""

    def draw(self, purpose: str = "") -> Callable[[Frame], Floats]:
        """Uniform draws in (0, 1): independent ones, or with `exact` the strata (π(row) + ½) / rows."""

    def table_stream(self, purpose: str) -> Stream:
        """A stream that several columns of the table share."""

    def order(self, purpose: str = "") -> Callable[[Frame], Ints]:
        """A keyed permutation of the table's row numbers."""

    def nested(self, filler: Generator, purpose: str, type: Type | None = None) -> Maker:
        """The maker of a generator nested in this one: its own streams, never exact."""

    def rows(self, table: str | None = None) -> int:
        """How many rows a table (by default this one) has."""

    def lengths(self) -> Lengths:
        """The law of block lengths of this `per` table."""

    def whole(self, table: str, expression: Expression, type: Type) -> pa.Array:
        """A SQL expression over every row of a table."""

    def rollup(self, children: Children, function: str) -> Callable[[Frame], tuple[Ints | Floats, Mask]]:
        """For each row the aggregate, in units, over all rows of another table that refer to it, and where it is defined."""

    def evaluate(self, expression: Expression, type: Type) -> Maker:
        """A maker of a SQL expression over the row."""


class Frame(Protocol):
    """Some rows of one table on which columns are evaluated, each at most once."""

    size: int

    @property
    def rows(self) -> Ints:
        """Row numbers, from 0."""

    @property
    def address(self) -> Addresses:
        """What draws are keyed by: the row number or, in a block, (the parent's address, ordinal) mixed."""

    def column(self, name: str) -> pa.Array:
        """A column of these rows."""

    def path(self, path: Path) -> pa.Array:
        """A column reached through references; NULL where a reference is NULL."""

    def coded_path(self, path: Path) -> pa.Array:
        """The same, as a dictionary where its values are those of fewer rows."""

    def link(self, reference: str) -> Ints:
        """The row numbers in the referenced table, -1 where the reference is NULL."""

    def subset(self, chosen: Ints) -> Frame:
        """The frame of the chosen positions (for generators that need one row only)."""

    @property
    def blocks(self) -> Blocks:
        """How these rows fall into whole blocks; only in a `per` table."""

    def children(self, table: str) -> Frame:
        """The frame of all rows of a `per` table whose parents these rows are, block after block."""


class Blocks(Protocol):
    """Whole blocks of rows, one for each parent row."""

    @property
    def offsets(self) -> Ints:
        """(m + 1,): block j is rows offsets[j] to offsets[j + 1] of the frame."""

    @property
    def ordinal(self) -> Ints:
        """(n,): 0, 1, … inside each block."""

    @property
    def index(self) -> Ints:
        """(n,): which block a row is in."""

    @property
    def parents(self) -> Frame:
        """(m rows): the parent row of each block."""


class Generator(Protocol):
    """A filler: a frozen dataclass whose fields are its parameters; `specgen.parameters.Filler` gives defaults for all but `prepare`.
    `name` is its key, `group` its chapter of the docs, `short` the parameter that a bare value sets, `example` a whole spec that runs.
    """

    name: ClassVar[str]
    group: ClassVar[str]
    short: ClassVar[str | None]
    example: ClassVar[str]
    by_row: ClassVar[bool]  # the cells depend on the row number alone, not on the address in a block: cheap anywhere, moved by no block

    @classmethod
    def schema(cls) -> Json:
        """The JSON Schema of what may stand behind the key."""

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Generator:
        """Read the parameters; raises SpecError with every fault of the node."""

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type | None:
        """The type of a column that names none, where the filler knows it."""

    @property
    def cost(self) -> Cost:
        """What one cell needs."""

    @property
    def points_to(self) -> tuple[str, str] | None:
        """(table, key column) if the maker gives row numbers of that table (-1 for NULL) instead of values."""

    def law(self) -> tuple[Ints, Floats] | None:
        """The values and shares of a discrete law of few values, where there is one (for exact totals)."""

    def accepted(self) -> tuple[Any, ...] | None:
        """The only values that cells may have, where they are listed."""

    def width(self) -> int | None:
        """How many characters each cell's text has, if all have the same number."""

    def bounds(self) -> tuple[float, float] | None:
        """The smallest and the largest number that a cell may be, where both follow from the declaration alone."""

    def reads(self, site: Reading) -> Iterable[Read]:
        """What the cells depend on besides their own address."""

    def nullable(self) -> bool:
        """Whether a cell can be NULL."""

    def distinct(self, site: Reading) -> bool:
        """Whether no two cells of the column are equal, NULL left out, by construction."""

    def expect(self, site: Reading) -> Iterable[Expectation]:
        """What holds for the column as a whole."""

    def finder(self, site: Site) -> Callable[[pa.Array], Ints] | None:
        """What leads from cells to the only row that may hold each, where that follows from a cell."""

    def prepare(self, site: Site) -> Maker | Expression:
        """Make the tables that rows are drawn from (here transcendental functions may run), and give the maker, or SQL."""


class Reading(Place, Protocol):
    """What `reads` and `expect` may know: the declaration, not yet any count."""

    @property
    def parent(self) -> str | None: ...
    @property
    def cluster(self) -> float:
        """How many independent draws a row of a block counts for at worst, inverted: E[length²]/E[length]; 1 without blocks."""


class Distribution(Protocol):
    """A law of numbers: a frozen dataclass of floats, on the axis of the column's type (days for dates, and so on)."""

    name: ClassVar[str]
    example: ClassVar[str]
    discrete: ClassVar[bool]  # the law lives on integers

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""

    def mean(self) -> float:
        """The expected value; inf or nan where there is none."""

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""


class Executor(Protocol):
    """Calls a picklable function, such as a frozen dataclass (an `Engine` in it travels as its recipe), perhaps in other processes."""

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """Results in the order of the items, a bounded number in flight; an error comes where its result would have come."""


__all__ = ["Addresses", "Blocks", "Cells", "Children", "Cost", "Distribution", "Executor", "Expectation", "Floats", "Frame", "Generator",
    "Ints", "Json", "Key", "Lengths", "Maker", "Mask", "Read", "Reading", "RowCount", "Scope", "Site", "Whole"]  # fmt: skip
