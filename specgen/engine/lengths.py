"""How long blocks are, and so where each begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from specgen.contracts import Frame, Ints, Lengths
from specgen.engine.passes import Pass
from specgen.engine.site import ColumnSite
from specgen.errors import Fault, ValueFault
from specgen.fingerprint import CHUNK_ROWS
from specgen.language.model import Per, Table
from specgen.numeric.begins import Begins, Counted, Evenly, Summed
from specgen.numeric.ordering import Bounds
from specgen.numeric.permutations import permutation
from specgen.plan import blocks
from specgen.types import parse_type, units

if TYPE_CHECKING:
    from specgen.engine.engine import Engine

_INTEGER = parse_type("integer")


def begins(engine: Engine, table: str) -> Begins:
    """Where each block begins: the running sum of the block lengths over all parent rows."""
    spec = engine.spec.tables[table]
    assert isinstance(spec.rows, Per)
    parent, even = spec.rows.table, blocks.even(spec.rows)
    parents = engine.rows(parent)
    if even is not None:
        return Evenly(even, parents)
    count = _by_number(engine, spec, spec.rows)
    counted = Counted(count, parents) if count is not None and engine.graph.counted_again(table) else None
    needed = Pass(f"where the blocks of {table} begin", parent, parents, Summed.bytes(parents, counted is not None))

    def make() -> list[pa.Array]:
        lengths = map(_counter(engine, table), engine.stretches(parent)) if count is None else _counted(engine, parent, count)
        return [pa.array(kept) for kept in Summed.of(lengths, parents, counted).arrays]

    whole, middle, *part = (kept.to_numpy() for kept in engine.passes.arrays(needed, make))
    return Summed(whole, middle, part[0] if counted is None else counted)


def _counted(engine: Engine, parent: str, count: Callable[[Ints], Ints]) -> Iterator[Ints]:
    """The lengths of all blocks in stretches, by the numbers of their parents."""
    parents = engine.rows(parent)
    for start in range(0, parents, CHUNK_ROWS):
        numbers = np.arange(start, min(start + CHUNK_ROWS, parents))
        yield count(numbers)
        engine.passes.passed(parent, len(numbers))


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
    known = _by_number(engine, table, rows)
    if known is not None:
        return lambda frame: known(frame.rows)
    maker = engine.values_of(rows.count, _site(engine, table, rows))
    return lambda frame: units(maker(frame))


def _by_number(engine: Engine, table: Table, rows: Per) -> Callable[[Ints], Ints] | None:
    """How long blocks are by the number of their parent alone, where how many there are of each length is fixed; else None."""
    parents = engine.rows(rows.table)
    found = blocks.histogram(table, parents)
    if found is None:
        return None
    _refuse(table, found[0][found[1] > 0])
    values, upto = found[0], Bounds(np.cumsum(found[1]))
    order = permutation(parents, _site(engine, table, rows).stream("order"))
    return lambda numbers: values.take(upto.passed(order(numbers)))


def _site(engine: Engine, table: Table, rows: Per) -> ColumnSite:
    return ColumnSite(engine, rows.table, "", _INTEGER, owner=table.name, prefix="count")


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
