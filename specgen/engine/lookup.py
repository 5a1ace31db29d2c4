"""The rows that hold the values of a foreign key which is filled without a reference."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.contracts import Ints
from specgen.engine.frames import BaseFrame
from specgen.engine.settle import at_place
from specgen.language.model import ForeignKey
from specgen.numeric.buffers import codes, true_where
from specgen.plan.keys import looked_up, refuse
from specgen.types import Type, convert, pick, plain, units, valid, with_nulls

if TYPE_CHECKING:
    from specgen.engine.engine import Engine


def rows_of(engine: Engine, frame: BaseFrame, key: ForeignKey) -> Ints:
    """The row of the other table for each row of a frame, -1 where the key is NULL; raises ValueFault for a value that no row has."""
    with at_place(frame.table, engine.spec.tables[frame.table].columns[key.columns[0]]):
        cells = [frame.coded(name) for name in key.columns]
        present = np.logical_and.reduce([np.ones(frame.size, np.bool_), *(held for one in cells if (held := valid(one)) is not None)])
        rows = _looked_up(engine, cells, frame.table, key) if looked_up(engine.spec, key) else _numbered(engine, cells[0], key)
        lost = present & ((rows < 0) | (rows >= engine.rows(key.table)))
        if lost.any():
            raise _lost(frame, cells, key, int(np.argmax(lost)))
        return np.where(present, rows, -1)


def _numbered(engine: Engine, cells: pa.Array, key: ForeignKey) -> Ints:
    """A number from which the row follows."""
    found: Ints = engine.spec.tables[key.table].columns[key.to[0]].filler.rows_of(units(cells))  # type: ignore[attr-defined]
    return found


def _looked_up(engine: Engine, cells: list[pa.Array], table: str, key: ForeignKey) -> Ints:
    """The first row with these values. A key of several columns is one number: where its first value stands first, then the next."""
    refuse(engine.spec, table, key, engine.rows(key.table))
    ours, there = engine.spec.tables[table].columns, engine.spec.tables[key.table].columns
    mine = [_as_key(one, ours[name].type, there[to].type) for one, name, to in zip(cells, key.columns, key.to, strict=True)]
    theirs = [engine.whole(key.table, name) for name in key.to]
    pairs = [(_places(one, keys), _places(keys, keys)) for one, keys in zip(mine, theirs, strict=True)]
    return reduce(lambda left, right: _joined(left, right, engine.rows(key.table)), pairs)[0]


def _as_key(cells: pa.Array, type: Type, key: Type) -> pa.Array:
    """The cells as values of the key's type, NULL for what would be another value then: no row has it."""
    if type.arrow == key.arrow:
        return cells
    made = convert(cells, key)
    return with_nulls(made, true_where(pc.equal(convert(made, type), plain(cells))))


def _joined(left: tuple[Ints, Ints], right: tuple[Ints, Ints], rows: int) -> tuple[Ints, Ints]:
    """The places of two values together, of the rows and of the keys."""
    mine, theirs = (np.where((one < 0) | (other < 0), -1, one * rows + other) for one, other in zip(left, right, strict=True))
    held = pa.array(theirs)
    return _places(pa.array(mine), held), _places(held, held)


def _places(cells: pa.Array, keys: pa.Array) -> Ints:
    """Where among the keys each cell stands first; -1 where nowhere. Of a dictionary each value is looked up once."""
    if pa.types.is_dictionary(cells.type):
        places = _places(cells.dictionary, keys)
        of_values: Ints = np.append(places, -1).take(codes(cells, len(places)))
        return of_values
    found: Ints = np.asarray(pc.index_in(cells, value_set=keys, skip_nulls=True).fill_null(-1)).astype(np.int64)
    return found


def _lost(frame: BaseFrame, cells: list[pa.Array], key: ForeignKey, position: int) -> ValueError:
    value = ", ".join(repr(plain(pick(one, np.array([position])))[0].as_py()) for one in cells)
    to = ", ".join(f"{key.table}.{name}" for name in key.to)
    return ValueError(f"row {int(frame.rows[position]):,}: no row of {key.table} has {value} as {to}; give one, or leave the value out")
