"""Limits are wide enough for chance, and narrow enough to see what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import chdtri
from scipy.stats import binom

from specgen.checks.limits import ALPHA, chi_square_limit, share_limit


@pytest.mark.parametrize("cells", [2, 3, 5, 24, 200])
def test_the_bound_is_above_the_chi_square_quantile_and_not_twice_as_far(cells: int) -> None:
    quantile = chdtri(cells - 1, ALPHA)

    assert quantile < chi_square_limit(cells) < 2 * quantile


def test_small_cells_stay_within_the_bound() -> None:
    shares = np.array([0.9989, 0.001, 0.0001])
    counts = np.random.default_rng(1).multinomial(1000, shares, 20_000)

    ratio = np.where(counts > 0, 2 * counts * np.log(np.maximum(counts, 1) / (1000 * shares)), 0).sum(axis=1)

    assert ratio.max() < chi_square_limit(3)


def test_one_cell_has_no_freedom_and_more_tests_more_room() -> None:
    assert chi_square_limit(1) == 0
    assert chi_square_limit(5, 10) > chi_square_limit(5)
    assert share_limit(10) > share_limit(1)


@pytest.mark.parametrize(("rows", "share"), [(200, 0.5), (1000, 0.3), (1000, 0.002), (100_000, 0.9)])
def test_one_share_leaves_its_bound_by_chance_once_in_a_million_and_not_much_less_often(rows: int, share: float) -> None:
    n = np.arange(rows + 1)
    ratio = sum(2 * count * np.log(np.maximum(count, 1) / (rows * due)) for count, due in ((n, share), (rows - n, 1 - share)))

    beyond = float(binom.pmf(n, rows, share)[ratio > share_limit(1)].sum())

    assert ALPHA / 100 < beyond <= ALPHA
