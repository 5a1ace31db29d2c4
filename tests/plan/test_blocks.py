"""Row counts and what is refused before the first row."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.plan.blocks import Law
from tests import worlds


def _planned(count: str, parents: int = 100) -> tuple[int, bool]:
    before = f"  p: {{rows: {parents}, primary_key: p, columns: {{p: integer}}}}\n"
    planned = worlds.table(f"{{per: p, count: {count}}}", "p: {references: p.p}", before=before).plan.tables["t"]
    return planned.rows, planned.estimated


@pytest.mark.parametrize(("count", "expected"), [
    ("{1: 50, 3: 50}", (200, True)),
    ("{values: {1: 50, 3: 50}, exact: true}", (200, False)),
    ("{1: 50, 3: 50}, total: 200", (200, False)),
    ("{geometric: {mean: 4}}", (400, True)),
    ("{geometric: {mean: 4}}, total: 433", (433, False)),
])  # fmt: skip
def test_a_row_count_is_known_or_estimated(count: str, expected: tuple[int, bool]) -> None:
    assert _planned(count) == expected


def test_a_total_out_of_reach_is_refused_when_it_is_planned() -> None:
    assert worlds.fault(lambda: _planned("{1: 50, 2: 50}, total: 200")).code == "total-out-of-reach"


def test_the_cluster_of_blocks_of_one_length_is_that_length() -> None:
    assert Law(np.array([4]), np.array([1.0])).cluster == 4
    assert Law(np.array([1, 3]), np.array([0.5, 0.5])).cluster == pytest.approx(2.5)
