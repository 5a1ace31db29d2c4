"""Rounding that gives the same bits on every machine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_POWERS = np.array([float(f"1e{k}") for k in range(-308, 309)])
_NEXT = np.append(_POWERS, np.inf)
_BELOW = np.append(np.searchsorted(_POWERS, np.append(0.0, np.ldexp(1.0, np.arange(-1022, 1024))), side="right"), len(_POWERS))
"""How many powers of ten the least number of each binary exponent has passed; the largest of it has passed at most one more."""


def significant(x: Floats, digits: int = 9) -> Floats:
    """The values cut (towards minus infinity) to so many significant decimal digits; half-open ranges stay half-open.

    The decimal exponent is looked up in a table of powers of ten; no logarithm is taken, so that no machine differs.
    """
    size = np.abs(x)
    passed = _BELOW.take(size.view(np.int64) >> 52)
    passed += size >= _NEXT.take(passed)
    shift = np.clip(digits + 308 - passed, -300, 300)
    up, down = _POWERS.take(np.maximum(shift, 0) + 308), _POWERS.take(np.maximum(-shift, 0) + 308)
    with np.errstate(over="ignore", invalid="ignore"):
        cut = np.floor(x * up / down + 1e-6) / up * down
    return np.where(np.isfinite(cut) & (size > _POWERS[8]), np.minimum(cut, x), x)
