"""`nulls`, and what is tested on every batch: NULL only where declared, text that fits."""

from __future__ import annotations

import pytest

from tests import worlds


@pytest.mark.parametrize(("share", "expected"), [("40%", 0.4), ("0.05", 0.05), ("0%", 0.0), ("100%", 1.0)])
def test_a_share_of_the_cells_is_null(share: str, expected: float) -> None:
    found = worlds.cells(worlds.table(10_000, f"x: {{type: integer, uniform: {{min: 1, max: 9}}, nulls: {share}}}"), "x")

    assert abs(found.count(None) / 10_000 - expected) <= 0.025 * (0 < expected < 1)


def test_a_condition_says_which_cells_are_null() -> None:
    made = worlds.table(500, "kind: {type: text, values: [a, b, null]}", "x: {type: integer, constant: 7, nulls: kind = 'a'}")

    assert set(zip(worlds.cells(made, "kind"), worlds.cells(made, "x"), strict=True)) == {("a", None), ("b", 7), (None, 7)}


def test_a_condition_may_read_a_parent() -> None:
    parent = "  p: {rows: 9, primary_key: p, columns: {p: integer, off: {type: boolean, values: [true, false]}}}\n"
    made = worlds.table(200, "p: {references: {to: p.p, pick: even}}", "x: {type: integer, constant: 7, nulls: p.off}", before=parent)

    off = worlds.cells(made, "off", "p")
    assert [x is None for x in worlds.cells(made, "x")] == [off[p - 1] for p in worlds.cells(made, "p")]
    assert len(set(off)) == 2


def test_nulls_leave_the_other_cells_as_they_were() -> None:
    with_nulls, without = (
        worlds.cells(worlds.table(300, f"x: {{type: integer, uniform: {{min: 1, max: 99}}{nulls}}}"), "x") for nulls in (", nulls: 30%", "")
    )

    assert [a for a, b in zip(with_nulls, without, strict=True) if a is not None and a != b] == []


def test_text_longer_than_its_type_stops_the_run_with_row_and_place() -> None:
    refused = worlds.fault(lambda: worlds.cells(worlds.table(200, "a: integer", "x: {type: varchar(4), expr: \"'no ' || a\"}"), "x"))

    assert refused.code == "text-too-long"
    assert "t.x, row 9: 'no 10' is longer than varchar(4)" in refused.message
    assert refused.help == "widen the type, or cut the text: left(…, 4)"
    assert refused.span is not None


def test_nulls_beside_exact_are_refused() -> None:
    refused = worlds.fault(lambda: worlds.table(9, "x: {type: integer, values: [1, 2], exact: true, nulls: 10%}"))

    assert refused.code == "conflicting-keys"
