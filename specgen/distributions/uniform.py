"""Every value alike."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Edge, parameter
from specgen.records import record


@record
class Uniform:
    """Every value between `min` and `max` alike.

    On integers, decimals and dates both ends are included; on real numbers and timestamps the upper one is not.
    Use it when nothing is known but the range. On countable types it may be `unique`: then the rows get different values of the range.

        amount: {type: 'decimal(10,2)', uniform: {min: 5, max: 80}}
    """

    name: ClassVar[str] = "uniform"
    discrete: ClassVar[bool] = False
    even: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: uniform_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, uniform: {min: 2, max: 5}}
"""

    min: float = parameter(Edge(side=-1), typical=2.0, doc="The smallest value.")
    max: float = parameter(Edge(side=1), typical=5.0, doc="The largest value.")

    def __post_init__(self) -> None:
        if not self.min < self.max:
            raise ValueError(f"there is nothing between min {self.min:g} and max {self.max:g}")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = self.min + u * (self.max - self.min)
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        values: Floats = np.clip((x - self.min) / (self.max - self.min), 0.0, 1.0)
        return values

    def mean(self) -> float:
        """The expected value."""
        return (self.min + self.max) / 2

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return self.min, self.max


KIND = Uniform
