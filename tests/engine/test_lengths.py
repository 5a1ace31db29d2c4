"""How many rows a block has: weights, exact shares, totals, blocks in blocks."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests import worlds


def _lengths(count: str, parents: int = 1_000, seed: int = 1) -> list[int]:
    before = f"  p: {{rows: {parents}, primary_key: p, columns: {{p: integer}}}}\n"
    made = worlds.table(f"{{per: p, count: {count}}}", "p: {references: p.p}", seed=seed, before=before)
    lengths: list[int] = np.diff(made.offsets("t")[np.arange(parents + 1)]).tolist()
    found = Counter(worlds.cells(made, "p"))
    assert lengths == [found[p] for p in range(1, parents + 1)]
    assert made.rows("t") == sum(lengths)
    return lengths


def test_weights_say_how_many_rows_a_block_has() -> None:
    shares = worlds.shares(_lengths("{0: 20, 1: 50, 3: 30}"))

    assert set(shares) == {0, 1, 3}
    assert abs(shares[1] - 0.5) < 0.06


def test_a_number_is_the_same_for_all() -> None:
    assert set(_lengths("3")) == {3}


def test_exact_weights_hold_to_the_block_and_are_scattered() -> None:
    lengths = _lengths("{values: {1: 70, 2: 20, 3: 8, 4: 2}, exact: true}")

    assert Counter(lengths) == {1: 700, 2: 200, 3: 80, 4: 20}
    assert abs(Counter(lengths[:500])[1] - 350) < 50


def test_a_total_with_weights_keeps_the_shares_to_the_block() -> None:
    assert Counter(_lengths("{1: 30, 2: 25, 3: 20, 4: 15, 5: 10}, total: 2500")) == {1: 300, 2: 250, 3: 200, 4: 150, 5: 100}


@pytest.mark.parametrize(
    ("count", "total"), [("{geometric: {mean: 6.25}}", 6_250), ("{geometric: {mean: 3}}", 4_000), ("{poisson: {mean: 2}}", 2_001)]
)
def test_a_distribution_with_a_total_sums_to_it(count: str, total: int) -> None:
    lengths = _lengths(f"{count}, total: {total}")

    assert sum(lengths) == total
    assert len(set(lengths)) > 3
    assert lengths != sorted(lengths)


def test_a_total_out_of_reach_is_refused_before_the_first_row_with_the_nearest() -> None:
    """A spec is refused when it is planned, not when its rows are made."""
    refused = worlds.fault(lambda: _lengths("{1: 50, 2: 50}, total: 2_000".replace("_", "")))

    assert refused.code == "total-out-of-reach"
    assert "1,000 rows of p" in refused.message
    assert "1,500" in refused.message
    assert refused.span is not None


def test_blocks_of_blocks_follow_their_parents() -> None:
    before = (
        "  a: {rows: 40, primary_key: a, columns: {a: integer}}\n"
        "  b: {rows: {per: a, count: {0: 30, 2: 70}}, primary_key: b, columns: {b: integer, a: {references: a.a}}}\n"
    )
    made = worlds.table(
        "{per: b, count: {0: 20, 1: 40, 3: 40}}", "b: {references: b.b}", "a: {expr: b.a}", "n: {type: integer, ordinal: {}}", before=before
    )

    a_of_b = worlds.cells(made, "a", "b")
    b = worlds.cells(made, "b")
    assert b == sorted(b)
    assert worlds.cells(made, "a") == [a_of_b[key - 1] for key in b]
    assert len(set(a_of_b)) < 40
    assert set(b) < set(range(1, len(a_of_b) + 1))


def test_a_parent_without_rows_has_no_blocks() -> None:
    assert _lengths("{1: 50, 2: 50}", parents=0) == []


def test_counts_below_zero_and_endless_blocks_are_refused() -> None:
    below = worlds.fault(lambda: _lengths("{uniform: {min: -3, max: 2}}"))
    endless = worlds.fault(lambda: _lengths("2000000", parents=2))

    assert (below.code, endless.code) == ("negative-count", "block-too-long")
    assert below.span is not None
    assert endless.span is not None


@pytest.mark.parametrize("count", ["{values: {-1: 50, 3: 50}, exact: true}", "{values: {-1: 50, 3: 50}}, total: 1000"])
def test_a_length_below_0_is_refused_where_its_number_is_fixed_too(count: str) -> None:
    assert worlds.fault(lambda: _lengths(count)).code == "negative-count"
