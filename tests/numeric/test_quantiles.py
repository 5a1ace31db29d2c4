from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from specgen.numeric.quantiles import DiscreteTable, QuantileTable, StepTable
from specgen.streams import stream

U = stream(1, "t", "c").uniform(np.arange(100_000, dtype=np.uint64))
ENDS = np.array([2.0**-53, 1 - 2.0**-53])


@pytest.mark.parametrize("law", [stats.norm(), stats.expon(), stats.lognorm(2), stats.cauchy()])
def test_a_table_is_close_everywhere_and_exact_at_its_knots(law):
    table = QuantileTable(law.ppf)
    knots = np.concatenate([2.0 ** -np.arange(1, 53), 1 - 2.0 ** -np.arange(1, 53), [0.375, 0.625]])

    assert np.array_equal(table.at(knots), law.ppf(knots))
    assert np.abs(law.cdf(table.at(U)) - U).max() < 2e-6


def test_a_table_is_monotone_across_all_its_borders():
    border = np.concatenate([2.0**-e * (1 + np.arange(-3, 4) * 2.0**-52) for e in range(1, 50)])
    u = np.unique(np.concatenate([U, border, 1 - border, ENDS]))

    assert (np.diff(QuantileTable(special.ndtri).at(u)) >= 0).all()


def test_infinite_ends_stay_infinite_and_spoil_nothing_else():
    with np.errstate(divide="ignore"):
        table = QuantileTable(lambda u: np.where(u < 0.25, -np.inf, np.where(u > 0.75, np.inf, u)))

    got = table.at(np.array([0.1, 0.2501, 0.5, 0.7499, 0.9]))

    assert got.tolist()[::4] == [-np.inf, np.inf] and np.isfinite(got[1:4]).all()


def test_uniform_draws_come_back_as_they_were():
    assert np.abs(QuantileTable(lambda u: u).at(U) - U).max() < 1e-15


@pytest.mark.parametrize("k", [1, 2, 7, 1000, 300_000])
def test_steps_are_those_of_the_cumulated_weights(k):
    weights = np.arange(k, dtype=np.float64) % 5 + (k == 1)

    index = StepTable(np.arange(k), weights).at(np.concatenate([U, ENDS]))

    assert np.array_equal(index, np.searchsorted(np.cumsum(weights) / weights.sum(), np.concatenate([U, ENDS])))
    assert (weights[index] > 0).all()


def test_few_draws_from_many_steps_fall_where_they_do_among_many():
    weights = np.arange(300_000, dtype=np.float64) % 5
    many = StepTable(np.arange(300_000), weights).at(np.tile(U, 300_000 // len(U) + 1))[: len(U)]

    assert np.array_equal(StepTable(np.arange(300_000), weights).at(U), many)


def test_strata_hit_each_value_as_often_as_its_quota():
    quotas = np.array([3750, 0, 500, 400, 250, 100])
    strata = (np.arange(5000) + 0.5) / 5000

    assert np.array_equal(np.bincount(StepTable(list("abcdef"), quotas).at(strata), minlength=6), quotas)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, np.inf], [np.nan]])
def test_weights_without_a_finite_positive_sum_are_refused(weights):
    with pytest.raises(ValueError, match="positive, finite sum"):
        StepTable(np.arange(len(weights)), weights)


def test_a_discrete_table_is_exact_over_its_first_values():
    law = stats.poisson(3.5)

    assert np.array_equal(DiscreteTable(law.ppf, law.cdf).at(U), law.ppf(U))


def test_a_discrete_table_interpolates_what_lies_beyond():
    law = stats.geom(1e-5)
    got = DiscreteTable(law.ppf, law.cdf).at(U)
    within = got <= 65_536

    assert np.array_equal(got, np.floor(got)) and (np.diff(got[np.argsort(U)]) >= 0).all()
    assert np.array_equal(got[within], law.ppf(U[within])) and (~within).sum() > 10_000
    assert np.abs(law.cdf(got) - U).max() < 2e-5
