"""The law of waiting."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Extent, parameter
from specgen.records import record


@record
class Exponential:
    """Waiting times between events that happen at random at a steady rate; on average `mean`.

    Use it for gaps between clicks, calls, failures.

        wait: {type: double precision, exponential: {mean: 40}}
    """

    name: ClassVar[str] = "exponential"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: exponential_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, exponential: {mean: 40}}
"""

    mean_: float = parameter(Extent(above=0), typical=40.0, doc="The average.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = -self.mean_ * np.log1p(-u)
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = -np.expm1(-np.maximum(x, 0.0) / self.mean_)
        return shares

    def mean(self) -> float:
        """The expected value."""
        return self.mean_

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, math.inf


KIND = Exponential
