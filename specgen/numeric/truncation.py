"""A distribution between two bounds: renormalised, so nothing piles up at the edges."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from specgen.records import record
from specgen.streams import Floats

_LEAST = 1e-12


class Law(Protocol):
    """What of a distribution is needed to cut it."""

    @property
    def name(self) -> str: ...

    @property
    def discrete(self) -> bool: ...

    def quantile(self, u: Floats) -> Floats: ...

    def cdf(self, x: Floats) -> Floats: ...

    def support(self) -> tuple[float, float]: ...


@record
class Truncated:
    """A law given that its value lies in [low, high]; quantile and cdf as a distribution has them."""

    law: Law
    low: float
    high: float
    below: float
    """P(X < low) of the whole law."""
    upto: float
    """P(X ≤ high) of the whole law."""

    @property
    def name(self) -> str:
        return self.law.name

    @property
    def discrete(self) -> bool:
        return self.law.discrete

    @property
    def arithmetic(self) -> bool:
        """Whether the quantile is arithmetic only, and so may run on rows."""
        return getattr(self.law, "arithmetic", False)

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        return np.clip(self.law.quantile(self.below + u * (self.upto - self.below)), *self.support())

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        inside = (self.law.cdf(np.minimum(x, self.high)) - self.below) / (self.upto - self.below)
        return np.where(x < self.low, 0.0, np.clip(inside, 0.0, 1.0))

    def mean(self) -> float:
        """nan: a truncated law has no closed form here."""
        return math.nan

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        least, most = self.law.support()
        low, high = max(self.low, least), min(self.high, most)
        return (math.ceil(low) if self.discrete else low), (math.floor(high) if self.discrete and math.isfinite(high) else high)


def truncated(distribution: Law, low: float = -math.inf, high: float = math.inf) -> Truncated:
    """The distribution on [low, high]. Raises ValueError if less than 1e-12 of it lies there."""
    edge = math.ceil(low) - 1.0 if distribution.discrete and math.isfinite(low) else low
    below = 0.0 if low == -math.inf else float(distribution.cdf(np.array([edge]))[0])
    upto = 1.0 if high == math.inf else float(distribution.cdf(np.array([high]))[0])
    if upto - below < _LEAST:
        raise ValueError(
            f"{distribution.name} has no mass between {low:g} and {high:g}: "
            f"P(X < {low:g}) = {below:.12g}, P(X <= {high:g}) = {upto:.12g}, and at least 1e-12 must lie between"
        )
    return Truncated(distribution, low, high, below, upto)
