"""What the kernels compute with: columns of whole units in numpy and of texts in Arrow, and the doubt that leaves a query to DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from specgen.expressions.model import Term
from specgen.numeric.buffers import Mask, bitmap, true_where
from specgen.records import record
from specgen.types import INT64_DIGITS, Type, from_units, plain, units, valid

Units = npt.NDArray[Any]

DIGITS = 10**INT64_DIGITS - 1
"""The largest decimal that DuckDB keeps in 64 bits."""
KINDS = ("integer", "decimal", "date", "timestamp", "boolean", "text")
"""Of types that have kernels, but for instants of a time zone."""


class Unsure(Exception):
    """A kernel may not give what DuckDB gives, or has no value where DuckDB says why: DuckDB is to be asked."""


@record
class Numbers:
    """Integers, decimals, dates and timestamps as (n,) int64 of units, booleans as (n,) bool; without an axis, one for all rows.

    `present` is false where a value is NULL, None if none is; no unit is further from 0 than `bound`.
    """

    units: Units
    present: Mask | None
    bound: int = 2**63

    def peak(self) -> int:
        """The least bound."""
        return max(int(self.units.max()), -int(self.units.min())) if self.units.size else 0


@record
class Texts:
    """Texts of Arrow: an array, or a scalar that stands for all rows."""

    texts: pa.StringArray | pa.StringScalar


Vector = Numbers | Texts
Kernel = Callable[[Term, Sequence[Vector]], Vector]
"""What a call does to its arguments; the term says their types, and what is written in the text."""


def vector(array: pa.Array, type: Type) -> Vector:
    """The cells of a column of this type; Unsure of those that have no kernels."""
    array = plain(array)
    if array.type != type.arrow or type.zoned or type.kind not in KINDS:
        raise Unsure
    if type.kind == "text":
        return Texts(array)
    if type.kind == "boolean":
        return truths(array)
    try:
        return Numbers(units(array), valid(array), max(type.high, -type.low))
    except OverflowError as error:
        raise Unsure from error


def array(vector: Vector, type: Type, size: int) -> pa.Array:
    """The cells as a column of this type; Unsure where a value lies outside of it."""
    if isinstance(vector, Texts):
        if type.kind != "text" or isinstance(vector.texts, pa.Scalar):
            raise Unsure
        return vector.texts
    held = np.broadcast_to(vector.units, size)
    present = None if vector.present is None else np.broadcast_to(vector.present, size)
    if type.kind == "boolean":
        return arrow_truths(held, present)
    try:
        return from_units(held, type, present)
    except OverflowError as error:
        raise Unsure from error


def truths(found: Any) -> Numbers:
    """Arrow's booleans; Unsure of a scalar."""
    if not isinstance(found, pa.BooleanArray):
        raise Unsure
    return Numbers(true_where(found), valid(found), 1)


def arrow_truths(held: npt.NDArray[Any], present: Mask | None = None) -> pa.BooleanArray:
    """Booleans as Arrow has them."""
    return pa.Array.from_buffers(pa.bool_(), len(held), [None if present is None else bitmap(present), bitmap(held)])


def all_present(*vectors: Numbers) -> Mask | None:
    """Where none of them is NULL; None if that is everywhere."""
    known = [vector.present for vector in vectors if vector.present is not None]
    return reduce(np.logical_and, known) if known else None
