"""Frames: rows by number, paths through references, links back."""

from __future__ import annotations

import numpy as np

from tests import worlds

CHAIN = """\
specgen: 1
name: chain
seed: 1
tables:
  a: {rows: 30, primary_key: a, columns: {a: integer, x: {type: integer, uniform: {min: 1, max: 99}}}}
  b: {rows: 50, primary_key: b, columns: {b: integer, a: {references: {to: a.a, pick: even}, nulls: 30%}}}
  c:
    rows: {per: b, count: {0: 30, 3: 70}}
    foreign_keys: [{columns: same, to: a.a}]
    columns: {b: {references: b.b}, same: {expr: b.a}, x: {expr: b.a.x}, again: {expr: same.x}}
"""


def test_a_null_reference_reads_null_all_the_way() -> None:
    made = worlds.engine(CHAIN)

    x, a = worlds.cells(made, "x", "a"), worlds.cells(made, "a", "b")
    expected = [None if a[b - 1] is None else x[a[b - 1] - 1] for b in worlds.cells(made, "b", "c")]
    assert worlds.cells(made, "x", "c") == expected
    assert None in expected


def test_a_declared_key_that_is_filled_otherwise_can_be_followed() -> None:
    made = worlds.engine(CHAIN)

    assert worlds.cells(made, "again", "c") == worlds.cells(made, "x", "c")


def test_rows_in_blocks_know_their_number_and_address_however_they_are_asked_for() -> None:
    made = worlds.engine(CHAIN)
    whole = made.frame("c", 0, made.rows("c"))
    chosen = np.array([5, 0, 17, 5])

    some = made.at("c", chosen)
    assert some.rows.tolist() == chosen.tolist()
    assert some.address.tolist() == whole.address[chosen].tolist()
    assert whole.rows.tolist() == list(range(made.rows("c")))
    assert len(set(whole.address.tolist())) == made.rows("c")
