"""A law of shares."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Real, parameter
from specgen.numeric.special import special
from specgen.records import record


@record
class Beta:
    """Shares between 0 and 1 around a / (a + b); the larger a + b, the closer.

    Use it for rates, scores and probabilities. a and b below 1 push values to the ends.

        score: {type: 'decimal(4,3)', beta: {a: 2, b: 5}}
    """

    name: ClassVar[str] = "beta"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: beta_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, beta: {a: 2, b: 5}}
"""

    a: float = parameter(Real(above=0), typical=2.0, doc="The weight of 1.")
    b: float = parameter(Real(above=0), typical=5.0, doc="The weight of 0.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = special().betaincinv(self.a, self.b, u)
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = special().betainc(self.a, self.b, np.clip(x, 0.0, 1.0))
        return shares

    def mean(self) -> float:
        """The expected value."""
        return self.a / (self.a + self.b)

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, 1.0


KIND = Beta
