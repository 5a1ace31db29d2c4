"""`values`: weights, exact shares, NULL among the values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import worlds


def test_exact_shares_hold_to_the_row() -> None:
    made = worlds.table(1000, "segment: {type: text, values: {bronze: 50, silver: 30, gold: 15, platinum: 5}, exact: true}")

    found = worlds.cells(made, "segment")
    assert {value: found.count(value) for value in set(found)} == {"bronze": 500, "silver": 300, "gold": 150, "platinum": 50}


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(rows=st.integers(1, 400), weights=st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any))
def test_exact_counts_are_the_quota_rounded_down_or_up(rows: int, weights: list[int]) -> None:
    named = ", ".join(f"v{number}: {weight}" for number, weight in enumerate(weights))
    made = worlds.table(rows, f"x: {{type: text, values: {{{named}}}, exact: true}}")

    found = worlds.cells(made, "x")
    for number, weight in enumerate(weights):
        assert abs(found.count(f"v{number}") - rows * weight / sum(weights)) < 1


def test_the_largest_remainders_get_the_rows_that_are_left() -> None:
    made = worlds.table(7, "x: {type: text, values: {a: 50, b: 30, c: 20}, exact: true}")

    found = worlds.cells(made, "x")
    assert [found.count(value) for value in "abc"] == [4, 2, 1]  # of 3.5, 2.1 and 1.4


def test_exact_shares_are_scattered_over_the_table() -> None:
    made = worlds.table(10_000, "x: {type: text, values: {a: 50, b: 50}, exact: true}")

    found = worlds.cells(made, "x")
    assert abs(found[:5000].count("a") - 2500) < 250
    assert found != sorted(found)


def test_a_list_gives_all_values_alike_and_weights_are_followed() -> None:
    made = worlds.table(20_000, "x: {type: text, values: [a, b, c, d]}", "y: {type: integer, values: {1: 70, 2: 30, 3: 0}}")

    assert all(abs(share - 0.25) < 0.02 for share in worlds.shares(worlds.cells(made, "x")).values())
    y = worlds.shares(worlds.cells(made, "y"))
    assert set(y) == {1, 2}
    assert abs(y[1] - 0.7) < 0.02


def test_null_may_be_among_the_values() -> None:
    made = worlds.table(1000, "x: {type: integer, values: [1, null]}")

    assert abs(worlds.cells(made, "x").count(None) - 500) < 100
    assert made.plan.tables["t"].columns["x"].nullable


@pytest.mark.parametrize(("type", "values", "expected"), [
    ("boolean", "[true, false]", {True, False}),
    ("text", "[NO, on]", {"NO", "on"}),
    ("integer", "[007, 8]", {7, 8}),
    ("char(2)", "[NO, SE]", {"NO", "SE"}),
])  # fmt: skip
def test_values_are_read_by_the_type_asked_for(type: str, values: str, expected: set[object]) -> None:
    assert set(worlds.cells(worlds.table(60, f"x: {{type: {type}, values: {values}}}"), "x")) == expected


def test_unique_values_are_a_shuffle_and_refused_where_they_are_too_few() -> None:
    made = worlds.table(4, "x: {type: text, unique: true, values: [a, b, c, d]}")

    assert sorted(worlds.cells(made, "x")) == ["a", "b", "c", "d"]
    refused = worlds.fault(lambda: worlds.cells(worlds.table(5, "x: {type: text, unique: true, values: [a, b, c, d]}"), "x"))
    assert "4 values cannot be unique in 5 rows" in refused.message


def test_a_value_of_another_type_is_refused() -> None:
    refused = worlds.fault(lambda: worlds.table(5, "x: {type: integer, values: [1, two]}"))

    assert (refused.code, "'two'" in refused.message) == ("wrong-type", True)
