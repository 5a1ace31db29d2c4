"""Draws from lists: each entry as often as its share says."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from specgen.streams import stream
from specgen.vocabularies.draws import Draw, draw

weights = st.lists(st.floats(0, 1_000).filter(lambda weight: weight == 0 or weight > 1e-6), min_size=1, max_size=40).filter(any)


def shares(weights: list[float]) -> np.typing.NDArray[np.float64]:
    return np.array(weights) / sum(weights)


def chances(drawn: Draw) -> np.typing.NDArray[np.float64]:
    """How much of its list's cells each entry has."""
    assert drawn.limits is not None
    assert drawn.moves is not None
    own = np.clip(drawn.limits, 0, 1)
    entries = np.arange(len(own))
    return own + np.bincount(entries + drawn.moves, 1 - own, len(own))


@given(weights)
@example([172.31045466587466, 250.31045466587466, 211.31045466587466, 1.3104546658746585, 548.5, 758.5])
def test_cells_add_up_to_the_shares(given: list[float]) -> None:
    found = chances(draw(stream(1, "t", "c"), [(len(given), shares(given))])) / len(given)

    np.testing.assert_allclose(found, shares(given), atol=1e-12)


@given(weights, weights)
def test_each_way_draws_from_its_own_list(one: list[float], other: list[float]) -> None:
    drawn = draw(stream(1, "t", "c"), [(len(one), shares(one)), (len(other), shares(other)), (3, None)], [2, 0, 1, 0])
    way = np.arange(400) % 4

    places = drawn.at(np.arange(400, dtype=np.uint64), way)

    firsts, sizes = np.array([len(one) + len(other), 0, len(one), 0]), np.array([3, len(one), len(other), len(one)])
    assert np.all((places >= firsts[way]) & (places < (firsts + sizes)[way]))


def test_entries_are_drawn_as_often_as_their_shares_say() -> None:
    law = shares([0, 1, 50, 7, 0.5, 300])
    places = draw(stream(1, "t", "c"), [(6, law)]).at(np.arange(200_000, dtype=np.uint64))

    observed = np.bincount(places, minlength=6) / 200_000
    assert observed[0] == 0
    np.testing.assert_allclose(observed, law, atol=5 * 0.5 / 200_000**0.5)
