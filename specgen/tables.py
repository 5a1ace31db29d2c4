"""One table of a data set, as rows that can be had: any of them, in order, or those that hold a value."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.arguments import mapping, whole
from specgen.contracts import Ints
from specgen.cores import cores
from specgen.counted import counted
from specgen.engine import Engine
from specgen.engine.batches import ROWS, record_batch
from specgen.engine.frames import BaseFrame
from specgen.engine.locate import located
from specgen.errors import EnvironmentProblem, Fault, Faults, SpecError
from specgen.executors.threads import threaded
from specgen.suggestions import did_you_mean
from specgen.types import decoded, literal

if TYPE_CHECKING:
    import pandas
    import polars

    from specgen.connected import Connection, Relation


@dataclass(frozen=True, repr=False)
class Table:
    """Some columns of a table that is planned and not yet made; rows are made when they are asked for, and no others.

    >>> import specgen
    >>> orders = specgen.load("ecommerce", {"scale": 0.1})["orders"].select("order_id", "payment_method")
    >>> orders
    <orders: 500 rows of order_id integer, payment_method varchar(20)>
    >>> orders[100]["order_id"], orders[-1]["order_id"], orders[100:103].num_rows
    (101, 500, 3)
    >>> [row["order_id"] for batch in orders.find({"order_id": 17}) for row in batch.to_pylist()]
    [17]

    It is an Arrow stream to whoever takes one (`__arrow_c_stream__`): `polars.DataFrame(orders)`, `pyarrow.table(orders)`.
    """

    engine: Engine
    name: str
    columns: tuple[str, ...]

    def __repr__(self) -> str:
        planned, known = self.engine.plan.tables[self.name], self.engine.spec.tables[self.name].columns
        about = "about " if planned.estimated else ""
        columns = ", ".join(f"{name} {known[name].type.sql}" for name in self.columns)
        return f"<{self.name}: {about}{counted(planned.rows, 'row')} of {columns}>"

    def __len__(self) -> int:
        """How many rows the table has; none is made, but counts that vary from block to block are added up once."""
        return self.engine.rows(self.name)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """All rows, as record batches."""
        return self.batches()

    @overload
    def __getitem__(self, rows: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, rows: slice) -> pa.Table: ...
    def __getitem__(self, rows: int | slice) -> dict[str, Any] | pa.Table:
        """A row as a dict, or a slice of rows as an Arrow table; as in a list, negative numbers count from the end."""
        if isinstance(rows, slice):
            start, stop, step = rows.indices(len(self))
            if step == 1:
                return self.rows(start, stop)
            return pa.Table.from_batches([self._at(np.arange(start, stop, step))], self.schema)
        if not hasattr(rows, "__index__"):
            column = f"; a column is .select({rows!r})" if isinstance(rows, str) else ""
            raise TypeError(f"{self.name}[…] takes the number of a row or a slice, not {rows!r}{column}")
        row = rows + len(self) if rows < 0 else rows
        if not 0 <= row < len(self):
            raise IndexError(f"{self.name} has {counted(len(self), 'row')}, and no row {rows:,}")
        found: dict[str, Any] = self.rows(row, row + 1).to_pylist()[0]
        return found

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the columns."""
        known = self.engine.spec.tables[self.name].columns
        return pa.schema([pa.field(name, known[name].type.arrow) for name in self.columns])

    def select(self, *columns: str) -> Table:
        """The same rows with these columns only, in this order; hidden ones may be named. What they do not read is not made."""
        known = self.engine.spec.tables[self.name].columns
        with Faults() as faults:
            for column in columns:
                if not isinstance(column, str):
                    raise TypeError(f"select takes names of columns, one by one, as in select('{next(iter(known))}'), not {column!r}")
                if column not in known:
                    faults.add(Fault("unknown-column", f"{self.name} has no column {column!r}", None, did_you_mean(column, known)))
        return replace(self, columns=columns)

    def rows(self, start: int, stop: int) -> pa.Table:
        """The rows start to stop (half-open, from 0); fewer where the table ends before."""
        return pa.Table.from_batches(self.batches(start, stop), self.schema)

    def batches(self, start: int = 0, stop: int | None = None, rows: int = ROWS, jobs: int = 1) -> Iterator[pa.RecordBatch]:
        """The rows start to stop, at most `rows` at a time; by default all."""
        spans = self._spans(start, stop, rows)
        return threaded(whole("jobs", jobs), lambda threads: threads.map(lambda span: self._made(*span), spans))

    def find(self, conditions: Mapping[str, Any], start: int | None = None, stop: int | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of which each of these columns has this value (as it is written in a spec), in order.

        Without `start` and `stop` the rows have to follow from one of the values: a key's number, a reference to the block's parent.
        SpecError (not-searchable) where any row might hold them; with `start` and `stop` those rows are looked through.
        """
        wanted = self._wanted(conditions)
        if start is not None or stop is not None:
            found = (self._holding(self.engine.frame(self.name, *span), wanted) for span in self._spans(start or 0, stop, ROWS))
            return (batch for batch in found if batch.num_rows)
        rows = self._located(wanted)
        pieces = (rows[first : first + ROWS] for first in range(0, len(rows), ROWS))
        return (batch for piece in pieces if (batch := self._holding(self.engine.at(self.name, piece), wanted)).num_rows)

    # ── the whole table, for others ──────────────────────────────────────────────────────────────────────────────────

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """All rows, in memory, as an Arrow stream (the PyCapsule interface).

        They are not made as they are taken: DuckDB takes from several threads under a lock of its own, and a stream that needs
        Python's would now and then wait for a thread that waits for it.
        """
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """All rows in memory, as an Arrow table."""
        return pa.Table.from_batches(self.batches(jobs=cores()), self.schema)

    def to_pandas(self) -> pandas.DataFrame:
        """All rows as a pandas DataFrame; EnvironmentProblem where pandas is not installed."""
        with _installed("pandas"):
            importlib.import_module("pandas")

            return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """All rows as a polars DataFrame; EnvironmentProblem where polars is not installed."""
        with _installed("polars"):
            import polars

            return polars.DataFrame(self.to_arrow())

    def to_duckdb(self, connection: Connection | None = None, name: str | None = None) -> Relation:
        """The rows as a new table of a DuckDB connection (by default one in memory), called as here or `name`; without keys.

        `Dataset.to_duckdb` gives all tables, with types, keys and checks as they are declared.
        """
        from specgen import connected

        into, called = connection or connected.in_memory(), name or self.name
        with connected.whole(into):
            connected.create(into, called, self.schema)
            connected.insert(into, called, self.batches(), self.columns)
        return connected.table(into, called)

    def _spans(self, start: int, stop: int | None, rows: int) -> Iterator[tuple[int, int]]:
        for end in (start, 0 if stop is None else stop):
            if hasattr(end, "__index__") and end < 0:
                raise ValueError(f"rows are counted from 0, and {end} is before the first")
        first, most = whole("start", start, 0), whole("rows", rows)
        last = len(self) if stop is None else min(whole("stop", stop, 0), len(self))
        return ((at, min(at + most, last)) for at in range(first, last, most))

    def _made(self, start: int, stop: int) -> pa.RecordBatch:
        with closing(self.engine.frame(self.name, start, stop)) as frame:
            return self._batch(frame)

    def _at(self, rows: Ints) -> pa.RecordBatch:
        with closing(self.engine.at(self.name, rows)) as frame:
            return self._batch(frame)

    def _batch(self, frame: BaseFrame) -> pa.RecordBatch:
        made = decoded(record_batch(self.engine, frame, self.columns))
        return pa.RecordBatch.from_arrays(made.columns, schema=self.schema)

    # ── rows by what they hold ───────────────────────────────────────────────────────────────────────────────────────

    def _wanted(self, conditions: Mapping[str, Any]) -> dict[str, pa.Scalar]:
        """The values by their columns' types."""
        known = self.engine.spec.tables[self.name].columns
        self.select(*mapping("conditions", conditions))
        wanted = {}
        with Faults() as faults:
            for name, value in conditions.items():
                try:
                    wanted[name] = literal(value, known[name].type)
                except ValueError as wrong:
                    faults.add(Fault("wrong-type", f"{self.name}.{name}: {wrong}"))
        return wanted

    def _located(self, wanted: Mapping[str, pa.Scalar]) -> Ints:
        """The rows that can hold all of the values, by those columns from whose values they follow."""
        found: list[Ints] = []
        refusals: list[Fault] = []
        for name, value in wanted.items():
            try:
                found.append(located(self.engine, self.name, (name,), pa.array([value.as_py()], value.type)))
            except SpecError as refused:
                refusals += refused.faults
        if not found:
            raise SpecError(refusals or Fault("not-searchable", "no column is named to find rows by", None, "name a column and its value"))
        return reduce(np.intersect1d, found)

    def _holding(self, frame: BaseFrame, wanted: Mapping[str, pa.Scalar]) -> pa.RecordBatch:
        """Of these rows those that hold the values; the other columns are made for them only."""
        with closing(frame):
            self.engine.fill(frame, tuple(wanted))
            held = [pc.equal(frame.column(name), value).fill_null(False) for name, value in wanted.items()]
            rows = frame.rows[np.flatnonzero(reduce(np.logical_and, map(np.asarray, held)))]
        return self._at(rows)


@contextmanager
def _installed(library: str) -> Iterator[None]:
    """Says what to install where a library is not there."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name != library:
            raise
        raise EnvironmentProblem(f"{library} is not installed", f"pip install 'specgen[{library}]'") from missing
