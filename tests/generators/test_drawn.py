"""Distributions as fillers: ends, types, truncation, exactness."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from scipy import stats

from tests import worlds

N = 60_000


def _alike(counts: Counter[object]) -> bool:
    """Whether the counts are those of equally likely values, to a chi-square of 1 in 100,000."""
    return bool(stats.chisquare(list(counts.values())).pvalue > 1e-5)


def test_whole_numbers_include_both_ends_as_often_as_any_other() -> None:
    counts = Counter(worlds.cells(worlds.table(N, "x: {type: integer, uniform: {min: -2, max: 3}}"), "x"))

    assert set(counts) == {-2, -1, 0, 1, 2, 3}
    assert _alike(counts)


def test_decimals_include_both_ends_as_often_as_any_other() -> None:
    counts = Counter(worlds.cells(worlds.table(N, "x: {type: 'decimal(4,1)', uniform: {min: 0.5, max: 1.0}}"), "x"))

    assert set(counts) == {Decimal(tenths).scaleb(-1) for tenths in range(5, 11)}
    assert _alike(counts)


def test_dates_include_both_ends_as_often_as_any_other() -> None:
    counts = Counter(worlds.cells(worlds.table(N, "x: {type: date, uniform: {min: 2024-02-27, max: 2024-03-01}}"), "x"))

    assert set(counts) == {datetime.date(2024, 2, 27) + datetime.timedelta(days) for days in range(4)}
    assert _alike(counts)


def test_real_numbers_are_half_open_with_nine_digits() -> None:
    x = worlds.numbers(worlds.table(N, "x: {type: double, uniform: {min: 2, max: 4}}"), "x")

    assert 2 <= x.min() < 2.001
    assert 3.999 < x.max() <= 4
    assert all(float(f"{value:.9g}") == value for value in x[:500])


def test_timestamps_stay_inside() -> None:
    found = worlds.cells(worlds.table(5_000, "x: {type: timestamp(0), uniform: {min: 2024-01-01, max: 2024-01-02}}"), "x")

    assert min(found) >= datetime.datetime(2024, 1, 1)
    assert max(found) <= datetime.datetime(2024, 1, 2)


def test_truncation_renormalises_and_never_piles_up_at_an_edge() -> None:
    x = worlds.numbers(worlds.table(N, "x: {type: 'decimal(8,2)', lognormal: {median: 30, sigma: 1, min: 20, max: 40}}"), "x")

    assert (x.min(), x.max()) == (20, 40)
    law = stats.lognorm(1, scale=30)
    inside = law.cdf(40.005) - law.cdf(19.995)
    for knot in (22, 25, 30, 35, 39):
        assert abs(np.mean(x <= knot) - (law.cdf(knot + 0.005) - law.cdf(19.995)) / inside) < 0.015
    assert np.mean(x == 20) < 0.005
    assert np.mean(x == 40) < 0.005


@pytest.mark.parametrize(("written", "law"), [
    ("normal: {mean: 5, stddev: 2}", stats.norm(5, 2)),
    ("exponential: {mean: 4}", stats.expon(scale=4)),
    ("pareto: {exponent: 3, scale: 2}", stats.lomax(3, scale=2)),
    ("triangular: {min: 1, mode: 2, max: 6}", stats.triang(0.2, 1, 5)),
])  # fmt: skip
def test_draws_follow_the_law(written: str, law: stats.distributions.rv_frozen) -> None:
    x = worlds.numbers(worlds.table(20_000, f"x: {{type: double, {written}}}"), "x")

    assert stats.kstest(x, law.cdf).pvalue > 1e-5


@pytest.mark.parametrize(("written", "law"), [
    ("poisson: {mean: 3}", stats.poisson(3)),
    ("geometric: {mean: 4}", stats.geom(0.25)),
    ("binomial: {trials: 9, probability: 0.3}", stats.binom(9, 0.3)),
])  # fmt: skip
def test_counts_follow_the_law(written: str, law: stats.distributions.rv_frozen) -> None:
    x = worlds.numbers(worlds.table(20_000, f"x: {{type: integer, {written}}}"), "x")

    assert x.min() >= law.support()[0]
    for k in range(8):
        assert abs(np.mean(x == k) - law.pmf(k)) < 0.015


def test_exact_draws_are_one_of_each_stratum() -> None:
    x = worlds.cells(worlds.table(1000, "x: {type: integer, uniform: {min: 1, max: 10}, exact: true}"), "x")

    assert set(Counter(x).values()) == {100}
    assert x != sorted(x)


@pytest.mark.parametrize(("column", "code"), [
    ("x: {type: smallint, uniform: {min: 0, max: 40000}}", "out-of-range"),
    ("x: {type: 'decimal(38,10)', normal: {mean: 0, stddev: 1e10}}", "out-of-range"),
    ("x: {type: integer, uniform: {min: 5, max: 4}}", "empty-range"),
    ("x: {type: text, uniform: {min: 1, max: 2}}", "wrong-type"),
    ("x: {type: integer, uniform: {min: 1}}", "missing-key"),
    ("x: {type: integer, unique: true, poisson: {mean: 100}}", "unproven-unique"),
    ("x: {type: double, unique: true, uniform: {min: 1, max: 100}}", "unproven-unique"),
])  # fmt: skip
def test_what_cannot_be_is_refused(column: str, code: str) -> None:
    assert worlds.fault(lambda: worlds.table(10, column)).code == code


@pytest.mark.parametrize(("type", "low", "high", "room"), [
    ("integer", "-3", "16", 20),
    ("'decimal(4,1)'", "0.5", "2.4", 20),
    ("date", "2024-02-20", "2024-03-10", 20),
    ("timestamp(0)", "2024-01-01 00:00:00", "2024-01-01 00:00:20", 20),
])  # fmt: skip
def test_unique_uniform_values_fill_their_range_without_a_repeat(type: str, low: str, high: str, room: int) -> None:
    column = f"x: {{type: {type}, unique: true, uniform: {{min: {low}, max: {high}}}}}"

    found = worlds.cells(worlds.table(room, column), "x")

    assert len(set(found)) == room
    assert str(min(found)) == low
    assert found != sorted(found)
    refused = worlds.fault(lambda: worlds.cells(worlds.table(room + 1, column), "x"))
    assert (refused.code, "20 values, and 21 rows" in refused.message) == ("impossible-value", True)


@pytest.mark.parametrize(("rows", "high"), [(7, 7), (7, 10), (1000, 123_456), (1, 5)])
def test_unique_and_exact_values_are_spread_evenly(rows: int, high: int) -> None:
    found = worlds.numbers(worlds.table(rows, f"x: {{type: integer, unique: true, exact: true, uniform: {{min: 1, max: {high}}}}}"), "x")

    assert len(set(found)) == rows
    ideal = (np.arange(rows) + 0.5) * high / rows + 0.5
    assert np.abs(np.sort(found) - ideal).max() <= 1
    assert 1 <= found.min() <= found.max() <= high


def test_unique_values_of_a_range_that_does_not_grow_are_kept_when_the_table_grows() -> None:
    column = "x: {type: bigint, unique: true, uniform: {min: 1, max: 1000000000000}}"

    few, many = (worlds.cells(worlds.table(rows, column), "x") for rows in (50, 100))

    assert many[:50] == few


def test_a_histogram_never_draws_from_a_bin_without_weight() -> None:
    column = "x: {type: integer, histogram: {edges: [0, 10, 20, 30], weights: [1, 0, 2]}}"
    found = worlds.cells(worlds.table(N, column), "x")

    assert set(found) == {*range(10), *range(20, 31)}
    assert _alike(Counter(value for value in found if value < 10))
    assert _alike(Counter(value for value in found if value >= 20))
    assert abs(sum(value < 10 for value in found) / N - 1 / 3) < 0.01


def test_a_histogram_of_dates_is_cut_and_exact() -> None:
    law = "histogram: {edges: [2024-01-01, 2024-02-01, 2024-03-01], weights: [30%, 70%]"
    found = worlds.cells(worlds.table(1000, f"x: {{type: date, {law}}}, exact: true}}"), "x")
    cut = worlds.cells(worlds.table(1000, f"x: {{type: date, {law}, min: 2024-01-25}}}}"), "x")

    assert sum(day < datetime.date(2024, 2, 1) for day in found) == 300
    assert (min(found), max(found)) == (datetime.date(2024, 1, 1), datetime.date(2024, 3, 1))
    assert min(cut) == datetime.date(2024, 1, 25)


@pytest.mark.parametrize("type", ["double", "real"])
@pytest.mark.parametrize("law", ["gamma: {shape: 0.0001, scale: 1}", "gamma: {shape: 0.01, scale: 1}", "beta: {a: 0.0001, b: 2}"])
def test_the_expected_shares_know_what_is_too_small_for_the_type(law: str, type: str) -> None:
    made = worlds.table(50_000, f"x: {{type: {type}, {law}}}")
    (facts,) = (e.facts for e in made.plan.tables["t"].columns["x"].expectations if e.check == "quantiles")
    x = worlds.numbers(made, "x")

    assert [(x <= knot).mean() for knot, _ in facts["knots"]] == pytest.approx([below for _, below in facts["knots"]], abs=0.012)
