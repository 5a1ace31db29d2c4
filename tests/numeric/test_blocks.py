from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.numeric.blocks import NoRoom, NoWeights, TooLarge, cumulate, levels, ordinals, owners, reduce, share_out

SIZES = st.lists(st.integers(0, 6), max_size=12)


def offsets_of(sizes) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))]).astype(np.int64)


def cut(values, offsets) -> list[list]:
    """Each block as a list."""
    return [values[a:b].tolist() for a, b in itertools.pairwise(offsets)]


@given(SIZES)
def test_rows_know_their_block_and_their_place_in_it(sizes):
    offsets = offsets_of(sizes)

    assert owners(offsets).tolist() == [block for block, size in enumerate(sizes) for _ in range(size)]
    assert ordinals(offsets).tolist() == [place for size in sizes for place in range(size)]


@given(SIZES)
def test_levels_visit_each_row_once_by_its_ordinal_and_keep_the_order_of_blocks(sizes):
    offsets = offsets_of(sizes)
    visited = list(levels(offsets, ordinals(offsets)))

    for level, (blocks, rows) in enumerate(visited):
        assert (ordinals(offsets)[rows] == level).all() and (owners(offsets)[rows] == blocks).all()
        assert np.array_equal(blocks, visited[0][0][: len(blocks)])
    assert sorted(row for _, rows in visited for row in rows.tolist()) == list(range(sum(sizes)))


@given(SIZES, st.data())
def test_running_sums_and_folds_are_those_of_each_block_alone(sizes, data):
    offsets = offsets_of(sizes)
    values = np.array(data.draw(st.lists(st.integers(-(10**15), 10**15), min_size=sum(sizes), max_size=sum(sizes))), np.int64)
    blocks = cut(values, offsets)

    sums = [np.cumsum(block).tolist() if block else [] for block in blocks]
    assert cut(cumulate(values, offsets, owners(offsets)), offsets) == sums
    starts = np.arange(len(sizes)) * 10**6 - 7
    risen = [[start + so_far for so_far in block] for start, block in zip(starts.tolist(), sums, strict=True)]
    assert cut(cumulate(values, offsets, owners(offsets), starts), offsets) == risen
    folds = {"sum": sum, "count": len, "min": min, "max": max, "first": lambda b: b[0], "last": lambda b: b[-1]}
    for function, fold in folds.items():
        got, defined = reduce(function, values, offsets)
        assert defined.tolist() == [bool(block) or function in ("sum", "count") for block in blocks]
        assert got[defined].tolist() == [fold(block) for block, known in zip(blocks, defined, strict=True) if known]


def test_sums_of_floats_do_not_depend_on_the_other_blocks():
    values = np.array([1e16, 0.1, 0.2, 0.3])

    assert reduce("sum", values, np.array([0, 1, 4]))[0][1] == reduce("sum", values[1:], np.array([0, 3]))[0][0]


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 10**12)), min_size=1, max_size=8), st.integers(0, 50), st.data())
def test_parts_sum_to_the_amount_and_none_is_below_the_minimum(blocks, minimum, data):
    sizes, spare = (np.array(part) for part in zip(*blocks, strict=True))
    amount, offsets, n = spare + sizes * minimum, offsets_of(sizes), int(sizes.sum())
    weights = np.array(data.draw(st.lists(st.floats(0.01, 100), min_size=n, max_size=n)))

    parts = share_out(amount, weights, minimum, offsets)

    assert [sum(block) for block in cut(parts, offsets)] == amount.tolist()
    assert parts.min() >= minimum
    totals = np.add.reduceat(weights, offsets[:-1])
    exact = np.repeat(spare / totals, sizes) * weights + minimum
    assert (np.abs(parts - exact) < 1.01 + np.repeat(spare, sizes) * 1e-8).all()
    alone = share_out(amount[-1:], weights[offsets[-2] :], minimum, np.array([0, sizes[-1]]))
    assert np.array_equal(alone, parts[offsets[-2] :])


@pytest.mark.parametrize("amount, sizes", [([9, 5], [1, 3]), ([9, 1], [1, 0])])
def test_a_block_with_too_little_is_named(amount, sizes):
    with pytest.raises(NoRoom) as refusal:
        share_out(np.array(amount), np.ones(sum(sizes)), 2, offsets_of(sizes))

    assert refusal.value.block == 1


def test_empty_blocks_share_nothing():
    assert share_out(np.array([0, 7, 0]), np.ones(2), 0, np.array([0, 0, 2, 2])).tolist() == [4, 3]


def test_a_weight_of_0_has_no_part_beside_others():
    assert share_out(np.array([7, 9]), np.array([0.0, 2.0, 1.0, 0.0]), 0, np.array([0, 2, 4])).tolist() == [0, 7, 9, 0]


@pytest.mark.parametrize(("weights", "row"), [
    ([1.0, 1.0, 0.0, 0.0], 2), ([1.0, -1.0, 1.0, 1.0], 1), ([1.0, 1.0, 1.0, np.nan], 3), ([1.0, 1.0, np.inf, 1.0], 2),
])  # fmt: skip
def test_weights_that_share_nothing_out_are_named(weights, row):
    with pytest.raises(NoWeights) as refusal:
        share_out(np.array([7, 9]), np.array(weights), 0, np.array([0, 2, 4]))

    assert refusal.value.row == row


@pytest.mark.parametrize("amount", [2**53 + 1, 2**62 + 1, 2**63 - 1])
@pytest.mark.parametrize("weights", [[1.0, 1.0, 1.0], [1.0, 0.0, 1e9], [1e9, 1.0, 0.0]])
def test_amounts_beyond_doubles_are_shared_to_the_unit(amount, weights):
    parts = share_out(np.array([amount, 5]), np.array([*weights, 1.0]), 0, np.array([0, 3, 4])).tolist()

    assert sum(parts[:3]) == amount
    assert min(parts) >= 0
    assert parts[3] == 5


def test_a_sum_beyond_64_bits_is_refused_with_its_block():
    values = np.array([2**62, 2**62 - 1, 5, -(2**62), -(2**62), -1])

    assert reduce("sum", values[:5], np.array([0, 2, 2, 5]))[0].tolist() == [2**63 - 1, 0, 5 - 2**63]
    with pytest.raises(TooLarge) as refusal:
        reduce("sum", values, np.array([0, 2, 2, 3, 6]))
    assert (refusal.value.owner, refusal.value.about) == (3, -(2.0**63))
