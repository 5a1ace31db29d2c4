"""The law of sums of waits."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Extent, Real, parameter
from specgen.numeric.special import special
from specgen.records import record


@record
class Gamma:
    """The sum of `shape` waiting times of `scale` each; the mean is shape · scale.

    Use it for positive amounts less skewed than lognormal ones: loads, rainfall, service times.

        minutes: {type: integer, gamma: {shape: 2.5, scale: 8}}
    """

    name: ClassVar[str] = "gamma"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: gamma_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, gamma: {shape: 2.5, scale: 8}}
"""

    shape: float = parameter(Real(above=0), typical=2.5, doc="How many waits; 1 is the exponential law.")
    scale: float = parameter(Extent(above=0), typical=8.0, doc="The average of one wait.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = self.scale * special().gammaincinv(self.shape, u)
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = special().gammainc(self.shape, np.maximum(x, 0.0) / self.scale)
        return shares

    def mean(self) -> float:
        """The expected value."""
        return self.shape * self.scale

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, math.inf


KIND = Gamma
