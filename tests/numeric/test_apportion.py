from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.numeric.apportion import Unreachable, counts_with_total, quotas


@given(st.lists(st.floats(0, 1e6), min_size=1).filter(lambda w: sum(w) > 1e-3), st.integers(0, 10**9))
def test_quotas_sum_to_n_and_miss_their_share_by_less_than_one(weights, n):
    got = quotas(np.array(weights), n)

    assert got.sum() == n
    assert np.abs(got - n * (np.array(weights) / sum(weights))).max() < 1 + 1e-6
    assert not got[np.array(weights) == 0].any()


@pytest.mark.parametrize(
    "weights, n, expected",
    [
        ([75, 10, 8, 5, 2], 5000, [3750, 500, 400, 250, 100]),
        ([0.7, 0.2, 0.1], 10, [7, 2, 1]),
        ([1, 1, 1], 2, [1, 1, 0]),
        ([1, 1, 2], 1, [0, 0, 1]),
    ],
)
def test_quotas_are_the_largest_remainders_with_ties_to_the_earlier(weights, n, expected):
    assert quotas(np.array(weights, float), n).tolist() == expected


def test_weighted_counts_that_come_out_whole_are_kept():
    got = counts_with_total(np.arange(1, 6), np.array([0.30, 0.25, 0.20, 0.15, 0.10]), 5000, 12_500, free=False)

    assert got.tolist() == [1500, 1250, 1000, 750, 500]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), min_size=1, max_size=6), st.integers(1, 30))
def test_weighted_counts_are_found_exactly_when_some_rounding_reaches_the_total(entries, n):
    values, weights = (np.array(part) for part in zip(*entries, strict=True))
    if not weights.any():
        return
    whole, rest = np.divmod(n * weights, weights.sum())
    roundings = [whole + np.array(ups) for ups in itertools.product(*([0, 1] if r else [0] for r in rest))]
    totals = sorted({int((values * counts).sum()) for counts in roundings if counts.sum() == n})

    for total in range(totals[0] - 2, totals[-1] + 3):
        try:
            got = counts_with_total(values, weights / weights.sum(), n, total, free=False)
            assert total in totals and any(np.array_equal(got, counts) for counts in roundings)
            assert got.sum() == n and (got * values).sum() == total
        except Unreachable as refusal:
            assert total not in totals
            assert refusal.nearest_below == max((t for t in totals if t < total), default=None)
            assert refusal.nearest_above == min((t for t in totals if t > total), default=None)


def test_a_free_law_is_tilted_to_its_total():
    values = np.arange(1, 200)
    shares = 0.16 * 0.84 ** (values - 1)

    got = counts_with_total(values, shares, 8000, 50_000, free=True)

    assert got.sum() == 8000 and (got * values).sum() == 50_000
    mean = 6.25
    assert np.abs(got - 8000 / mean * (1 - 1 / mean) ** (values - 1)).max() < 2


@settings(max_examples=100)
@given(st.integers(1, 50), st.integers(2, 8), st.data())
def test_any_total_in_range_of_consecutive_values_is_reached(n, k, data):
    first = data.draw(st.integers(0, 4))
    values = np.arange(first, first + k)
    shares = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=k, max_size=k)))
    total = data.draw(st.integers(n * first, n * (first + k - 1)))

    got = counts_with_total(values, shares, n, total, free=True)

    assert got.min() >= 0 and got.sum() == n and (got * values).sum() == total


def test_a_free_law_with_gaps_reaches_odd_totals():
    values, shares = np.array([0, 3, 10]), np.array([0.5, 0.3, 0.2])
    for total in range(2800, 2830):
        got = counts_with_total(values, shares, 1000, total, free=True)

        assert got.sum() == 1000 and (got * values).sum() == total and got.min() >= 0


@pytest.mark.parametrize("total, below, above", [(9, None, 10), (51, 50, None), (25, 24, 26)])
def test_a_free_law_refuses_what_no_counts_give(total, below, above):
    with pytest.raises(Unreachable) as refusal:
        counts_with_total(np.array([1, 3, 5]), np.array([0.5, 0.25, 0.25]), 10, total, free=True)

    assert (refusal.value.nearest_below, refusal.value.nearest_above, refusal.value.expected) == (below, above, 25.0)


def test_values_of_share_zero_are_never_used():
    assert counts_with_total(np.array([5, 1, 3]), np.array([0.0, 0.5, 0.5]), 10, 26, free=True).tolist() == [0, 2, 8]
