"""`ordinal`: 1, 2, … in each block."""

from __future__ import annotations

from itertools import groupby

from tests import worlds


def test_rows_of_a_block_are_numbered_from_1() -> None:
    made = worlds.table(
        "{per: p, count: {0: 20, 1: 40, 6: 40}}",
        "p: {references: p.p}",
        "n: {type: integer, ordinal: {}}",
        before="  p: {rows: 90, primary_key: p, columns: {p: integer}}\n",
    )

    pairs = zip(worlds.cells(made, "p"), worlds.cells(made, "n"), strict=True)
    blocks = [[n for _, n in block] for _, block in groupby(pairs, key=lambda pair: pair[0])]
    assert {tuple(block) for block in blocks} == {(1,), (1, 2, 3, 4, 5, 6)}


def test_without_blocks_it_is_refused() -> None:
    assert worlds.fault(lambda: worlds.table(3, "n: {type: integer, ordinal: {}}")).code == "needs-blocks"
