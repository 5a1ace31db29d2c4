"""How many events."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Real, parameter
from specgen.numeric.settle import near, settled
from specgen.numeric.special import special
from specgen.records import record

_MANY = 1_000_000
"""Above it scipy takes milliseconds to find a quantile."""


@record
class Poisson:
    """How many events fall into a stretch of time, 0, 1, 2, …; on average `mean`.

    Use it for counts of things that happen independently: visits an hour, faults a day.

        visits: {type: integer, poisson: {mean: 3.5}}
    """

    name: ClassVar[str] = "poisson"
    discrete: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: poisson_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: integer, poisson: {mean: 3.5}}
"""

    mean_: float = parameter(Real(above=0, maximum=10**15), typical=3.5, doc="The average; above 10^15 take `normal`.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        many = self.mean_ > _MANY
        guess = near(self.mean_, self.mean_, 1.0, u) if many else np.ceil(special().pdtrik(u, self.mean_))
        return settled(np.maximum(guess, 0.0), u, self)

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        return np.where(x < 0, 0.0, special().pdtr(np.maximum(np.floor(x), 0.0), self.mean_))

    def mean(self) -> float:
        """The expected value."""
        return self.mean_

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, math.inf


KIND = Poisson
