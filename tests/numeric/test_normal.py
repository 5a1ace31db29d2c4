"""Φ and its inverse, beside scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from specgen.numeric import normal

WIDE = np.concatenate([np.linspace(-37, 37, 100_001), [0.0, -np.inf, np.inf]])
SHARES = np.concatenate([np.linspace(0, 1, 70_001), 2.0 ** -np.arange(1, 1000)])


def test_the_cdf_is_scipys() -> None:
    assert normal.cdf(WIDE) == pytest.approx(special.ndtr(WIDE), rel=5e-13, abs=0)


def test_the_quantile_is_scipys() -> None:
    found, expected = normal.quantile(SHARES), special.ndtri(SHARES)

    assert (found[np.isinf(expected)] == expected[np.isinf(expected)]).all()
    assert found[np.isfinite(expected)] == pytest.approx(expected[np.isfinite(expected)], rel=2e-14, abs=1e-15)


def test_single_numbers_and_grids_keep_their_shape() -> None:
    assert normal.cdf(0.0) == 0.5
    assert normal.quantile(np.full((2, 3), 0.5)).shape == (2, 3)
