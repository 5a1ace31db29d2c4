"""What the most picked parents hold of all picks, by the law that the pick declares, and how far chance may carry it."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from specgen.checks.limits import ALPHA
from specgen.numeric import normal
from specgen.numeric.special import special
from specgen.records import record

_RANKS = 2048
"""So many parents, or more, are classes of their own; all others are grouped in a few times as many of nearly equal rate."""
_EXACT_SLACK = 0.002
"""Strata are placed with tables; their edges may miss by a few rows."""

Floats = npt.NDArray[np.float64]


@record
class Held:
    """What the first `parents` *by count* may hold of all picks."""

    parents: int
    low: float
    expected: float
    high: float


@record
class TopLaw:
    """The `top` of the ranks has `share` of the picks: P(rank ≤ r) = Φ(σ + Φ⁻¹(r)) with σ = Φ⁻¹(share) + Φ⁻¹(1 - top), r in (0, 1)."""

    top: float
    share: float

    @property
    def tops(self) -> tuple[float, ...]:
        """The first parents that are looked at, as shares of all."""
        return (self.top,)

    def below(self, ranks: Floats, parents: int) -> Floats:
        """The share of the picks that the first so many ranks have."""
        sigma = normal.quantile(self.share) + normal.quantile(1.0 - self.top)
        upto: Floats = normal.cdf(sigma + normal.quantile(ranks / parents))
        return upto


@record
class ZipfLaw:
    """Rank r has a share in proportion to r^-exponent."""

    exponent: float

    @property
    def tops(self) -> tuple[float, ...]:
        """The first parents that are looked at, as shares of all."""
        return (0.01, 0.1, 0.5)

    def below(self, ranks: Floats, parents: int) -> Floats:
        """The share of the picks that the first so many ranks have.

        One by one as far as the sum's terms differ much; beyond, each stands for the integral about it, which misses by s·(s + 1)/24r².
        """
        near = np.concatenate([[0.0], np.cumsum(np.arange(1.0, min(parents, _RANKS) + 1) ** -self.exponent)])
        far = np.where(ranks > _RANKS, self._integral(np.maximum(ranks, _RANKS) + 0.5) - self._integral(np.array(_RANKS + 0.5)), 0.0)
        upto: Floats = near[np.minimum(ranks, len(near) - 1).astype(np.int64)] + far
        shares: Floats = upto / upto[-1]
        return shares

    def _integral(self, x: Floats) -> Floats:
        power = 1.0 - self.exponent
        whole: Floats = np.log(x) if power == 0 else x**power / power
        return whole


def least(rows: int, estimated: bool, nulls: object) -> int:
    """So many cells hold a value, unless by a chance of `ALPHA`; of an estimate or a condition half, which may be too many.

    `nulls` is the share of NULL, None without any, or a condition.
    """
    sure, share = (rows / 2 if estimated else float(rows)), nulls if isinstance(nulls, float) else 0.0
    if nulls is not None:
        sure = sure * (1.0 - share) - math.sqrt(sure * math.log(1.0 / ALPHA) / 2.0) if isinstance(nulls, float) else sure / 2
    return max(0, math.floor(sure))


def law_of(facts: Mapping[str, Any]) -> TopLaw | ZipfLaw:
    """The law of ranks that a pick declares."""
    return ZipfLaw(facts["zipf"]) if "zipf" in facts else TopLaw(facts["top"], facts["share"])


@functools.cache
def concentration(law: TopLaw | ZipfLaw, parents: int, picks: int, exact: bool) -> tuple[Held, ...]:
    """What the first parents by count hold of at least `picks` picks, or with `exact` of as many strata.

    Of independent picks they hold no less than the first by rank, whose share is a mean of n draws (Hoeffding), and at most what luck
    makes of it: the sum of the k largest counts is at most k·c + Σ (X - c)⁺ for any c, in the mean no more than with counts of Poisson,
    and it moves by 1/n with each draw (McDiarmid). More picks lie closer. Strata give a rank λ of the picks rounded down or up.
    """
    counted = sorted({min(parents, max(1, round(top * parents))) for top in law.tops})
    if picks == 0 or parents == 0:
        return tuple(Held(count, 0.0, 1.0, 1.0) for count in counted)
    ranks = _edges(parents, counted)
    below, found = law.below(ranks, parents), []
    size, rate = np.diff(ranks), picks * np.diff(below) / np.diff(ranks)
    chance = math.sqrt(math.log(2.0 * len(counted) / ALPHA) / (2.0 * picks))
    for count in counted:
        by_rank = float(below[np.searchsorted(ranks, count)])
        if exact:
            margin, most = _EXACT_SLACK + 1.0 / picks, _by_strata(size, rate, count) / picks
        else:
            margin, most = chance, _by_luck(size, rate, count, picks) / picks
        found.append(Held(count, max(0.0, by_rank - margin), by_rank if exact else min(1.0, most), min(1.0, most + margin)))
    return tuple(found)


def _edges(parents: int, counted: Sequence[int]) -> Floats:
    """Ranks that divide the parents into classes of nearly equal rate, the first of one parent each."""
    spread = [np.linspace(0, parents, _RANKS + 1), np.geomspace(1, parents, 2 * _RANKS), np.array(counted, np.float64)]
    return np.unique(np.round(np.concatenate(spread)))


def _by_strata(size: Floats, rate: Floats, counted: int) -> float:
    """The most that the `counted` largest can be where each count is a rate rounded to one side, and sums of neighbours are too."""
    near = math.floor(rate[min(int(np.searchsorted(np.cumsum(size), counted)), len(rate) - 1)])
    return min(counted * c + float((size * np.maximum(rate - c, 0.0)).sum()) for c in (float(near), near + 1.0))


def _by_luck(size: Floats, rate: Floats, counted: int, picks: int) -> float:
    """k·c + Σ E(X - c)⁺ for Poisson X and the c at which the first `counted` end: E(X - c)⁺ = λ·P(X ≥ c) - c·P(X ≥ c + 1)."""

    def reaching(count: int) -> Floats:
        """P(X ≥ count) in each class."""
        found: Floats = special().gammainc(count, rate) if count else np.ones_like(rate)
        return found

    low, high = 0, picks + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if float((size * reaching(middle)).sum()) >= counted else (low, middle)
    above = float((size * reaching(low + 1)).sum())
    return float((size * rate * reaching(low)).sum()) + (counted - above) * low
