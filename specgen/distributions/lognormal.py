"""The law of what grows by factors."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Extent, Real, parameter
from specgen.numeric import normal
from specgen.records import record


@record
class LogNormal:
    """Its logarithm is normal: half of the values lie below `median`, `sigma` is the standard deviation of the logarithm.

    Use it for prices, incomes, durations: many small, few large. sigma 0.5 is mild, 1 is skewed, 2 is wild.

        price: {type: 'decimal(10,2)', lognormal: {median: 30, sigma: 0.7}}
    """

    name: ClassVar[str] = "lognormal"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: lognormal_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, lognormal: {median: 30, sigma: 0.7}}
"""

    median: float = parameter(Extent(above=0), typical=30.0, doc="Half of the values lie below.")
    sigma: float = parameter(Real(above=0), typical=0.7, doc="The standard deviation of the logarithm.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = self.median * np.exp(self.sigma * normal.quantile(u))
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        positive = np.maximum(x, np.finfo(float).tiny)
        return np.where(x > 0, normal.cdf(np.log(positive / self.median) / self.sigma), 0.0)

    def mean(self) -> float:
        """The expected value."""
        return self.median * math.exp(self.sigma**2 / 2)

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, math.inf


KIND = LogNormal
