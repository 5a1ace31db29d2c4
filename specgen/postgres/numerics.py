"""Decimals as PostgreSQL's NUMERIC in binary: digits of base 10,000 around the point, as `numeric_recv` reads them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from specgen.numeric.buffers import halves
from specgen.types import INT64_DIGITS

_BASE, _DIGITS = 10_000, 4
_MINUS = 0x4000


def numeric(values: pa.Array) -> tuple[tuple[str, Any], ...]:
    """(numpy type, values) of each part of a cell: length, number of digits, weight of the first, sign, scale, digits."""
    precision, scale = values.type.precision, values.type.scale
    before, behind = -(-(precision - scale) // _DIGITS), -(-scale // _DIGITS)
    unscaled = _unscaled(values, precision + behind * _DIGITS - scale <= INT64_DIGITS)
    negative, rest = unscaled < 0, np.abs(unscaled) * 10 ** (behind * _DIGITS - scale)
    digits = []
    for _ in range(before + behind):
        rest, digit = np.divmod(rest, _BASE) if rest.dtype == np.int64 else (rest // _BASE, rest % _BASE)
        digits.append((">i2", digit.astype(np.int16)))
    head = [(">i4", 8 + 2 * len(digits)), (">i2", len(digits)), (">i2", before - 1), (">u2", np.where(negative, _MINUS, 0)), (">i2", scale)]
    return (*head, *reversed(digits))


def _unscaled(values: pa.Array, small: bool) -> npt.NDArray[Any]:
    """The decimals without their point, as 64 bits or else as Python's integers."""
    low: npt.NDArray[Any]
    low, high = halves(values).T
    return low if small else low.view(np.uint64).astype(object) + high.astype(object) * 2**64
