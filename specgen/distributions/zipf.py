"""A power law of counts."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Real, parameter
from specgen.numeric.settle import settled
from specgen.numeric.special import special
from specgen.records import record


@record
class Zipf:
    """1, 2, 3, … with probabilities in proportion to 1 / k^exponent; the exponent is above 1.

    Use it for how often a word, a tag or a guest turns up. With an exponent of 2 or less there is no mean, so set `max`.

        repeats: {type: integer, zipf: {exponent: 2.5, max: 1000}}
    """

    name: ClassVar[str] = "zipf"
    discrete: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: zipf_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: integer, zipf: {exponent: 2.5, max: 1000}}
"""

    exponent: float = parameter(Real(above=1), typical=2.5, doc="How fast large counts get rare.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        spread = self.exponent - 1.0
        tail = (1.0 - u) * special().zeta(self.exponent) * spread
        guess = np.ceil(np.maximum(tail ** (-1.0 / spread) - 0.5, 1.0))
        return settled(guess, u, self)

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        beyond = special().zeta(self.exponent, np.maximum(np.floor(x), 0.0) + 1.0)
        return np.where(x < 1.0, 0.0, 1.0 - beyond / special().zeta(self.exponent))

    def mean(self) -> float:
        """The expected value; inf for an exponent of 2 or less."""
        return float(special().zeta(self.exponent - 1) / special().zeta(self.exponent)) if self.exponent > 2 else math.inf

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 1.0, math.inf


KIND = Zipf
