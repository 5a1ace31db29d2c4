"""The standard normal law without scipy, whose import was a quarter of all that a command imports."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import cast

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_STRETCH = 65_536
_ROOT = math.sqrt(2.0)

_MIDDLE = 0.425
"""So far from the median the middle's fraction holds; behind it one in r = √(−ln of the tail), and another one beyond r = 5."""
_CENTRE = (
    [3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727],
    [1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
     21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852854561],
)  # fmt: skip
_TAIL = (
    [1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
     1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4],
    [1.0, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
     0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9],
)  # fmt: skip
_FAR = (
    [6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
     0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
    [1.0, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
     7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15],
)  # fmt: skip


def cdf(x: npt.ArrayLike) -> Floats:
    """Φ(x) = erfc(−x/√2)/2, to the last digits in the lower tail too; 0.13 µs a value."""
    return _by_stretches(lambda part: np.fromiter(map(math.erfc, (part / -_ROOT).tolist()), np.float64, len(part)) / 2.0, x)


def quantile(u: npt.ArrayLike) -> Floats:
    """Φ⁻¹(u) to 16 digits, by the fractions of Wichura's algorithm AS 241 (1988); infinite at 0 and 1."""
    return _by_stretches(_quantile, u)


def _by_stretches(function: Callable[[Floats], Floats], values: npt.ArrayLike) -> Floats:
    """The function of all values, so many at a time that what it keeps in between stays small."""
    given = np.asarray(values, np.float64)
    flat, found = given.ravel(), np.empty(given.size)
    for start in range(0, given.size, _STRETCH):
        found[start : start + _STRETCH] = function(flat[start : start + _STRETCH])
    return cast(Floats, found.reshape(given.shape))


def _quantile(share: Floats) -> Floats:
    away = share - 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.sqrt(-np.log(np.minimum(share, 1.0 - share)))
        outside = np.where(r <= 5.0, _fraction(_TAIL, r - 1.6), _fraction(_FAR, r - 5.0))
        found = np.where(np.abs(away) <= _MIDDLE, away * _fraction(_CENTRE, _MIDDLE**2 - away * away), np.copysign(outside, away))
    return cast(Floats, np.where(np.isinf(r), np.copysign(np.inf, away), found))


def _fraction(polynomials: tuple[list[float], list[float]], x: Floats) -> Floats:
    above, below = (_polynomial(coefficients, x) for coefficients in polynomials)
    return above / below


def _polynomial(coefficients: list[float], x: Floats) -> Floats:
    found = np.zeros_like(x)
    for coefficient in reversed(coefficients):
        found = found * x + coefficient
    return found
