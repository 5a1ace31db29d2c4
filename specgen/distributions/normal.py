"""The bell curve."""

from __future__ import annotations

import math
from typing import ClassVar

from specgen.contracts import Floats
from specgen.domains import Extent, Point, parameter
from specgen.numeric import normal
from specgen.records import record


@record
class Normal:
    """A bell around `mean`; two thirds of the values lie within one `stddev` of it.

    Use it for measures that scatter evenly to both sides; cut it with `min` where values below zero make no sense.

        height_cm: {type: integer, normal: {mean: 172, stddev: 9}}
    """

    name: ClassVar[str] = "normal"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: normal_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, normal: {mean: 10, stddev: 2}}
"""

    mean_: float = parameter(Point(), typical=10.0, doc="The middle.")
    stddev: float = parameter(Extent(above=0), typical=2.0, doc="The standard deviation.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        values: Floats = self.mean_ + self.stddev * normal.quantile(u)
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = normal.cdf((x - self.mean_) / self.stddev)
        return shares

    def mean(self) -> float:
        """The expected value."""
        return self.mean_

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return -math.inf, math.inf


KIND = Normal
