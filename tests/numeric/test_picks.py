from __future__ import annotations

import itertools

import numpy as np
import pytest

from specgen.numeric import picks
from specgen.numeric.blocks import NoRoom, ordinals
from specgen.streams import stream

U = stream(1, "t", "c").uniform(np.arange(200_000, dtype=np.uint64))
LAWS = {
    "even": picks.even(50),
    "top_share": picks.top_share(0.2, 0.8, 50),
    "zipf": picks.zipf_ranks(1.1, 50),
    "weighted": picks.weighted(np.arange(50) % 4.0),
}


def deviation(counts: np.ndarray, masses: np.ndarray) -> float:
    """Standard deviations by which a chi-square exceeds its mean; impossible ranks must not occur."""
    assert not counts[masses == 0].any()
    expected = masses[masses > 0] * counts.sum()
    freedom = len(expected) - 1
    return (((counts[masses > 0] - expected) ** 2 / expected).sum() - freedom) / np.sqrt(2 * freedom)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_ranks_follow_the_masses(law):
    assert law.masses().sum() == pytest.approx(1, abs=1e-12)
    assert deviation(np.bincount(law.rank(U), minlength=50), law.masses()) < 5


@pytest.mark.parametrize("top, share", [(0.2, 0.8), (0.1, 0.5), (0.5, 0.5), (0.01, 0.9)])
def test_the_top_holds_its_share(top, share):
    law = picks.top_share(top, share, 10_000)

    assert law.masses()[: round(10_000 * top)].sum() == pytest.approx(share, abs=1e-9)
    assert (law.rank((np.arange(100_000) + 0.5) / 100_000) < 10_000 * top).mean() == pytest.approx(share, abs=1e-4)


def test_picks_in_a_block_are_distinct_and_their_own_affair():
    sizes = np.array([3, 0, 5, 50, 1, 50])
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    u, masses = U[: offsets[-1]], picks.zipf_ranks(1.5, 50).masses()

    ranks = picks.WithoutReplacement(masses).rank(u, offsets, ordinals(offsets))

    assert all(len(set(ranks[a:b])) == b - a for a, b in itertools.pairwise(offsets))
    assert ranks.min() >= 0 and ranks.max() < 50
    alone = picks.WithoutReplacement(masses).rank(u[3:8], np.array([0, 5]), np.arange(5))
    assert np.array_equal(alone, ranks[3:8])


def test_successive_picks_follow_what_the_block_has_left():
    masses = np.array([0.5, 0.0, 0.3, 0.15, 0.05])
    offsets = np.arange(0, 180_001, 3)
    triples = picks.WithoutReplacement(masses).rank(U[:180_000], offsets, ordinals(offsets)).reshape(-1, 3)

    law = np.zeros((5, 5, 5))
    for a, b, c in ((a, b, c) for a in range(5) for b in range(5) for c in range(5) if len({a, b, c}) == 3):
        rest_a, rest_b = 1 - masses[a], 1 - masses[a] - masses[b]
        law[a, b, c] = masses[a] * masses[b] / rest_a * masses[c] / rest_b
    counts = np.bincount(triples @ np.array([25, 5, 1]), minlength=125)

    assert deviation(counts, law.ravel()) < 5


def test_a_block_longer_than_the_ranks_that_can_be_picked_is_named():
    with pytest.raises(NoRoom, match="3 distinct picks out of 2") as refusal:
        picks.WithoutReplacement(np.array([0.5, 0.0, 0.5])).rank(U[:4], np.array([0, 1, 4]), np.array([0, 0, 1, 2]))

    assert refusal.value.block == 1
