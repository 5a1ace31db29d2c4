"""Whole numbers in given proportions: how many rows get which value so that counts, and totals, come out exactly."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from specgen.streams import Floats, Ints

_SNAP = 1e-9
"""Quotas this close to a whole number are it: 0.15 · 5000 is 750, whatever the last bit of 0.15 says."""


class Unreachable(ValueError):
    """No allowed choice of counts gives the total; `nearest_below` and `nearest_above` are totals that can be had, if any."""

    def __init__(self, total: int, nearest_below: int | None, nearest_above: int | None, expected: float):
        self.nearest_below, self.nearest_above, self.expected = nearest_below, nearest_above, expected
        near = " and ".join(str(found) for found in (nearest_below, nearest_above) if found is not None)
        super().__init__(f"the total {total} cannot be reached; the nearest are {near}; {expected:.6g} is expected")


def quotas(weights: Floats, n: int) -> Ints:
    """n split in proportion to the weights by largest remainder; ties go to the earlier; sums to n exactly."""
    whole, remainder = _split(weights, n)
    missing = n - int(whole.sum())
    whole[np.argsort(-remainder, kind="stable")[:missing]] += 1
    return whole


def counts_with_total(values: Ints, shares: Floats, n: int, total: int, *, free: bool) -> Ints:
    """How many of n parents get each of the values, so that the counts sum to n and values · counts to the total.

    free=False: the shares are promises, so each count is its quota rounded down or up; which are rounded up is a subset-sum problem,
    solved exactly, with a preference for large remainders.
    free=True: the shares are a distribution; among all laws with mean total / n the nearest to it (least relative entropy) is the
    exponential tilt share_k · e^(θ · value_k). Its cumulated counts are rounded; the rounded total rises with θ, so bisection finds
    where it passes the target, and the last units are settled by moving single parents to a neighbouring value.
    Raises Unreachable.
    """
    used = np.flatnonzero(shares > 0)
    order = used[np.argsort(values[used], kind="stable")]
    solve = _tilted if free else _rounded
    counts = np.zeros(len(values), np.int64)
    counts[order] = solve(values[order].astype(np.int64), shares[order] / shares[order].sum(), n, total)
    return counts


def _split(weights: Floats, n: int) -> tuple[Ints, Floats]:
    """Each quota's whole part and remainder, free of rounding noise."""
    exact = n * (weights / weights.sum())
    whole = np.floor(exact + (_SNAP + exact * 1e-15))
    return whole.astype(np.int64), np.round(np.maximum(exact - whole, 0.0), 9)


# ── shares are promises ──────────────────────────────────────────────────────────────────────────────────────────────


def _rounded(values: Ints, shares: Floats, n: int, total: int) -> Ints:
    whole, remainder = _split(shares, n)
    loose = [int(k) for k in np.argsort(-remainder, kind="stable") if remainder[k] > 0]
    missing, least = n - int(whole.sum()), int(values.min())
    weights = [int(values[k]) - least for k in loose]
    base = int((values * whole).sum()) + missing * least
    reach = _reachable(weights, missing)
    if total < base or not reach[0][missing] >> (total - base) & 1:
        raise _unreachable(reach[0][missing], base, total, n * float((values * shares).sum()))
    for k in _choose(weights, reach, missing, total - base):
        whole[loose[k]] += 1
    return whole


def _reachable(weights: list[int], most: int) -> list[list[int]]:
    """reach[k][c]: a bit for each sum that c of the weights from k on can have."""
    reach = [[1] + [0] * most]
    for weight in reversed(weights):
        later = reach[-1]
        reach.append([later[c] | (later[c - 1] << weight if c else 0) for c in range(most + 1)])
    return reach[::-1]


def _choose(weights: list[int], reach: list[list[int]], count: int, amount: int) -> list[int]:
    """Which weights are taken: each as soon as the rest can still make up the amount."""
    chosen = []
    for k, weight in enumerate(weights):
        if count and amount >= weight and reach[k + 1][count - 1] >> (amount - weight) & 1:
            chosen.append(k)
            count, amount = count - 1, amount - weight
    return chosen


