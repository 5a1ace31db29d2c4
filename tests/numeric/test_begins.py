"""Running sums in two levels answer as an array of row numbers does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from specgen.numeric.begins import Counted, Evenly, Summed, edges

STRETCH = 65_536


def summed(lengths: np.ndarray) -> Summed:
    return Summed.of((lengths[start : start + STRETCH] for start in range(0, len(lengths), STRETCH)), len(lengths))


def counted(lengths: np.ndarray) -> Summed:
    stretches = (lengths[start : start + STRETCH] for start in range(0, len(lengths), STRETCH))
    return Summed.of(stretches, len(lengths), Counted(lambda numbers: lengths[numbers], len(lengths)))


def agree(where: Summed | Evenly, plain: np.ndarray, rows: np.ndarray) -> None:
    numbers = np.arange(len(plain))
    assert np.array_equal(where[numbers], plain) and where[-1] == plain[-1]
    for some in (numbers[:-1], numbers[1:-1], numbers[-2::-3], np.repeat(numbers[:-1:7], 2), numbers[:0]):
        starts, ends = edges(where, some)
        assert np.array_equal(starts, plain[some]) and np.array_equal(ends, plain[some + 1])
    for side in ("left", "right"):
        assert np.array_equal(where.searchsorted(rows, side), np.searchsorted(plain, rows, side))
        assert where.searchsorted(int(rows[0]), side) == np.searchsorted(plain, rows[0], side)


@settings(max_examples=200, deadline=None)
@given(arrays(np.int64, st.integers(0, 700), elements=st.sampled_from([0, 0, 0, 1, 2, 9, 400])))
def test_it_is_the_running_sum(lengths: np.ndarray) -> None:
    plain = np.concatenate([[0], np.cumsum(lengths)])

    for where in (summed(lengths), counted(lengths)):
        agree(where, plain, np.arange(min(int(plain[-1]) + 1, 3000)))


@pytest.mark.parametrize("blocks", [STRETCH - 1, STRETCH, STRETCH + 1, 2 * STRETCH])
@pytest.mark.parametrize("longest", [1, 5, 4_000])
def test_it_is_the_running_sum_over_several_stretches(blocks: int, longest: int) -> None:
    random = np.random.default_rng(blocks)
    lengths = random.integers(0, longest + 1, blocks)
    plain = np.concatenate([[0], np.cumsum(lengths)])

    for where in (summed(lengths), counted(lengths)):
        agree(where, plain, np.append(random.integers(0, plain[-1] + 1, 1000), [0, plain[-1]]))


@given(st.integers(1, 9), st.integers(0, 50))
def test_blocks_of_one_length_are_a_formula(length: int, blocks: int) -> None:
    plain = np.arange(blocks + 1) * length

    agree(Evenly(length, blocks), plain, np.arange(blocks * length + 1))


def test_it_takes_little_more_than_a_byte_a_block() -> None:
    where = summed(np.tile(np.arange(10), 20_000))

    assert sum(kept.nbytes for kept in where.arrays) == Summed.bytes(200_000, counted=False) < 1.3 * 200_000


def test_it_takes_little_more_than_two_bits_a_block_where_lengths_are_counted_again() -> None:
    where = counted(np.tile(np.arange(10), 20_000))

    assert sum(kept.nbytes for kept in where.arrays) == Summed.bytes(200_000, counted=True) < 0.3 * 200_000
