"""How far chance may carry a correct data set: figures that the check templates compare with."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from specgen.numeric import normal
from specgen.numeric.special import special
from specgen.records import record

ALPHA = 1e-6
"""How often a correct column may fail one check; a hundred checks stay below once in 10,000."""

_RANKS = 4096
"""Parents are grouped in at most this many classes of nearly equal rate."""
_EXACT_SLACK = 0.002
"""Strata are placed with tables; their edges may miss by a few rows."""

Floats = npt.NDArray[np.float64]


def chi_square_limit(cells: int, tests: int = 1) -> float:
    """The likelihood ratio G = 2 Σ o·ln(o/e) over `cells` that independent rows exceed less than once in `tests`/ALPHA.

    It holds for every number of rows and every share, however small: P(G/2 ≥ s) ≤ e^-s·(e·s/(k-1))^(k-1) for s > k-1
    (R. Agrawal, Finite-sample concentration of the multinomial in relative entropy, 2020). With one cell there is no freedom.
    """
    freedom = cells - 1
    if freedom < 1:
        return 0.0
    wanted = math.log(tests / ALPHA)
    low, high = float(freedom), freedom + 4.0 * wanted + 4.0 * math.sqrt(freedom * wanted)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        enough = middle - freedom * (1.0 + math.log(middle / freedom)) >= wanted
        low, high = (low, middle) if enough else (middle, high)
    return 2.0 * high


def share_limit(tests: int) -> float:
    """G of one share against its rest, two-sided: Chernoff's bound P(n·KL ≥ s) ≤ 2·e^-s, for each of several tests."""
    return 2.0 * math.log(2.0 * tests / ALPHA)


@record
class Concentration:
    """What the top parents may hold: how many they are, and the figures for their share."""

    parents: int
    low: float
    expected: float
    high: float


def concentration(parents: int, children: int, top: float, share: float, exact: bool, nullable: bool) -> Concentration:
    """The share of the children that the `top` of the parents *by count* holds when the law gives the top by rank `share`.

    Independent draws put some parents of lower rank among the top by luck, so the figure is that of a Poisson mixture; it moves
    by 1/n with each draw, hence McDiarmid's bound √(ln(2/ALPHA)/2n). Strata are exact but for their edges. Strata of which some
    are NULL lie between the two.
    """
    counted = max(1, round(top * parents))
    if children == 0:
        return Concentration(counted, 0.0, share, 1.0)
    by_rank = _share_of_first(counted, parents, top, share)
    lucky = _share_by_luck(counted, parents, children, top, share)
    chance = math.sqrt(math.log(2.0 / ALPHA) / (2.0 * children)) + 1.0 / parents
    edges = _EXACT_SLACK + 0.25 * counted / children
    if exact and not nullable:
        return Concentration(counted, by_rank - edges, by_rank, min(1.0, by_rank + edges))
    expected = by_rank if exact else lucky
    return Concentration(counted, min(expected, by_rank if exact else lucky) - chance, expected, min(1.0, lucky + chance))


def _share_of_first(counted: int, parents: int, top: float, share: float) -> float:
    return float(_rank_law(np.array([counted / parents]), top, share)[0])


def _rank_law(rank: Floats, top: float, share: float) -> Floats:
    """P(rank ≤ r) for the law rank = Φ(-(σ + Φ⁻¹(u))) with σ = Φ⁻¹(share) + Φ⁻¹(1 - top): Φ(σ + Φ⁻¹(r))."""
    sigma = normal.quantile(share) + normal.quantile(1.0 - top)
    return normal.cdf(sigma + normal.quantile(np.clip(rank, 0.0, 1.0)))


def _share_by_luck(counted: int, parents: int, children: int, top: float, share: float) -> float:
    """E of the sum of the `counted` largest of independent Poisson counts, over `children`.

    With c the count at which the top ends: E[X; X > c] = λ·P(X ≥ c) for a Poisson X, and ties at c fill up the rest.
    """
    edges = np.unique(np.round(np.linspace(0, parents, min(parents, _RANKS) + 1)))
    size = np.diff(edges)
    rate = children * np.diff(_rank_law(edges / parents, top, share)) / size

    def reaching(count: int) -> Floats:
        """P(X ≥ count) in each class."""
        found: Floats = special().gammainc(count, rate) if count else np.ones_like(rate)
        return found

    low, high = 0, children + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if float((size * reaching(middle)).sum()) >= counted else (low, middle)
    above = float((size * reaching(low + 1)).sum())
    held = float((size * rate * reaching(low)).sum())
    return min(1.0, (held + (counted - above) * low) / children)
