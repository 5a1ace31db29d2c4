"""The words in which columns say what they read and promise: plain data between generators, plan, engine and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from specgen.errors import Span
from specgen.expressions import Path
from specgen.records import record

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Addresses = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Json = dict[str, Any]

Cost = Literal["row", "block", "table"]
"""What one cell needs: its own row; all rows of its block; a pass over a table (a roll-up)."""


# ── what a cell reads ────────────────────────────────────────────────────────────────────────────────────────────────


@record
class Cells:
    """Reads a column of the same row, `(name,)`, or of a row reached through references, `(reference, …, name)`."""

    path: Path
    span: Span | None = field(default=None, compare=False)


@record
class Children:
    """Reads `columns` of the rows of `table` that belong to this row: its block, or by the reference path `via`."""

    table: str
    columns: tuple[str, ...]
    via: Path
    block: bool
    span: Span | None = field(default=None, compare=False)


@record
class RowCount:
    """Reads how many rows a table has: a cell that does is not stable when that table grows."""

    table: str
    as_lengths: bool = False
    """Only as the law of its block lengths, which depends on no count where it is declared and neither `exact` nor `total` is."""


@record
class Key:
    """Reads a key column of the row that a reference points to."""

    table: str
    column: str


@record
class Whole:
    """Reads these columns of every row of a table (a weighted or filtered pick)."""

    table: str
    columns: tuple[str, ...]


Read = Cells | Children | Key | RowCount | Whole


# ── what a check may expect ──────────────────────────────────────────────────────────────────────────────────────────


@record
class Expectation:
    """What a generator promises about a whole column, for the check template of the same name.

    `facts` are figures from the declaration (shares, cdf values), never from the code that makes the cells.
    """

    check: str
    facts: Mapping[str, Any]


@record
class Lengths:
    """The law of block lengths of a `per` table: `share[i]` of the blocks have `rows[i]` rows."""

    rows: Ints
    share: Floats
