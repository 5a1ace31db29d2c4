"""Limits are wide enough for chance, and narrow enough to see what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import chdtri, ndtr, ndtri

from specgen.checks.limits import ALPHA, chi_square_limit, concentration, share_limit


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


def _simulated(parents: int, children: int, top: float, share: float, exact: bool) -> list[float]:
    sigma, random = ndtri(share) + ndtri(1 - top), np.random.default_rng(7)
    found = []
    for _ in range(1 if exact else 40):
        u = (np.arange(children) + 0.5) / children if exact else random.random(children)
        counts = np.bincount(np.minimum((ndtr(-(sigma + ndtri(u))) * parents).astype(int), parents - 1), minlength=parents)
        found.append(np.sort(counts)[::-1][: round(top * parents)].sum() / children)
    return found


@pytest.mark.parametrize(
    ("parents", "children", "top", "share"), [(1000, 5000, 0.2, 0.8), (200, 12_500, 0.2, 0.5), (20_000, 50_000, 0.1, 0.6)]
)
def test_expected_concentration_is_that_of_a_simulation(parents: int, children: int, top: float, share: float) -> None:
    independent, strata = (_simulated(parents, children, top, share, exact) for exact in (False, True))
    lucky, exact = (concentration(parents, children, top, share, exact, False) for exact in (False, True))

    assert np.mean(independent) == pytest.approx(lucky.expected, abs=0.002)
    assert lucky.low < min(independent) and max(independent) < lucky.high
    assert exact.low < strata[0] < exact.high
    assert exact.expected == pytest.approx(share)


def test_luck_lifts_the_share_of_the_top_to_81_6_percent() -> None:
    assert concentration(1000, 5000, 0.2, 0.8, False, False).expected == pytest.approx(0.816, abs=0.001)
