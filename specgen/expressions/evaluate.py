"""Expressions over Arrow arrays: by kernels where all are known, else by DuckDB, all steps of a batch in one query."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.expressions.casts import type_sql
from specgen.expressions.model import Step
from specgen.expressions.names import quoted
from specgen.expressions.vectorised import vectorised
from specgen.types import Type

if TYPE_CHECKING:
    import duckdb

_UNFIT = re.compile(r"Type \w+ with value (\S+) can't be cast because the value is out of range for the destination type")


class ExpressionFailed(ValueError):
    """A step has no value at a row: `step_name`, `row` (position in the batch) and DuckDB's `message` say which and why."""

    def __init__(self, step_name: str, row: int, message: str):
        self.step_name, self.row, self.message = step_name, row, message
        super().__init__(f"{step_name}, row {row}: {message}")


class Evaluator:
    """Evaluates steps, in a database in memory that can see no file and no network where need be; threads may share it."""

    def __init__(self) -> None:
        self._left: set[tuple[Step, ...]] = set()
        """Steps that the kernels left to the database before."""
        self._lock = threading.Lock()
        self._local = threading.local()

    def evaluate(self, steps: Sequence[Step], inputs: Mapping[str, pa.Array], size: int) -> dict[str, pa.Array]:
        """An array of `size` values of exactly `step.type.arrow` for each step, in order; ExpressionFailed names the first bad row.

        `inputs` are arrays of `size` values by the column names that the steps' texts use (a path a.b is "a.b").
        """
        if not steps:
            return {}
        found = self._computed(tuple(steps), inputs, size)
        return self._queried(steps, inputs, size) if found is None else found

    def _computed(self, steps: tuple[Step, ...], inputs: Mapping[str, pa.Array], size: int) -> dict[str, pa.Array] | None:
        found = None if steps in self._left else vectorised(steps, inputs, size)
        if found is None:
            self._left.add(steps)
        return found

    def _queried(self, steps: Sequence[Step], inputs: Mapping[str, pa.Array], size: int) -> dict[str, pa.Array]:
        import duckdb

        table = pa.table(dict(inputs)) if inputs else pa.table({"": pa.nulls(size, pa.int8())})
        try:
            found = self._run(tuple(steps), table)
            return {step.name: _column(found.column(at), step) for at, step in enumerate(steps)}
        except duckdb.OutOfMemoryException as error:
            raise MemoryError from error
        except (duckdb.Error, _Unfit) as error:
            raise self._first_failure(steps, table, error) from error

    @functools.cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        """Opened when first needed, which takes 75 to 80 ms with DuckDB's import."""
        from specgen.expressions.isolated import isolated

        return isolated()

    def _run(self, steps: tuple[Step, ...], table: pa.Table, only: str | None = None) -> pa.Table:
        if not hasattr(self._local, "prepared"):
            with self._lock:
                self._local.prepared = _Prepared(self._database.cursor())
        return self._local.prepared.run(steps, table, only)

    def _fails(self, steps: Sequence[Step], wanted: Step, table: pa.Table) -> Exception | None:
        import duckdb

        try:
            _column(self._run(tuple(steps), table, wanted.name).column(0), wanted)
        except (duckdb.Error, _Unfit) as error:
            return error
        return None

    def _first_failure(self, steps: Sequence[Step], table: pa.Table, error: Exception) -> Exception:
        """The failure at the smallest row, found by halving; `error` itself if it is not a row's (a step that is no SQL)."""
        found: list[tuple[int, int, Exception]] = []
        for at, step in enumerate(sorted(steps, key=lambda step: step.level)):
            reason = self._fails(steps, step, table)
            if reason is not None and self._fails(steps, step, table.slice(0, 0)) is None:
                row = self._first_row(steps, step, table)
                found.append((row, at, self._fails(steps, step, table.slice(row, 1)) or reason))
        if not found:
            return error
        row, at, reason = min(found, key=lambda failure: failure[:2])
        step = sorted(steps, key=lambda step: step.level)[at]
        return ExpressionFailed(step.name, row, _failure(reason, step.type))

    def _first_row(self, steps: Sequence[Step], step: Step, table: pa.Table) -> int:
        low, high = 0, table.num_rows
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._fails(steps, step, table.slice(low, middle - low)) else (middle, high)
        return low