def _unreachable(sums: int, base: int, total: int, expected: float) -> Unreachable:
    offset = max(total - base, 0)
    below, above = sums & ((1 << offset) - 1), sums >> offset
    nearest_below = base + below.bit_length() - 1 if below else None
    nearest_above = base + offset + (above & -above).bit_length() - 1 if above else None
    return Unreachable(total, nearest_below, nearest_above, expected)


# ── shares are a distribution ────────────────────────────────────────────────────────────────────────────────────────


def _tilted(values: Ints, shares: Floats, n: int, total: int) -> Ints:
    least, most, expected = n * int(values[0]), n * int(values[-1]), n * float((values * shares).sum())
    if not least <= total <= most:
        raise Unreachable(total, most if total > most else None, least if total < least else None, expected)
    step = reduce(math.gcd, (int(gap) for gap in np.diff(values)), 0)
    if step and (excess := (total - least) % step):
        raise Unreachable(total, total - excess, total - excess + step, expected)
    below, above = _bracket(values, shares, n, total)
    return _settle(values, below, above, total, expected)


def _bracket(values: Ints, shares: Floats, n: int, total: int) -> tuple[Ints, Ints]:
    """Cumulated counts of two tilts, as near as floats allow, whose totals enclose the target."""

    def upto(theta: float) -> Ints:
        exponent = np.log(shares) + theta * (values - values[0])
        weights = np.cumsum(np.exp(exponent - exponent.max()))
        rounded: Ints = np.floor(n * (weights / weights[-1]) + 0.5).astype(np.int64)
        return rounded

    width = 1.0
    while _total(values, upto(-width)) > total or _total(values, upto(width)) < total:
        width *= 2
    low, high = -width, width
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if _total(values, upto(middle)) <= total else (low, middle)
    return upto(low), upto(high)


def _total(values: Ints, upto: Ints) -> int:
    return int((values * np.diff(upto, prepend=0)).sum())


def _settle(values: Ints, below: Ints, above: Ints, total: int, expected: float) -> Ints:
    """Counts with the total: from `below`, one parent after the other moves up to the next value until nothing is missing."""
    missing = total - _total(values, below)
    upto = below.copy()
    for k in np.flatnonzero(below > above):
        moved = min(int(below[k] - above[k]), missing // int(values[k + 1] - values[k]))
        upto[k] -= moved
        missing -= moved * int(values[k + 1] - values[k])
    counts: Ints = np.diff(upto, prepend=0)
    return counts if missing == 0 else _exchange(values, counts, missing, total, expected)


def _exchange(values: Ints, counts: Ints, missing: int, total: int, expected: float) -> Ints:
    """The missing units from the fewest moves between neighbouring values (breadth first), out of the largest classes."""
    gaps = np.diff(values)
    for gap, moves in _moves([int(gap) for gap in np.unique(gaps)], missing):
        pairs = np.flatnonzero(gaps == gap)
        sources = pairs if moves > 0 else pairs + 1
        for _ in range(abs(moves)):
            source = sources[np.argmax(counts[sources])]
            counts[source] -= 1
            counts[source + (1 if moves > 0 else -1)] += 1
    if counts.min() < 0:
        raise Unreachable(total, total - missing, None, expected)
    return counts


def _moves(gaps: list[int], missing: int) -> list[tuple[int, int]]:
    """How often to step up (or, negative, down) over each gap so that the steps sum to `missing`, a multiple of their gcd."""
    came: dict[int, int] = {0: 0}
    front = [0]
    limit = abs(missing) + 2 * max(gaps)
    while missing not in came:
        steps = [(at + step, step) for at in front for gap in gaps for step in (gap, -gap) if abs(at + step) <= limit]
        front = [at for at, step in steps if came.setdefault(at, step) == step]
        front = list(dict.fromkeys(front))
    taken: dict[int, int] = {}
    while missing:
        step = came[missing]
        taken[abs(step)] = taken.get(abs(step), 0) + (1 if step > 0 else -1)
        missing -= step
    return list(taken.items())
