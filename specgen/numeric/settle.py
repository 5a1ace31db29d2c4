"""Quantiles of laws on integers: from a guess to the integer that the cdf says it is."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from specgen.numeric import normal
from specgen.streams import Floats

_EXACT = 2.0**53


class Steps(Protocol):
    """A law on integers, by its cdf."""

    def cdf(self, x: Floats) -> Floats: ...

    def support(self) -> tuple[float, float]: ...


def near(mean: float, variance: float, lean: float, u: Floats) -> Floats:
    """The quantile of a law that is nearly normal, to a few units: Cornish and Fisher's expansion up to its third moment.

    `lean` is the third central moment over the variance.
    """
    z = normal.quantile(u)
    guess: Floats = np.ceil(mean + np.sqrt(variance) * z + lean * (z * z - 1.0) / 6.0)
    return guess


def settled(guess: Floats, u: Floats, law: Steps) -> Floats:
    """The smallest integer k with cdf(k) ≥ u, searched from a guess outwards and then by halving.

    Where cdf(k) runs into 1 within rounding, or integers out of the range of exact floats, the guess stands.
    """
    least = law.support()[0]
    guess = np.nan_to_num(guess, nan=least)
    high = np.minimum(guess, _EXACT)
    reach = np.ones_like(high)
    while (short := (law.cdf(high) < u) & (high < _EXACT)).any():
        high = np.where(short, np.minimum(high + reach, _EXACT), high)
        reach *= 2.0
    low, reach = high - 1.0, np.ones_like(high)
    while (long := (low >= least) & (law.cdf(low) >= u)).any():
        low = np.where(long, np.maximum(low - reach, least - 1.0), low)
        reach *= 2.0
    low = np.maximum(low, least - 1.0)
    while (high - low > 1.0).any():
        middle = np.floor((low + high) / 2.0)
        above = law.cdf(middle) >= u
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.where(guess > _EXACT, guess, high)
