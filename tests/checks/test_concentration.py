"""How skewed picks are is judged by the law that the pick declares: right ones pass for any seed, others do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from specgen import api
from specgen.checks.concentration import TopLaw, ZipfLaw, concentration, least
from tests.checks.conftest import Run, judged
from tests.plans import sql

SPEC = """\
specgen: 1
name: picks
seed: {seed}
tables:
  p: {{rows: 1000, primary_key: k, columns: {{k: integer, n: {{type: integer, uniform: {{min: 1, max: 9}}}}}}}}
  items:
    rows: 3000
    primary_key: item_id
    columns:
      item_id: integer
      zipf: {{references: {{to: p.k, pick: {{zipf: 1.1}}}}}}
      flat: {{references: {{to: p.k, pick: {{zipf: 0.3}}}}, exact: true}}
      top: {{references: {{to: p.k, pick: {{top: 20%, share: 80%}}}}, nulls: 50%}}
      half: {{references: {{to: p.k, pick: {{zipf: 1.1}}}}, nulls: item_id % 3 = 0}}
      some: {{references: {{to: p.k, pick: {{zipf: 1.1}}, where: n > 5}}}}
  blocks:
    rows: {{per: p, count: {{0: 50%, 4: 50%}}}}
    columns:
      k: {{references: p.k}}
      zipf: {{references: {{to: p.k, pick: {{zipf: 2.4}}}}}}
      own: {{references: {{to: p.k, pick: {{zipf: 2.4}}, distinct: true}}}}
"""
FEW = """\
  few:
    rows: 200
    columns:
      near: {{references: {{to: p.k, pick: {{top: 20%, share: 21%}}}}, exact: true}}
      rare: {{references: {{to: p.k, pick: {{top: 20%, share: 80%}}}}, nulls: 97%}}
      one: {{references: {{to: only.k, pick: {{zipf: 1.1}}}}}}
  only: {{rows: 1, primary_key: k, columns: {{k: integer}}}}
  none: {{rows: 0, columns: {{x: {{references: {{to: p.k, pick: {{zipf: 1.1}}}}}}}}}}
  of_blocks: {{rows: 500, columns: {{x: {{references: {{to: counted.i, pick: {{zipf: 1.1}}}}}}}}}}
  counted:
    rows: {{per: p, count: {{expr: n}}}}
    primary_key: i
    columns: {{k: {{references: p.k}}, i: {{type: integer, sequence: {{}}}}}}
