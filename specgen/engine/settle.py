"""What a column's cells must keep to, tested on every batch: NULLs where declared, none elsewhere, text that fits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.contracts import Ints, Mask
from specgen.engine.frames import BaseFrame, compact
from specgen.errors import Fault, SpecError, ValueFault
from specgen.expressions import Expression
from specgen.language.model import Column
from specgen.numeric.buffers import mask, true_where
from specgen.streams import stream
from specgen.suggestions import said_and_help
from specgen.types import Type, check_length, convert, plain, take, with_nulls

if TYPE_CHECKING:
    from specgen.engine.engine import Engine


@contextmanager
def at_place(table: str, column: Column) -> Iterator[None]:
    """Says where in the spec a problem with values belongs."""
    try:
        yield
    except SpecError as error:
        raise type(error)(fault.at(column.span) for fault in error.faults) from error
    except (ValueError, OverflowError, pa.ArrowInvalid) as wrong:
        what, help = said_and_help(wrong)
        raise ValueFault(Fault("impossible-value", f"{table}.{column.name}: {what}", column.span, help)) from wrong


def empty(engine: Engine, frame: BaseFrame, column: Column) -> Mask | None:
    """Which cells `nulls` makes NULL."""
    if column.nulls is None:
        return None
    if isinstance(column.nulls, Expression):
        return true_where(frame.column(engine.null_condition(frame.table, column)))
    draw = stream(engine.spec.seed, frame.table, column.name, "nulls").uniform(frame.address)
    return draw < column.nulls


def settle(engine: Engine, frame: BaseFrame, column: Column, cells: pa.Array) -> pa.Array:
    """The cells with their NULLs; raises ValueFault naming the first row that breaks the declaration."""
    if column.filler.points_to is None and column.nulls is not None:
        missing = empty(engine, frame, column)
        cells = cells if missing is None else with_nulls(cells, ~missing)
    if cells.null_count and not engine.plan.tables[frame.table].columns[column.name].nullable:
        first = int(np.argmax(np.asarray(cells.is_null())))
        help = "declare it with `nulls`, or give another value: coalesce(…, …)"
        raise _fault("unexpected-null", "is NULL, and nothing declares that it may be", frame, column, first, help)
    if column.type.length is not None:
        long = check_length(cells, column.type)
        if long is not None:
            what = f"{cells[long].as_py()!r} is longer than {column.type.sql}"
            raise _fault("text-too-long", what, frame, column, long, f"widen the type, or cut the text: left(…, {column.type.length})")
    return cells


def keys(frame: BaseFrame, name: str, points_to: tuple[str, str]) -> pa.Array:
    """What a reference holds of the rows that it picks, NULL where it picks none; ValueError where a row has no such key."""
    cells = frame.coded_path((name, points_to[1]))
    if cells.null_count:
        rows = frame.link(name)
        if np.count_nonzero(rows >= 0) + cells.null_count > len(rows):
            _refuse_lacking(rows[mask(cells.is_null())], *points_to)
    return cells


def keys_of(engine: Engine, table: str, key: str, rows: Ints) -> pa.Array:
    """The keys of the rows that are picked, NULL for -1; ValueError where a row has none."""
    picked = rows[rows >= 0]
    cells = engine.at(table, picked).column(key)
    if cells.null_count:
        _refuse_lacking(picked[mask(cells.is_null())], table, key)
    return cells if len(picked) == len(rows) else take(cells, compact(rows))


_MEASURED = ("integer", "decimal", "double", "date", "timestamp")


def held(cells: pa.Array, key: Type, type: Type) -> pa.Array:
    """Keys as values of the type of the column that holds them; ValueError where one would be another then."""
    made = convert(cells, type)
    if key.arrow == type.arrow or key.kind not in _MEASURED or type.kind not in _MEASURED:
        return made
    there, back = plain(cells), convert(made, key)
    changed = pc.not_equal(there, back)
    if pc.any(changed).as_py():
        first = int(np.argmax(np.asarray(changed.fill_null(False))))
        what = f"the key {there[first].as_py()} would be {back[first].as_py()} as {type.sql}"
        raise ValueError(f"{what}; leave the type out: it is then the key's, {key.sql}")
    return made


def _refuse_lacking(rows: Ints, table: str, key: str) -> None:
    picked = rows[rows >= 0]
    if len(picked):
        raise ValueError(f"row {int(picked[0]):,} of {table} is picked, and its {key} is NULL; pick by `where: {key} is not null`")


def _fault(code: str, what: str, frame: BaseFrame, column: Column, position: int, help: str) -> SpecError:
    row = int(frame.rows[position])
    return ValueFault(Fault(code, f"{frame.table}.{column.name}, row {row:,}: {what}", column.span, help))
