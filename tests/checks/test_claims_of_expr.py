"""That a column is what its `expr` says is asked of the database, for each type that both databases compare to the last digit."""

from __future__ import annotations

from pathlib import Path

from tests.checks.conftest import Run, judged

SPEC = """\
specgen: 1
name: made
seed: 1
tables:
  t:
    rows: 50
    primary_key: id
    columns:
      id: integer
      price: {type: 'decimal(8,2)', uniform: {min: 1, max: 90}}
      day: {type: date, uniform: {min: 2024-01-01, max: 2024-12-31}}
      whole: {type: integer, expr: id * 2}
      net: {type: 'decimal(8,2)', expr: price * 0.81}
      label: {type: text, expr: "'n' || id"}
      dear: {type: boolean, expr: price > 50}
      next: {type: date, expr: day + 1}
      noon: {type: timestamp, expr: day + interval '12 hours'}
      third: {type: double precision, expr: price / 3.0}
      some: {type: integer, expr: id + 1, nulls: 50%}
      secret: {type: integer, uniform: {min: 1, max: 9}, hidden: true}
      by_secret: {type: integer, expr: secret + 1}
"""
DAMAGE = {
    "t.whole.expr": "UPDATE t SET whole = whole + 1 WHERE id = 7",
    "t.net.expr": "UPDATE t SET net = net + 0.01 WHERE id = 7",
    "t.label.expr": "UPDATE t SET label = label || ' ' WHERE id = 7",
    "t.dear.expr": "UPDATE t SET dear = NOT dear WHERE id = 7",
    "t.next.expr": "UPDATE t SET next = day WHERE id = 7",
    "t.noon.expr": "UPDATE t SET noon = noon + INTERVAL '1 second' WHERE id = 7",
}


def test_a_cell_that_is_not_what_its_sql_says_is_told(target: tuple[str, Run], tmp_path: Path) -> None:
    results, red = judged(SPEC, DAMAGE, target, tmp_path)

    assert [result for result in results if not result.passed] == []
    assert {result.name for result in results if result.name.endswith(".expr")} == set(DAMAGE)
    assert [name for name in DAMAGE if name not in red[name]] == []
