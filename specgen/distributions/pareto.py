"""A power law of amounts."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Extent, Real, parameter
from specgen.records import record


@record
class Pareto:
    """As numpy's, from 0 on (the Lomax law): P(X > x) = (1 + x / scale)^-exponent. An exponent of 1.16 is the 80/20 rule.

    Use it for sizes with no typical value: fortunes, file sizes, page views. With an exponent of 1 or less there is no mean.

        bytes: {type: bigint, pareto: {exponent: 2.5, scale: 4000}}
    """

    name: ClassVar[str] = "pareto"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: pareto_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, pareto: {exponent: 2.5, scale: 4}}
"""

    exponent: float = parameter(Real(above=0), typical=2.5, doc="How fast large values get rare.")
    scale: float = parameter(Extent(above=0), default=1.0, typical=4.0, doc="The unit of the values.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = self.scale * np.expm1(-np.log1p(-u) / self.exponent)
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = 1.0 - (1.0 + np.maximum(x, 0.0) / self.scale) ** -self.exponent
        return shares

    def mean(self) -> float:
        """The expected value; inf for an exponent of 1 or less."""
        return self.scale / (self.exponent - 1) if self.exponent > 1 else math.inf

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, math.inf


KIND = Pareto
