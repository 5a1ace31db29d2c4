"""How many tries."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Real, parameter
from specgen.numeric.settle import settled
from specgen.records import record


@record
class Geometric:
    """How many tries until the first success, 1, 2, …; on average `mean`.

    Use it for lengths of sessions and runs in which each step may be the last.

        pages: {type: integer, geometric: {mean: 6.25}}
    """

    name: ClassVar[str] = "geometric"
    discrete: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: geometric_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: integer, geometric: {mean: 6.25}}
"""

    mean_: float = parameter(Real(above=1), typical=6.25, doc="The average; a success has probability 1 / mean.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        failure = math.log1p(-1.0 / self.mean_)
        return settled(np.maximum(np.ceil(np.log1p(-u) / failure), 1.0), u, self)

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = -np.expm1(np.maximum(np.floor(x), 0.0) * math.log1p(-1.0 / self.mean_))
        return shares

    def mean(self) -> float:
        """The expected value."""
        return self.mean_

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 1.0, math.inf


KIND = Geometric
