"""`when`: another filler under each condition, the first that holds."""

from __future__ import annotations

from tests import worlds


def _sorted(branches: str, *columns: str) -> set[tuple[object, ...]]:
    made = worlds.table(400, "n: {type: integer, uniform: {min: 1, max: 4}}", *columns, f"x: {{type: text, when: {branches}}}")
    return set(zip(worlds.cells(made, "n"), worlds.cells(made, "x"), strict=True))


def test_the_first_condition_that_holds_decides() -> None:
    found = _sorted("[{if: n >= 3, constant: high}, {if: n >= 2, constant: middle}, {else: {constant: low}}]")

    assert found == {(1, "low"), (2, "middle"), (3, "high"), (4, "high")}


def test_where_nothing_holds_the_cell_is_null() -> None:
    assert _sorted("[{if: n = 1, constant: one}]") == {(1, "one"), (2, None), (3, None), (4, None)}


def test_an_unknown_condition_does_not_hold() -> None:
    found = _sorted("[{if: m > 0, constant: yes}, {else: {constant: no}}]", "m: {type: integer, constant: null}")

    assert {value for _, value in found} == {"no"}


def test_branches_may_be_any_filler() -> None:
    made = worlds.table(
        300,
        "n: {type: integer, values: [1, 2]}",
        "x: {type: integer, when: [{if: n = 1, uniform: {min: 5, max: 9}}, {else: {expr: n * 100}}]}",
    )

    for n, x in zip(worlds.cells(made, "n"), worlds.cells(made, "x"), strict=True):
        assert (5 <= x <= 9) if n == 1 else x == 200


def test_an_unknown_column_in_a_condition_is_refused() -> None:
    refused = worlds.fault(lambda: _sorted("[{if: nn = 1, constant: one}]"))

    assert (refused.code, "n" in refused.help) == ("unknown-column", True)
