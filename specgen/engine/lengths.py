"""How long blocks are, and so where each begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from specgen.contracts import Frame, Ints, Lengths
from specgen.engine.site import ColumnSite
from specgen.errors import Fault, ValueFault
from specgen.fingerprint import CHUNK_ROWS
from specgen.language.model import Per, Table
from specgen.numeric.begins import Summed
from specgen.numeric.ordering import Bounds
from specgen.numeric.permutations import permutation
from specgen.plan import blocks
from specgen.types import parse_type, units

if TYPE_CHECKING:
    from specgen.engine.engine import Engine

_INTEGER = parse_type("integer")


def offsets(engine: Engine, table: str) -> Summed:
    """The running sum of the block lengths over all parent rows."""
    parent, count = str(engine.spec.tables[table].parent), _counter(engine, table)
    return Summed.of(map(count, engine.stretches(parent)), engine.rows(parent))


def of_blocks(engine: Engine, table: str, parents: Frame) -> Ints:
    """How long the blocks of some parents are."""
    return _counter(engine, table)(parents)


def _counter(engine: Engine, table: str) -> Callable[[Frame], Ints]:
    spec = engine.spec.tables[table]
    assert isinstance(spec.rows, Per)
    count = _lengths(engine, spec, spec.rows)

    def counted(frame: Frame) -> Ints:
        found = count(frame)
        _refuse(spec, found)
        return found

    return counted


def _lengths(engine: Engine, table: Table, rows: Per) -> Callable[[Frame], Ints]:
    site = ColumnSite(engine, rows.table, "", _INTEGER, owner=table.name, prefix="count")
    fixed = blocks.histogram(table, engine.rows(rows.table))
    if fixed is None:
        maker = engine.values_of(rows.count, site)
        return lambda frame: units(maker(frame))
    values, upto = fixed[0], Bounds(np.cumsum(fixed[1]))
    order = permutation(engine.rows(rows.table), site.stream("order"))
    return lambda frame: values[upto.passed(order(frame.rows))]


def _refuse(table: Table, counts: Ints) -> None:
    least, most = int(counts.min(initial=0)), int(counts.max(initial=0))
    if least < 0:
        raise ValueFault(
            Fault("negative-count", f"a block of {table.name} would have {least} rows", table.rows_span, "give the count a `min: 0`")
        )
    if most > blocks.LONGEST:
        what = f"a block of {table.name} would have {most:,} rows; {blocks.LONGEST:,} are possible"
        raise ValueFault(Fault("block-too-long", what, table.rows_span, "give the count a `max`"))


def law(engine: Engine, table: str) -> Lengths:
    """Declared where the declaration says it, else as the rows have it."""
    spec = engine.spec.tables[table]
    assert isinstance(spec.rows, Per)
    fixed = blocks.histogram(spec, engine.rows(spec.rows.table))
    if fixed is not None:
        return Lengths(fixed[0], fixed[1] / max(fixed[1].sum(), 1))
    known = blocks.law(spec.rows)
    if known is not None:
        return Lengths(known.rows, known.share)
    where, parents = engine.offsets(table), engine.rows(spec.rows.table)
    counted = np.zeros(0, np.int64)
    for start in range(0, parents, CHUNK_ROWS):
        found = np.bincount(np.diff(where[np.arange(start, min(start + CHUNK_ROWS, parents) + 1)]), minlength=len(counted))
        found[: len(counted)] += counted
        counted = found
    return Lengths(np.arange(len(counted)), counted / max(counted.sum(), 1))
