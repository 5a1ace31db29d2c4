"""Which rows hold a value, where that follows from the value: by arithmetic, by a permutation's inverse, by the block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from specgen.contracts import Ints
from specgen.errors import Fault, SpecError
from specgen.expressions import Expression, Path

if TYPE_CHECKING:
    from specgen.engine.engine import Engine


def located(engine: Engine, table: str, path: Path, cells: pa.Array) -> Ints:
    """The rows, in order, of which one or several may hold one of these cells; no other row does.

    SpecError (not-searchable) where any row may: then it takes all of them to tell.
    """
    if len(path) > 1:
        beyond = located(engine, engine.target(table, path[0]), path[1:], cells)
        return _linked(engine, table, path[0], beyond)
    column = engine.spec.tables[table].columns[path[0]]
    if column.filler.points_to is not None:
        target, key = column.filler.points_to
        return _linked(engine, table, path[0], located(engine, target, (key,), cells))
    find = column.filler.finder(engine.site(table, column))
    if find is not None:
        return _inside(engine, table, find(cells))
    read = _only_path(engine, table, path[0])
    if read is None:
        raise _unsearchable(engine, table, path[0], "may be in any row")
    return located(engine, table, read, cells)


def _linked(engine: Engine, table: str, reference: str, rows: Ints) -> Ints:
    """The rows whose reference leads to these rows."""
    if reference == engine.block_key(table):
        begins = engine.offsets(table)
        stretches = [np.arange(int(begins[row]), int(begins[row + 1])) for row in rows.tolist()]
        return np.concatenate([np.zeros(0, np.int64), *stretches])
    raise _unsearchable(engine, table, reference, "is picked by each row for itself")


def _inside(engine: Engine, table: str, rows: Ints) -> Ints:
    found: Ints = np.unique(rows[(rows >= 0) & (rows < engine.rows(table))])
    return found


def _only_path(engine: Engine, table: str, name: str) -> Path | None:
    """What a column copies, if it does nothing else."""
    sql = getattr(engine.spec.tables[table].columns[name].filler, "sql", None)
    return sql.paths[0] if isinstance(sql, Expression) and sql.is_path else None


def _unsearchable(engine: Engine, table: str, column: str, why: str) -> SpecError:
    what = f"no row follows from a value of {table}.{column}, which {why}"
    help = f"say which rows to look through: specgen rows {table} 0..100_000 --where …; or load the data and ask the database"
    return SpecError(Fault("not-searchable", what, engine.spec.tables[table].columns[column].span, help))
