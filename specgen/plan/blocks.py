"""How long blocks are: what is known of a `per` table's row counts before the first row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from specgen.counted import counted
from specgen.errors import Fault, SpecError
from specgen.language.model import Column, Fixed, Per, Reading, Spec, Table
from specgen.numeric.apportion import Unreachable, counts_with_total, quotas
from specgen.records import record
from specgen.types import parse_type

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LONGEST = 1 << 20
"""Rows that a block may have: it is made as one piece."""

_INTEGER = parse_type("integer")


@record
class Law:
    """`share[i]` of the blocks have `rows[i]` rows."""

    rows: Ints
    share: Floats

    @property
    def mean(self) -> float:
        return float(np.sum(self.rows * self.share))

    @property
    def cluster(self) -> float:
        """E[length²] / E[length]: how many rows of a block count for one independent draw, at worst."""
        return float(np.sum(self.rows**2 * self.share)) / max(self.mean, 1e-9)


@record
class Foretold:
    """About how many rows a table has whose counts no law declares; a guess of one row a parent, where `guess` says why."""

    rows: int
    guess: str = ""


def law(rows: Per) -> Law | None:
    """The declared law of block lengths; None if only the rows will tell."""
    found = rows.count.law()
    return None if found is None else Law(*found)


def even(rows: Per) -> int | None:
    """How long every block is, where all are of one length."""
    known = law(rows)
    lengths = [] if known is None else known.rows[known.share > 0].tolist()
    return lengths[0] if len(lengths) == 1 and lengths[0] > 0 else None


def reading(spec: Spec, table: Table, column: Column | None) -> Reading:
    """What a generator may know of its column (None: of the lengths of the table's blocks)."""
    rows = table.rows
    if column is None:
        assert isinstance(rows, Per)
        return Reading(rows.table, "", _INTEGER, rows.exact, False, spec.tables[rows.table].parent, 1.0)
    known = law(rows) if isinstance(rows, Per) else None
    return Reading(table.name, column.name, column.type, column.exact, column.unique, table.parent, known.cluster if known else 1.0)


def fixed(rows: Per) -> Law | None:
    """The declared law of block lengths where `exact` or `total` fixes how many there are of each; else None."""
    return law(rows) if rows.exact or rows.total is not None else None


def histogram(table: Table, parents: int) -> tuple[Ints, Ints] | None:
    """Lengths and how many of the parents get each, where `exact` or `total` fixes that; raises SpecError if it cannot be.

    With `total` and weights each length is given to the floor or ceiling of its share of the parents; with a distribution the
    law is tilted to the mean that the total asks for (`specgen.numeric.apportion`).
    """
    rows = table.rows
    assert isinstance(rows, Per)
    found = fixed(rows)
    if found is None:
        return None
    if rows.total is None:
        return found.rows, quotas(found.share, parents)
    try:
        free = rows.count.name != "values"
        return found.rows, counts_with_total(found.rows, found.share, parents, rows.total, free=free)
    except Unreachable as wrong:
        near = " or ".join(f"{total:,}" for total in (wrong.nearest_below, wrong.nearest_above) if total is not None)
        off = abs(wrong.expected - rows.total) >= 1
        why = f"their counts lead to {wrong.expected:,.6g}" if off else "their shares, rounded to whole rows, never sum to it"
        what = f"{counted(parents, 'row')} of {rows.table} cannot have {counted(rows.total, 'row')} of {table.name}: {why}"
        help = f"the nearest total is {near}; or change the counts, or the rows of {rows.table}"
        raise SpecError(Fault("total-out-of-reach", what, table.rows_span, help)) from wrong


def undeclared(spec: Spec) -> tuple[str, ...]:
    """The tables whose row counts only the rows will tell, as where `count` is an expression."""
    per = {name: table.rows for name, table in spec.tables.items() if isinstance(table.rows, Per)}
    return tuple(name for name, rows in per.items() if rows.total is None and law(rows) is None)


def row_count(spec: Spec, table: Table, foretold: Mapping[str, Foretold] = {}) -> tuple[int, bool]:
    """How many rows a table has, and whether that is an estimate: of tables that were sampled, what is foretold."""
    if table.name in foretold:
        return foretold[table.name].rows, True
    if isinstance(table.rows, Fixed):
        return table.rows.count, False
    parents, estimated = row_count(spec, spec.tables[table.rows.table], foretold)
    fixed = None if estimated else histogram(table, parents)
    if fixed is not None:
        return int(np.sum(fixed[0] * fixed[1])), False
    if (length := even(table.rows)) is not None and table.rows.total is None:
        return parents * length, estimated
    if table.rows.total is not None:
        return table.rows.total, False
    known = law(table.rows)
    return round(parents * known.mean) if known else parents, True
