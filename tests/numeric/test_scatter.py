from __future__ import annotations

import itertools

import numpy as np
import pytest

from specgen.numeric.blocks import TooLarge
from specgen.numeric.scatter import Rollup

RANDOM = np.random.default_rng(1)
OWNER = RANDOM.integers(-1, 40, 3000)
VALID = RANDOM.random(3000) < 0.8
FOLDS = {
    "sum": sum,
    "count": len,
    "min": min,
    "max": max,
    "first": lambda v: v[0],
    "last": lambda v: v[-1],
    "avg": lambda v: sum(v) / len(v),
}


@pytest.mark.parametrize("function", FOLDS)
@pytest.mark.parametrize("values", [RANDOM.integers(-(10**15), 10**15, 3000), RANDOM.normal(size=3000)], ids=["integers", "floats"])
def test_a_rollup_folds_each_owners_rows_in_order_however_they_are_cut(function, values):
    rollup = Rollup(function, 50)
    for start, end in [(0, 1), (1, 1), (1, 1700), (1700, 3000)]:
        rollup.add(OWNER[start:end], values[start:end], VALID[start:end])

    got, defined = rollup.result()

    for owner in range(50):
        mine = values[(owner == OWNER) & VALID].tolist()
        assert defined[owner] == (bool(mine) or function in ("sum", "count"))
        assert not defined[owner] or got[owner] == FOLDS[function](mine)


def test_nothing_added_is_zero_or_undefined():
    assert Rollup("sum", 2).result()[0].tolist() == [0, 0]
    assert Rollup("min", 2).result()[1].tolist() == [False, False]


@pytest.mark.parametrize("function", ["sum", "avg"])
@pytest.mark.parametrize("cuts", [[0, 4], [0, 1, 2, 3, 4]])
def test_a_sum_beyond_64_bits_is_refused_with_its_owner(function, cuts):
    rollup, owner, values = Rollup(function, 3), np.array([0, 2, 1, 2]), np.array([2**62, 2**62, -(2**62), 2**62])

    with pytest.raises(TooLarge) as refusal:
        for start, end in itertools.pairwise(cuts):
            rollup.add(owner[start:end], values[start:end])
        rollup.result()

    assert (refusal.value.owner, refusal.value.about) == (2, 2.0**63)


def test_sums_that_just_fit_64_bits_are_exact():
    rollup = Rollup("sum", 2)
    rollup.add(np.array([0, 0, 1, 1]), np.array([2**62, 2**62 - 1, -(2**62), -(2**62)]))

    assert rollup.result()[0].tolist() == [2**63 - 1, -(2**63)]