class _Batch:
    """What a prepared query reads: the rows that it holds at the time."""

    def __init__(self, rows: pa.Table):
        self.rows = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


class _Prepared:
    """Queries of one thread, each planned once for each schema: a query of one row took 8.8 ms, and takes 1.0 so."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection):
        self._cursor = cursor
        self._known: dict[tuple[object, ...], tuple[str, _Batch]] = {}

    def run(self, steps: tuple[Step, ...], table: pa.Table, only: str | None) -> pa.Table:
        key = (steps, only, table.schema)
        if key not in self._known:
            self._known[key] = self._prepare(f"batch_{len(self._known)}", steps, only, table.slice(0, 0))
        name, batch = self._known[key]
        empty, batch.rows = batch.rows, table
        try:
            return self._cursor.sql(f"EXECUTE {name}").to_arrow_table()
        finally:
            batch.rows = empty

    def _prepare(self, name: str, steps: tuple[Step, ...], only: str | None, empty: pa.Table) -> tuple[str, _Batch]:
        batch = _Batch(empty)
        self._cursor.register(name, batch)
        self._cursor.execute(f"PREPARE {name} AS {_query(steps, name, only)}")
        return name, batch


class _Unfit(ArithmeticError):
    """What DuckDB gives and the column cannot hold: no finite number, where PostgreSQL would have stopped; no day of a calendar."""


def _failure(error: Exception, type: Type) -> str:
    """Why a step has no value, in our words where it does not fit its type."""
    unfit = _UNFIT.search(str(error))
    return f"{unfit[1]} does not fit {type.sql}" if unfit else plain_message(error)


def plain_message(error: Exception) -> str:
    """DuckDB's message without its class, links and hints: the first sentence."""
    first = str(error).split("\n")[0].split(" See also http")[0]
    head, _, rest = first.partition(": ")
    return (rest if head.endswith("Error") and rest else first).strip().rstrip("!.")


def _query(steps: tuple[Step, ...], source: str, only: str | None) -> str:
    for level in sorted({step.level for step in steps}):
        columns = ", ".join(f"{_cast(step)} AS {quoted(step.name)}" for step in steps if step.level == level)
        source = f"(SELECT *, {columns} FROM {source})"
    wanted = ", ".join(quoted(step.name) for step in steps if only in (None, step.name))
    return f"SELECT {wanted} FROM {source}"


def _cast(step: Step) -> str:
    if step.type.kind == "interval":
        return f"epoch_us(CAST({step.sql} AS INTERVAL))"
    return f"CAST({step.sql} AS {_storage(step.type)})"


def _storage(type: Type) -> str:
    return "VARCHAR" if type.arrow == pa.string() else type_sql(type, "duckdb")


def _column(column: pa.ChunkedArray, step: Step) -> pa.Array:
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_floating(array.type) and not np.isfinite(array.fill_null(0.0).to_numpy(zero_copy_only=False)).all():
        raise _Unfit("the result is infinite or not a number")
    array = array if array.type == step.type.arrow else array.cast(step.type.arrow)
    if step.type.kind in ("date", "timestamp"):
        _refuse_no_day(array, step.type)
    return array


def _refuse_no_day(array: pa.Array, type: Type) -> None:
    """DuckDB counts on to the year 290,000, and has an infinity."""
    ends = pc.min_max(array)
    first, last = ends["min"].value, ends["max"].value
    if first is not None and not type.low <= first <= last <= type.high:
        raise _Unfit(f"the result lies {'before the year 1' if first < type.low else 'after the year 9999'}, where a {type.kind} ends")
