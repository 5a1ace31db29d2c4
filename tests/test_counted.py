"""One row, two rows."""

from __future__ import annotations

from specgen.counted import counted


def test_a_number_of_things_has_its_noun() -> None:
    assert [counted(number, "row") for number in (0, 1, 2, 1_000)] == ["0 rows", "1 row", "2 rows", "1,000 rows"]
