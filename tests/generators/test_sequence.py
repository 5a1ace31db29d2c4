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
    ("{run: 2, skip: 5}", [1, 2, 8]),
    ("{start: 10, step: -3, run: 1, skip: 1}", [10, 4, -2]),
])  # fmt: skip
def test_start_and_step(settings: str, expected: list[int]) -> None:
    assert worlds.cells(worlds.table(3, f"x: {{type: bigint, sequence: {settings}}}"), "x") == expected


def test_runs_of_keys_lead_back_to_their_rows() -> None:
    """As in TPC-H, where of each 32 order keys the first 8 are used."""
    parents = "  p:\n    rows: 40\n    primary_key: k\n    columns: {k: {type: integer, sequence: {run: 8, skip: 24}}, w: integer}\n"
    made = worlds.engine(
        f"specgen: 1\ntables:\n{parents}  t:\n    rows: 40\n    foreign_keys: [{{columns: k, to: p.k}}]\n"
        "    columns: {k: {type: integer, sequence: {run: 8, skip: 24}}, w: {expr: k.w}}\n"
    )

    assert worlds.cells(made, "k") == [number for number in range(1, 161) if (number - 1) % 32 < 8]
    assert worlds.cells(made, "w") == list(range(1, 41))


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
