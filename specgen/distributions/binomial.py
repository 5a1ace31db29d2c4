"""How many of so many."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from specgen.contracts import Floats
from specgen.domains import Integer, Share, parameter
from specgen.numeric.settle import near, settled
from specgen.numeric.special import special
from specgen.records import record

_MANY = 1_000_000
"""Of more trials scipy's own sums of the law are slow and, soon, wrong; the incomplete beta function is neither."""


@record
class Binomial:
    """How many of `trials` succeed, each with `probability`: 0 to trials.

    Use it for counts out of a fixed number: defects in a batch of 20, right answers out of 10.

        defects: {type: integer, binomial: {trials: 20, probability: 0.3}}
    """

    name: ClassVar[str] = "binomial"
    discrete: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: binomial_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: integer, binomial: {trials: 20, probability: 0.3}}
"""

    trials: int = parameter(Integer(minimum=1, maximum=10**15), typical=20, doc="How many try; of more than 10^15 take `normal`.")
    probability: float = parameter(Share(), typical=0.3, doc="The chance of each.")

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        if self.trials > _MANY:
            guess = near(self.mean(), self.mean() * (1.0 - self.probability), 1.0 - 2.0 * self.probability, u)
        else:
            guess = np.ceil(special().bdtrik(u, self.trials, self.probability))
        return settled(np.clip(np.nan_to_num(guess), 0.0, self.trials), u, self)

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        inside = np.clip(np.floor(x), 0.0, self.trials)
        if self.trials > _MANY:
            low = np.minimum(inside, self.trials - 1.0)
            upto = np.where(low < inside, 1.0, special().betainc(self.trials - low, low + 1.0, 1.0 - self.probability))
        else:
            upto = special().bdtr(inside, self.trials, self.probability)
        return np.where(x < 0, 0.0, upto)

    def mean(self) -> float:
        """The expected value."""
        return self.trials * self.probability

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        return 0.0, float(self.trials)


KIND = Binomial
