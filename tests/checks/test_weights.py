"""Picks by weight are judged by the weights of the rows that are there: right ones pass for any seed, others do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from tests.checks.conftest import Run, judged

SPEC = """\
specgen: 1
name: weights
seed: {seed}
tables:
  r: {{rows: 7, primary_key: r, columns: {{r: integer, size: {{type: integer, uniform: {{min: 0, max: 4}}}}}}}}
  p:
    rows: 400
    primary_key: k
    columns:
      k: integer
      r: {{references: r.r}}
      n: {{type: integer, uniform: {{min: 0, max: 9}}}}
      price: {{type: 'decimal(12,2)', lognormal: {{median: 90, sigma: 2}}}}
      ratio: {{type: double precision, uniform: {{min: 0, max: 1}}, nulls: 20%}}
  pairs:
    rows: {{per: p, count: 3}}
    primary_key: [k, at]
    columns: {{k: {{references: p.k}}, at: {{type: integer, ordinal: {{}}}}, n: {{type: integer, uniform: {{min: 1, max: 9}}}}}}
  items:
    rows: 3000
    primary_key: item_id
    columns:
      item_id: integer
      plain: {{references: {{to: p.k, pick: {{weight: price}}}}}}
      exact: {{references: {{to: p.k, pick: {{weight: n}}}}, exact: true}}
      limited: {{references: {{to: p.k, pick: {{weight: n}}, where: price > 50 and r.size > 1}}, nulls: 30%}}
      far: {{references: {{to: p.k, pick: {{weight: 'coalesce(ratio * r.size, 0)'}}}}, nulls: item_id % 3 = 0}}
      both: {{references: {{to: [pairs.k, pairs.at], pick: {{weight: n}}}}}}
      at: {{expr: both.at}}
  blocks:
    rows: {{per: p, count: {{0: 50%, 40: 50%}}}}
    columns:
      k: {{references: p.k}}
      other: {{references: {{to: p.k, pick: {{weight: n}}}}}}
      strata: {{references: {{to: p.k, pick: {{weight: price}}, where: n > 2}}, exact: true}}
      own: {{references: {{to: p.k, pick: {{weight: n}}, distinct: true}}}}
  few:
    rows: 3
    columns:
      x: {{references: {{to: p.k, pick: {{weight: price}}}}}}
      one: {{references: {{to: only.k, pick: {{weight: k}}}}}}
      unseen: {{references: {{to: only.k, pick: {{weight: w}}}}}}
  only: {{rows: 1, primary_key: k, columns: {{k: integer, w: {{type: integer, constant: 2, hidden: true}}}}}}
  none: {{rows: 0, columns: {{x: {{references: {{to: p.k, pick: {{weight: n}}}}}}}}}}
"""
ITEMS = {f"items.{column}" for column in ("plain", "exact", "limited", "far", "both")}
JUDGED = ITEMS | {"blocks.other", "blocks.strata", "few.x", "few.one", "none.x"}
DAMAGE = {
    "items.plain.weights": "UPDATE items SET plain = 1 + item_id % 400",
    "items.exact.weights": "UPDATE items SET exact = (SELECT min(k) FROM p WHERE n = 9) WHERE item_id IN (1, 2, 3)",
    "items.limited.weights": "UPDATE items SET limited = (SELECT k FROM p WHERE price < 50 LIMIT 1) WHERE limited % 90 = 7",
    "items.far.weights": "UPDATE items SET far = (SELECT min(k) FROM p WHERE ratio IS NULL) WHERE item_id = 4",
    "items.both.weights": 'UPDATE items SET "at" = 1',
    "blocks.other.weights": "UPDATE blocks SET other = (SELECT min(k) FROM p WHERE n = 1) WHERE other % 25 = 0",
    "blocks.strata.weights": "UPDATE blocks SET strata = (SELECT min(k) FROM p WHERE n = 2) WHERE k = (SELECT min(k) FROM blocks)",
}


def test_picks_that_follow_no_weight_are_told(target: tuple[str, Run], tmp_path: Path) -> None:
    results, red = judged(SPEC.format(seed=1), DAMAGE, target, tmp_path)

    assert [result for result in results if not result.passed] == []
    assert {result.name.removesuffix(".weights") for result in results if result.kind == "weights"} == JUDGED
    assert [name for name in DAMAGE if name not in red[name]] == []


@pytest.mark.parametrize("seed", range(8))
def test_right_picks_pass_for_any_seed(seed: int, tmp_path: Path) -> None:
    (tmp_path / "weights.yaml").write_text(SPEC.format(seed=seed))

    results = api.load(tmp_path / "weights.yaml").run([api.open_target(f"duckdb:{tmp_path / 'weights.duckdb'}")]).checks

    assert [result for result in results if not result.passed] == []


def test_what_is_said_of_a_pick_is_its_share_and_the_due_one(tmp_path: Path) -> None:
    (tmp_path / "weights.yaml").write_text(SPEC.format(seed=1))

    results = api.load(tmp_path / "weights.yaml").run([api.open_target(f"duckdb:{tmp_path / 'weights.duckdb'}")]).checks

    said = {result.name: (result.observed, result.expected) for result in results}
    assert said["few.one.weights"] == ("100.00%, 100.00%, 100.00% of the rows", "100.00%, 100.00%, 100.00% for the heaviest by k")
    assert said["none.x.weights"] == ("no of the rows", "no for the heaviest by n")