"""
JUDGED = ("items.zipf", "items.flat", "items.top", "items.half", "blocks.zipf")
DAMAGE = {f"{column}.concentration": f"UPDATE {column.replace('.', ' SET ')} = 1 + {{}} % 1000" for column in JUDGED}


def test_picks_that_are_even_are_told(target: tuple[str, Run], tmp_path: Path) -> None:
    rows = {"items": "item_id", "blocks": "k"}
    even = {name: damage.format(rows[name.split(".")[0]]) + f" WHERE {name.split('.')[1]} IS NOT NULL" for name, damage in DAMAGE.items()}

    results, red = judged(SPEC.format(seed=1), even, target, tmp_path)

    assert [result for result in results if not result.passed] == []
    assert {result.name for result in results if result.kind == "concentration"} == set(DAMAGE)
    assert [name for name in even if name not in red[name]] == []


@pytest.mark.parametrize("seed", range(8))
def test_right_picks_pass_for_any_seed_also_where_they_are_few(seed: int, tmp_path: Path) -> None:
    (tmp_path / "picks.yaml").write_text((SPEC + FEW).format(seed=seed))

    results = api.load(tmp_path / "picks.yaml").run([api.open_target(f"duckdb:{tmp_path / 'picks.duckdb'}")]).checks

    assert [result for result in results if not result.passed] == []
    judged = {result.name.removesuffix(".concentration") for result in results if result.kind == "concentration"}
    assert judged == {*JUDGED, "few.near"}


LAWS = [TopLaw(0.2, 0.8), TopLaw(0.2, 0.21), TopLaw(0.01, 0.99), ZipfLaw(0.1), ZipfLaw(1.0), ZipfLaw(2.5)]
SIZES = [(1, 5), (3, 10), (1000, 200), (1000, 5000), (20_000, 50_000)]


def _masses(law: TopLaw | ZipfLaw, parents: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if isinstance(law, ZipfLaw):
        weights = np.arange(1, parents + 1.0) ** -law.exponent
        return weights / weights.sum()
    return np.diff(ndtr(ndtri(law.share) + ndtri(1 - law.top) + ndtri(np.arange(parents + 1) / parents)))


def _simulated(law: TopLaw | ZipfLaw, parents: int, picks: int, exact: bool) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """What the first by count hold: a row for each of several data sets, a column for each number of parents that is counted."""
    random, upto, found = np.random.default_rng(7), np.cumsum(_masses(law, parents)), []
    for _ in range(1 if exact else 40):
        u = (np.arange(picks) + 0.5) / picks if exact else random.random(picks)
        counts = np.sort(np.bincount(np.minimum(np.searchsorted(upto, u, side="right"), parents - 1), minlength=parents))[::-1]
        found.append([counts[: held.parents].sum() / picks for held in concentration(law, parents, picks, exact)])
    return np.array(found)


@pytest.mark.parametrize("law", LAWS, ids=str)
@pytest.mark.parametrize(("parents", "picks"), SIZES)
@pytest.mark.parametrize("exact", [False, True])
def test_what_the_first_hold_lies_within_the_limits_of_its_law(law: TopLaw | ZipfLaw, parents: int, picks: int, exact: bool) -> None:
    found = _simulated(law, parents, picks, exact)

    for at, held in enumerate(concentration(law, parents, picks, exact)):
        assert held.low <= found[:, at].min() <= found[:, at].max() <= held.high
        assert exact or picks < 5000 or found[:, at].mean() == pytest.approx(held.expected, abs=0.003)


def test_strata_have_narrow_limits() -> None:
    (first, *_), (top,) = (concentration(law, 1000, 5000, True) for law in (ZipfLaw(1.0), TopLaw(0.2, 0.8)))

    assert first.high - first.low < 0.01
    assert top.high - top.low < 0.01
    assert top.expected == pytest.approx(0.8)


def test_luck_lifts_the_share_of_the_top_to_81_6_percent() -> None:
    assert concentration(TopLaw(0.2, 0.8), 1000, 5000, False)[0].expected == pytest.approx(0.816, abs=0.001)


@pytest.mark.parametrize(("declared", "true"), [(0.6, 1e-9), (0.6, 0.9), (1.0, 0.7), (1.0, 1.3), (2.0, 1.5)])
def test_another_exponent_is_out_of_bounds(declared: float, true: float) -> None:
    found = _simulated(ZipfLaw(true), 1000, 20_000, False)

    limits = concentration(ZipfLaw(declared), 1000, 20_000, False)
    assert all(any(not held.low <= one <= held.high for one, held in zip(row, limits, strict=True)) for row in found)


def test_ranks_far_down_are_summed_as_an_integral() -> None:
    weights = np.arange(1, 1_000_001.0) ** -0.7

    (tenth,) = ZipfLaw(0.7).below(np.array([100_000.0, 1_000_000.0]), 1_000_000)[:1]

    assert tenth == pytest.approx(weights[:100_000].sum() / weights.sum(), rel=1e-9)


def test_so_many_cells_hold_a_value() -> None:
    assert least(1000, False, None) == 1000
    assert 800 < least(1000, False, 0.1) < 900
    assert least(1000, True, None) == 500
    assert least(1000, False, 1.0) == least(0, False, None) == 0
    assert least(1000, False, sql("x = 1")) == 500
