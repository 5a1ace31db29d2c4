"""`array`: lists of the declared lengths, elements drawn one by one."""

from __future__ import annotations

from collections import Counter

import pytest
from scipy import stats

from tests import worlds


def test_lengths_follow_their_law_and_elements_theirs() -> None:
    made = worlds.table(4000, "x: {type: 'integer[]', array: {of: {uniform: {min: 1, max: 6}}, length: {1: 50, 3: 50}}}")
    found = worlds.cells(made, "x")

    assert worlds.shares([len(cell) for cell in found])[1] == pytest.approx(0.5, abs=0.04)
    for position in range(3):
        counts = Counter(cell[position] for cell in found if len(cell) > position)
        assert set(counts) == set(range(1, 7))
        assert stats.chisquare(list(counts.values())).pvalue > 1e-5


def test_elements_of_a_cell_are_independent() -> None:
    found = worlds.cells(worlds.table(9000, "x: {type: 'text[]', array: {of: {values: [a, b, c]}, length: 2}}"), "x")

    counts = Counter(map(tuple, found))
    assert len(counts) == 9
    assert stats.chisquare(list(counts.values())).pvalue > 1e-5


def test_distinct_values_are_dealt_without_repeats_in_every_order() -> None:
    made = worlds.table(6000, "x: {type: 'text[]', array: {of: {values: [a, b, c]}, length: {uniform: {min: 0, max: 3}}, distinct: true}}")
    found = worlds.cells(made, "x")

    assert all(len(set(cell)) == len(cell) for cell in found)
    orders = Counter(tuple(cell) for cell in found if len(cell) == 3)
    assert len(orders) == 6
    assert stats.chisquare(list(orders.values())).pvalue > 1e-5


def test_elements_may_choose_by_the_row_refer_to_other_rows_or_be_patterns() -> None:
    before = "  p:\n    rows: 20\n    primary_key: id\n    columns: {id: integer}\n"
    made = worlds.table(
        300,
        "k: {type: text, values: [u, v]}",
        "x: {type: 'text[]', array: {of: {by: {on: k, cases: {u: {values: [a, b]}, v: {pattern: '[0-9]{3}'}}}}, length: 3}}",
        "r: {type: 'integer[]', array: {of: {references: {to: p.id, pick: even}}, length: 4}}",
        before=before,
    )

    for kind, cell in zip(worlds.cells(made, "k"), worlds.cells(made, "x"), strict=True):
        assert all(element in "ab" if kind == "u" else element.isdigit() for element in cell)
    assert len({tuple(cell) for cell in worlds.cells(made, "r")}) > 290
    assert {element for cell in worlds.cells(made, "r") for element in cell} == set(range(1, 21))


@pytest.mark.parametrize(("type", "settings", "code"), [
    ("text", "{of: {values: [a]}, length: 2}", "wrong-type"),
    ("'integer[]'", "{of: {sequence: {}}, length: 2}", "wrong-filler"),
    ("'integer[]'", "{of: {when: [{if: n > 3, sequence: {}}]}, length: 2}", "wrong-filler"),
    ("'integer[]'", "{of: {mixture: {parts: [{weight: 1, references: t.n}, {weight: 1, constant: 3}]}}, length: 2}", "wrong-filler"),
    ("'uuid[]'", "{of: {uuid: v4}, length: 2}", "wrong-filler"),
    ("'text[]'", "{of: {values: [a, b]}, length: 3, distinct: true}", "impossible-value"),
    ("'text[]'", "{of: {values: [a, a]}, length: 2, distinct: true}", "duplicate-value"),
    ("'text[]'", "{of: {values: {a: 1, b: 2}}, length: 2, distinct: true}", "unproven-unique"),
    ("'text[]'", "{of: {values: [a, b]}, length: {normal: {mean: 1, stddev: 100000}}, distinct: true}", "unproven-unique"),
    ("'text[]'", "{of: {values: [a]}, length: -1}", "out-of-range"),
    ("'text[]'", "{of: {values: [a]}, length: {uniform: {min: -1, max: 2}}}", "out-of-range"),
    ("'integer[]'", "{of: {values: [a]}, length: 1}", "wrong-type"),
])  # fmt: skip
def test_what_cannot_be_is_refused(type: str, settings: str, code: str) -> None:
    columns = ["n: {type: integer, unique: true}", f"x: {{type: {type}, array: {settings}}}"]

    assert worlds.fault(lambda: worlds.table(10, *columns)).code == code
