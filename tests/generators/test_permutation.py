"""`permutation`: each number at most once."""

from __future__ import annotations

import pytest

from tests import worlds


def test_without_max_each_number_comes_once_in_scrambled_order() -> None:
    found = worlds.cells(worlds.table(500, "x: {type: integer, permutation: {min: 10}}"), "x")

    assert sorted(found) == list(range(10, 510))
    assert found != sorted(found)


def test_with_max_the_numbers_stay_when_the_table_grows() -> None:
    column = "x: {type: bigint, permutation: {min: -500000000000, max: 5000000000000}}"
    few, many = (worlds.cells(worlds.table(rows, column), "x") for rows in (100, 200))

    assert many[:100] == few
    assert len(set(many)) == 200
    assert min(many) >= -500_000_000_000
    assert max(many) <= 5_000_000_000_000


@pytest.mark.parametrize(("type", "settings", "code", "words"), [
    ("integer", "{min: 1, max: 5}", "impossible-value", "1 to 5 are 5 numbers, too few for 10 rows"),
    ("smallint", "{min: 32760}", "impossible-value", "runs to 32769"),
    ("smallint", "{max: 40000}", "out-of-range", "40000 is beyond"),
    ("integer", "{min: 5, max: 4}", "empty-range", "from 5 to 4"),
    ("text", "{}", "wrong-type", "the column is text"),
])  # fmt: skip
def test_what_cannot_be_is_refused(type: str, settings: str, code: str, words: str) -> None:
    refused = worlds.fault(lambda: worlds.cells(worlds.table(10, f"x: {{type: {type}, permutation: {settings}}}"), "x"))

    assert (refused.code, words in refused.message) == (code, True)
