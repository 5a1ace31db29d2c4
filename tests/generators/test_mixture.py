"""`mixture`: parts with their shares, and what is promised of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests import worlds

NUMBERS = "{parts: [{weight: 70, normal: {mean: 30, stddev: 5}}, {weight: 30, uniform: {min: 100, max: 200}}]}"


def test_draws_follow_the_weighted_sum_of_the_parts() -> None:
    x = worlds.numbers(worlds.table(20_000, f"x: {{type: double, mixture: {NUMBERS}}}"), "x")

    def cdf(at: np.ndarray) -> np.ndarray:
        return 0.7 * stats.norm(30, 5).cdf(at) + 0.3 * stats.uniform(100, 100).cdf(at)

    assert stats.kstest(x, cdf).pvalue > 1e-5
    assert not ((x > 60) & (x < 100)).any()


def test_exact_shares_hold_to_the_row() -> None:
    x = worlds.numbers(worlds.table(1000, f"x: {{type: integer, exact: true, mixture: {NUMBERS}}}"), "x")

    assert (x >= 100).sum() == 300


@pytest.mark.parametrize("type", ["double", "integer", "'decimal(8,2)'"])
def test_the_promised_shares_are_those_of_the_rows(type: str) -> None:
    made = worlds.table(20_000, f"x: {{type: {type}, mixture: {NUMBERS}}}")
    x = worlds.numbers(made, "x")

    (promise,) = made.plan.tables["t"].columns["x"].expectations
    assert promise.check == "quantiles"
    assert len(promise.facts["knots"]) > 5
    for knot, below in promise.facts["knots"]:
        assert abs((x <= float(knot)).mean() - below) < 5 * 0.5 / np.sqrt(len(x))


def test_parts_may_be_of_any_kind_and_are_listed_where_all_are() -> None:
    made = worlds.table(2000, "x: {type: text, mixture: {parts: [{weight: 1, values: [a, b]}, {weight: 1, constant: null}]}}")
    listed = worlds.table(2000, "x: {type: text, mixture: {parts: [{weight: 3, values: [a, b]}, {weight: 1, values: [c]}]}}")

    assert worlds.shares(worlds.cells(made, "x"))[None] == pytest.approx(0.5, abs=0.06)
    assert worlds.shares(worlds.cells(listed, "x"))["c"] == pytest.approx(0.25, abs=0.05)
    assert listed.plan.tables["t"].columns["x"].column.filler.accepted() == ("a", "b", "c")


def test_a_mixture_of_counts_is_a_law_of_block_lengths() -> None:
    before = "  p:\n    rows: 400\n    primary_key: id\n    columns: {id: integer}\n"
    count = "{mixture: {parts: [{weight: 1, values: [1, 2]}, {weight: 1, values: [2, 9]}]}}"
    made = worlds.table(f"{{per: p, count: {count}, total: 1400}}", "p_id: {references: p.id}", before=before)

    lengths = np.bincount(worlds.cells(made, "p_id"))[1:]
    assert dict(zip(*np.unique(lengths, return_counts=True), strict=True)) == {1: 100, 2: 200, 9: 100}
