"""The law of lifetimes."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Extent, Real, parameter
from specgen.records import record


@record
class Weibull:
    """Lifetimes of about `scale`: with a shape above 1 things wear out, below 1 they fail early, at 1 age does not matter.

    Use it for time to failure, to churn, to repair.

        days_in_use: {type: integer, weibull: {shape: 1.5, scale: 900}}
    """

    name: ClassVar[str] = "weibull"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: weibull_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, weibull: {shape: 1.5, scale: 900}}
"""

    shape: float = parameter(Real(above=0), typical=1.5, doc="Above 1 things wear out.")
    scale: float = parameter(Extent(above=0), default=1.0, typical=900.0, doc="By this age 63% are gone.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = self.scale * (-np.log1p(-u)) ** (1.0 / self.shape)
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = -np.expm1(-((np.maximum(x, 0.0) / self.scale) ** self.shape))
        return shares

    def mean(self) -> float:
        """The expected value."""
        return self.scale * math.gamma(1 + 1 / self.shape)

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, math.inf


KIND = Weibull
