"""Digits are cut where a search among the powers of ten says."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal

import numpy as np
import pytest

from specgen.numeric import rounding
from specgen.numeric.rounding import significant

POWERS = np.array([float(f"1e{power}") for power in range(-308, 309)])


def test_the_decade_is_what_a_search_finds() -> None:
    bits = np.random.default_rng(2).integers(0, 2047 << 52, 100_000).view(np.float64)
    sizes = np.concatenate([bits, POWERS, np.nextafter(POWERS, 0.0), np.nextafter(POWERS, np.inf), [0.0, 5e-324, np.finfo(float).max]])

    passed = rounding._BELOW.take(sizes.view(np.int64) >> 52)
    passed += sizes >= rounding._NEXT.take(passed)

    assert (passed == np.searchsorted(POWERS, sizes, side="right")).all()


@pytest.mark.parametrize("digits", [3, 9])
def test_values_are_cut_towards_minus_infinity(digits: int) -> None:
    values = np.random.default_rng(3).normal(0, 1, 2_000) * 10.0 ** np.arange(-100, 100).repeat(10)

    cut = significant(values, digits)

    context = Context(prec=digits, rounding=ROUND_FLOOR)
    exact = np.array([float(context.plus(Decimal(value))) for value in values.tolist()])
    assert np.isclose(cut, exact, rtol=10.0 ** -(digits + 4), atol=0.0).mean() > 0.999  # what lies a hair below a digit counts as on it
    assert (cut <= values).all()


def test_what_is_no_number_or_nothing_stays() -> None:
    assert np.array_equal(significant(np.array([np.inf, -np.inf, np.nan, 0.0])), [np.inf, -np.inf, np.nan, 0.0], equal_nan=True)
