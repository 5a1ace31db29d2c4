"""Least, likeliest, most."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Edge, Point, parameter
from specgen.records import record


@record
class Triangular:
    """Between `min` and `max`, most often near `mode`, falling off in straight lines.

    Use it when all that is known is the least, the likeliest and the most.

        hours: {type: double precision, triangular: {min: 1, mode: 3, max: 10}}
    """

    name: ClassVar[str] = "triangular"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\
specgen: 1
name: triangular_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, triangular: {min: 1, mode: 3, max: 10}}
"""

    min: float = parameter(Edge(side=-1), typical=1.0, doc="The smallest value.")
    mode: float = parameter(Point(), typical=3.0, doc="The likeliest value.")
    max: float = parameter(Edge(side=1), typical=10.0, doc="The largest value.")

    def __post_init__(self) -> None:
        if not (self.min <= self.mode <= self.max and self.min < self.max):
            raise ValueError(f"min, mode and max must rise, got {self.min:g}, {self.mode:g}, {self.max:g}")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        width, rise, fall = self.max - self.min, self.mode - self.min, self.max - self.mode
        low = self.min + np.sqrt(u * width * rise)
        high = self.max - np.sqrt((1.0 - u) * width * fall)
        return np.where(u * width < rise, low, high)

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        width, inside = self.max - self.min, np.clip(x, self.min, self.max)
        low = (inside - self.min) ** 2 / (width * (self.mode - self.min or 1.0))
        high = 1.0 - (self.max - inside) ** 2 / (width * (self.max - self.mode or 1.0))
        return np.where(inside < self.mode, low, high)

    def mean(self) -> float:
        """The expected value."""
        return (self.min + self.mode + self.max) / 3

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return self.min, self.max


KIND = Triangular
