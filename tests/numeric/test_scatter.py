from __future__ import annotations

import numpy as np
import pytest

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
