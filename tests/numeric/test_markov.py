from __future__ import annotations

import numpy as np
import pytest

from specgen.numeric import markov
from specgen.numeric.blocks import ordinals
from specgen.numeric.markov import Unfit, Walk, expected_shares, fit, walk_back
from specgen.streams import stream

SHARES = np.array([60, 15, 12, 8, 5]) / 100
PREFERENCES = np.array([[60, 20, 15, 2, 3], [40, 10, 5, 30, 15], [80, 10, 10, 0, 0], [80, 0, 10, 10, 0], [70, 10, 10, 5, 5]], float)
ROWS = np.arange(1, 200)
LAW = 0.16 * 0.84 ** (ROWS - 1)
LAW = LAW / LAW.sum()


def blocks(sizes):
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    return stream(1, "t", "c").uniform(np.arange(offsets[-1], dtype=np.uint64)), offsets


def test_a_fitted_chain_has_the_shares_and_only_the_moves_preferred():
    matrix = fit(PREFERENCES, SHARES, ROWS, LAW, SHARES)

    assert np.abs(expected_shares(matrix, ROWS, LAW, SHARES) - SHARES).max() < 1e-9
    assert ((matrix > 0) == (PREFERENCES > 0)).all() and np.allclose(matrix.sum(axis=1), 1)


def test_fitting_does_not_need_the_initial_law_to_be_the_shares():
    start = np.array([1.0, 0, 0, 0, 0])

    matrix = fit(PREFERENCES, SHARES, ROWS, LAW, start)

    assert np.abs(expected_shares(matrix, ROWS, LAW, start) - SHARES).max() < 1e-9


def test_expected_shares_are_the_visits_summed_step_by_step():
    matrix = PREFERENCES / PREFERENCES.sum(axis=1, keepdims=True)
    lengths, share, start = np.array([7, 1, 40]), np.array([0.5, 0.2, 0.3]), np.eye(5)[2]
    visits = sum(part * sum(start @ np.linalg.matrix_power(matrix, t) for t in range(n)) for n, part in zip(lengths, share, strict=True))

    assert np.allclose(expected_shares(matrix, lengths, share, start), visits / (lengths @ share))


def test_shares_that_no_chain_can_have_are_refused_with_the_nearest():
    swap = np.array([[0.0, 1.0], [1.0, 0.0]])

    with pytest.raises(Unfit) as refusal:
        fit(swap, np.array([0.9, 0.1]), np.array([10]), np.array([1.0]), np.array([0.5, 0.5]))

    assert np.allclose(refusal.value.shares, 0.5)


def test_a_walk_makes_the_moves_of_the_matrix_in_its_proportions():
    u, offsets = blocks(np.arange(40_000) % 6)
    states = Walk(SHARES, PREFERENCES).states(u, offsets, ordinals(offsets))
    inner = np.flatnonzero(ordinals(offsets) > 0)
    seen = np.bincount(states[inner - 1] * 5 + states[inner], minlength=25).reshape(5, 5)
    expected = PREFERENCES / PREFERENCES.sum(axis=1, keepdims=True) * seen.sum(axis=1, keepdims=True)

    assert not seen[PREFERENCES == 0].any()
    assert (np.abs(seen - expected) <= 5 * np.sqrt(expected) + 1e-9).all()
    first = np.bincount(states[ordinals(offsets) == 0], minlength=5)
    assert (np.abs(first - SHARES * first.sum()) < 5 * np.sqrt(first.sum() * SHARES)).all()


def test_a_block_walks_alike_in_other_company():
    u, offsets = blocks([2, 5, 3])

    whole = Walk(SHARES, PREFERENCES).states(u, offsets, ordinals(offsets))

    assert np.array_equal(Walk(SHARES, PREFERENCES).states(u[2:7], np.array([0, 5]), np.arange(5)), whole[2:7])


def test_a_walk_back_ends_where_it_is_told_and_makes_only_written_moves():
    u, offsets = blocks(np.arange(20_000) % 5)
    end = np.arange(20_000) % 4
    transitions = np.array([[0, 80, 20, 0], [50, 0, 50, 0], [0, 60, 0, 40], [0, 0, 100, 0]], float)

    states = walk_back(u, offsets, end, transitions)

    filled = np.diff(offsets) > 0
    assert np.array_equal(states[offsets[1:][filled] - 1], end[filled])
    inner = np.flatnonzero(ordinals(offsets) > 0)
    seen = np.bincount(states[inner - 1] * 4 + states[inner], minlength=16).reshape(4, 4)
    expected = transitions / transitions.sum(axis=0) * seen.sum(axis=0)
    assert not seen[transitions == 0].any()
    assert (np.abs(seen - expected) <= 5 * np.sqrt(expected) + 1e-9).all()


def test_dead_ends_are_refused_in_both_directions():
    u, offsets = blocks([2])
    one_way = np.array([[0.0, 1.0], [0.0, 0.0]])

    with pytest.raises(ValueError, match="state 1 has no successor"):
        Walk(np.ones(2), one_way)
    with pytest.raises(ValueError, match="state 0 has no predecessor"):
        walk_back(u, offsets, np.array([0]), one_way)


def test_long_blocks_are_walked_as_short_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    offsets = np.cumsum([0, 700, 1, 0, 2_000, 5])
    u = np.random.default_rng(5).random(offsets[-1])
    transitions = np.array([[0.0, 2.0, 1.0], [5.0, 0.0, 1.0], [1.0, 1.0, 8.0]])
    initial = np.array([0.2, 0.5, 0.3])
    scanned = Walk(initial, transitions).states(u, offsets, ordinals(offsets))
    monkeypatch.setattr(markov, "_LONG", 1 << 40)

    assert (scanned == Walk(initial, transitions).states(u, offsets, ordinals(offsets))).all()
