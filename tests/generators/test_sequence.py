"""`sequence`: start, step, the type's limits."""

from __future__ import annotations

import pytest

from tests import worlds


def test_an_integer_without_a_filler_counts_from_1() -> None:
    assert worlds.cells(worlds.table(4, "x: integer"), "x") == [1, 2, 3, 4]


@pytest.mark.parametrize(("settings", "expected"), [
    ("{start: 100, step: 10}", [100, 110, 120]),
    ("{start: 0, step: -3}", [0, -3, -6]),
    ("{step: 0}", [1, 1, 1]),
])  # fmt: skip
def test_start_and_step(settings: str, expected: list[int]) -> None:
    assert worlds.cells(worlds.table(3, f"x: {{type: bigint, sequence: {settings}}}"), "x") == expected


def test_numbers_beyond_the_type_are_refused_with_the_arithmetic() -> None:
    refused = worlds.fault(lambda: worlds.cells(worlds.table(40_000, "x: smallint"), "x"))

    assert "40000" in refused.message
    assert "-32768 to 32767" in refused.message
    assert refused.span is not None


def test_the_last_number_that_fits_is_made() -> None:
    assert worlds.cells(worlds.table(67, "x: {type: smallint, sequence: {start: 32701}}"), "x")[-1] == 32_767


def test_a_step_of_0_is_no_key() -> None:
    refused = worlds.fault(lambda: worlds.table(3, "x: {type: integer, unique: true, sequence: {step: 0}}"))

    assert refused.code == "unproven-unique"
