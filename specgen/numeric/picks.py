"""Laws of picking one of m parents: a rank in [0, m) from a draw, and the share of picks that each rank gets."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np

from specgen.numeric import normal
from specgen.numeric.blocks import NoRoom, levels
from specgen.numeric.ordering import Bounds
from specgen.numeric.quantiles import QuantileTable, StepTable
from specgen.streams import Floats, Ints

_UNITS = 2.0**50
"""Masses are counted in this fraction of the whole, so that taking some away leaves no rounding behind."""


class Law(Protocol):
    """A law on the ranks 0 … m - 1, the favourites first where it has any."""

    def rank(self, u: Floats) -> Ints:
        """The rank that each draw falls on."""

    def masses(self) -> Floats:
        """(m,): the probability of each rank."""


class Even:
    """Every rank alike."""

    def __init__(self, m: int):
        self._m = m

    def rank(self, u: Floats) -> Ints:
        return _floored(u, self._m)

    def masses(self) -> Floats:
        return np.full(self._m, 1.0 / self._m)


class TopShare:
    """The first `top` of all ranks get `share` of all picks (both in (0, 1)), along a smooth curve through that point.

    The law of x = rank / m is x = Φ(-(s + Φ⁻¹(u))) with s = Φ⁻¹(share) + Φ⁻¹(1 - top), whose cdf is Φ(s + Φ⁻¹(x)): it is the Lorenz
    curve of a lognormal law, read from its rich end. Half a megabyte whatever m is.
    """

    def __init__(self, top: float, share: float, m: int):
        self._m = m
        self._sigma = float(normal.quantile(share) - normal.quantile(top))
        self._table = QuantileTable(lambda u: normal.cdf(-(self._sigma + normal.quantile(u))))

    def rank(self, u: Floats) -> Ints:
        return _floored(self._table.at(u), self._m)

    def masses(self) -> Floats:
        upto = normal.cdf(self._sigma + normal.quantile(np.arange(self._m + 1) / self._m))
        return np.diff(upto)


class Weighted:
    """Ranks in proportion to weights: 8 bytes a rank and a guide of at most 8 MB."""

    def __init__(self, weights: Floats):
        self._weights = weights

    @cached_property
    def _table(self) -> StepTable:
        return StepTable(np.arange(len(self._weights)), self._weights)

    def rank(self, u: Floats) -> Ints:
        return self._table.at(u)

    def masses(self) -> Floats:
        shares: Floats = self._weights / self._weights.sum()
        return shares


def even(m: int) -> Law:
    """Every rank alike."""
    return Even(m)


def top_share(p: float, s: float, m: int) -> Law:
    """The first p of the m ranks get the share s of the picks."""
    return TopShare(p, s, m)


def zipf_ranks(exponent: float, m: int) -> Law:
    """Rank r in proportion to 1 / (r + 1)^exponent; any exponent ≥ 0, since there are finitely many ranks."""
    return Weighted(np.arange(1, m + 1, dtype=np.float64) ** -exponent)


def weighted(weights: Floats) -> Law:
    """Ranks in proportion to the weights; 0 is never picked."""
    return Weighted(weights)


class WithoutReplacement:
    """Distinct ranks inside each block: each pick follows the masses of what its block has not picked before.

    Successive sampling, exactly: masses become whole units; a pick is a number below the units that are left, and steps over the
    units of earlier picks in rank order. The work for a row grows with its ordinal.
    """

    def __init__(self, masses: Floats):
        self._units = np.where(masses > 0, np.maximum(np.rint(masses / masses.sum() * _UNITS), 1.0), 0.0).astype(np.int64)
        self._ends = np.cumsum(self._units)
        self._begins = self._ends - self._units
        self._bounds = Bounds(self._ends)

    def rank(self, u: Floats, offsets: Ints, ordinal: Ints) -> Ints:
        """(n,): the rank of each row. Raises NoRoom if a block has more rows than there are ranks of positive mass."""
        _refuse_long_blocks(offsets, int(np.count_nonzero(self._units)))
        ranks = np.empty(len(u), np.int64)
        taken: list[Ints] = []
        left = np.full(len(offsets) - 1, self._ends[-1])
        for blocks, rows in levels(offsets, ordinal):
            left, taken = left[: len(blocks)], [earlier[: len(blocks)] for earlier in taken]
            place = _floored_below(u.take(rows), left)
            for earlier in taken:
                place += np.where(place >= self._begins.take(earlier), self._units.take(earlier), 0)
            rank = ranks[rows] = self._bounds.passed(place)
            left, taken = left - self._units.take(rank), _inserted(taken, rank)
        return ranks


def _inserted(rising: list[Ints], rank: Ints) -> list[Ints]:
    """Lists that rise from one to the next at each place, with a further number at each."""
    made = []
    for lower in rising:
        made.append(np.minimum(lower, rank))
        rank = np.maximum(lower, rank)
    return [*made, rank]


def _refuse_long_blocks(offsets: Ints, available: int) -> None:
    long = np.diff(offsets) > available
    if long.any():
        block = int(np.argmax(long))
        raise NoRoom(
            block, f"{int(np.diff(offsets)[block])} distinct picks out of {available}; make the blocks shorter, or more rows to pick from"
        )


def _floored(x: Floats, m: int) -> Ints:
    return np.minimum((x * m).astype(np.int64), m - 1)


def _floored_below(u: Floats, limit: Ints) -> Ints:
    return np.minimum((u * limit).astype(np.int64), limit - 1)
