"""Which rows a reference picks: favourites stand anywhere, a weight is 0 or more, an earlier row is the same however rows are made."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from specgen.errors import SpecError
from tests import worlds

PARENTS = """\
  p:
    rows: {0}
    primary_key: k
    columns: {{k: {{type: integer, sequence: {{start: 10, step: 5}}}}, w: {{type: integer, uniform: {{min: 0, max: 3}}}}}}
"""


@pytest.mark.parametrize("pick", ["{zipf: 1.1}", "{top: 20%, share: 80%}"])
def test_favourites_stand_anywhere_among_the_parents(pick: str) -> None:
    made = worlds.table(20_000, f"k: {{references: {{to: p.k, pick: {pick}}}}}", before=PARENTS.format(1_000))
    place = {key: row for row, key in enumerate(worlds.cells(made, "k", "p"))}

    first = [place[key] for key, _ in Counter(worlds.cells(made, "k")).most_common(100)]

    assert stats.kstest(np.array(first) / 1_000, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("weight", ["w - 1", "nullif(w, 0)"])
@pytest.mark.parametrize("rows", [3, 5_000])
def test_a_weight_that_is_no_weight_is_refused(weight: str, rows: int) -> None:
    with pytest.raises(SpecError, match="of a row of p is NULL or below 0"):
        worlds.cells(worlds.table(rows, f"k: {{references: {{to: p.k, pick: {{weight: '{weight}'}}}}}}", before=PARENTS.format(30)), "k")


def test_a_weight_may_be_missing_where_no_row_is_picked() -> None:
    pick = "{to: p.k, pick: {weight: 'nullif(w, 0)'}, where: w > 0}"

    assert len(worlds.cells(worlds.table(100, f"k: {{references: {pick}}}", before=PARENTS.format(30)), "k")) == 100


@pytest.mark.parametrize("filler", ["references: t.id", "when: [{if: id > 3, references: t.id}, {else: {constant: null}}]"])
def test_an_earlier_row_is_the_same_however_rows_are_made(filler: str) -> None:
    lines = f"      id: integer\n      before: {{type: integer, {filler}}}\n"
    made = worlds.engine("specgen: 1\nseed: 1\ntables:\n  t:\n    rows: 300\n    primary_key: id\n    columns:\n" + lines)
    whole, rows = made.whole("t", "before"), np.array([299, 0, 7, 150, 7])

    assert all(before is None or 1 <= before < row + 1 for row, before in enumerate(whole.to_pylist()))
    assert made.frame("t", 100, 200).column("before").equals(whole.slice(100, 100))
    assert made.at("t", rows).column("before").equals(whole.take(rows))
