"""Order and bounds by counting and looking up are what sorting and searching say."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.numeric.ordering import Bounds, in_order

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("below", [1, 2, 300, 1 << 16, (1 << 16) + 1, 1 << 40])
def test_the_order_is_that_of_a_stable_sort(below: int) -> None:
    numbers = np.append(RANDOM.integers(0, below, 5_000), [below - 1, 0, below - 1])

    assert (in_order(numbers, below) == np.argsort(numbers, kind="stable")).all()
    assert len(in_order(numbers[:0], below)) == 0


@pytest.mark.parametrize("count", [1, 2, 16, 17, 200, 5_000])
@pytest.mark.parametrize("last", [0, 1, 9_999, 1 << 20, (1 << 50) + 7])
def test_bounds_are_counted_as_a_search_counts_them(count: int, last: int) -> None:
    bounds = np.append(np.sort(RANDOM.integers(0, last + 1, count - 1)), last)
    numbers = np.concatenate([RANDOM.integers(0, last + 1, 20_000), bounds, np.maximum(bounds - 1, 0), [0, last]])

    assert (Bounds(bounds).passed(numbers) == np.searchsorted(bounds, numbers, side="right")).all()
