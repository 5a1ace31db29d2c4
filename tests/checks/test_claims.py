"""What `nulls` says of a column is judged in both databases: a share by its size, a condition in every row."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from tests.checks.conftest import Run, judged

SPEC = """\
specgen: 1
name: nulls
seed: 3
as_of: 2025-01-31
params: {most: 4}
tables:
  parents:
    rows: 20
    primary_key: parent_id
    columns:
      parent_id: integer
      kind: {type: text, values: {a: 50, b: 50}, nulls: 30%}
  items:
    rows: 1000
    primary_key: item_id
    columns:
      item_id: integer
      parent_id: {references: parents.parent_id, nulls: 10%}
      before: {references: items.item_id, nulls: 50%}
      before_b: {references: items.item_id, nulls: kind = 'a'}
      kind: {type: text, values: {a: 50, b: 50}, nulls: 30%}
      gone: {type: date, uniform: {min: 2025-01-01, max: 2025-02-28}, nulls: "kind = 'a' or kind is null and item_id > ${most}"}
      late: {type: date, expr: gone + 1, nulls: gone > as_of}
      of_parent: {type: integer, uniform: {min: 1, max: 9}, nulls: parent_id.kind = 'a'}
      may: {type: integer, values: {1: 50, null: 50}, nulls: 20%}
      never: {type: integer, uniform: {min: 1, max: 9}, nulls: 0%}
      always: {type: integer, uniform: {min: 1, max: 9}, nulls: 100%}
      secret: {type: integer, uniform: {min: 1, max: 9}, nulls: 50%, hidden: true}
      by_secret: {type: integer, uniform: {min: 1, max: 9}, nulls: secret > 4}
"""
DAMAGE = {
    "items.parent_id.nulls": "UPDATE items SET parent_id = NULL WHERE item_id <= 200",
    "items.before.nulls": "UPDATE items SET before = 1 WHERE item_id <= 400",
    "items.before_b.nulls": "UPDATE items SET before_b = 1 WHERE item_id = (SELECT max(item_id) FROM items WHERE kind = 'a')",
    "items.kind.nulls": "UPDATE items SET kind = 'b' WHERE kind IS NULL",
    "items.gone.nulls": "UPDATE items SET gone = NULL WHERE item_id = (SELECT max(item_id) FROM items WHERE kind = 'b')",
    "items.late.nulls": "UPDATE items SET late = gone WHERE gone > DATE '2025-01-31'",
    "items.of_parent.nulls": "UPDATE items SET of_parent = 1 WHERE of_parent IS NULL",
    "items.may.nulls": "UPDATE items SET may = 1 WHERE item_id <= 900",
    "items.never.nulls": "UPDATE items SET never = NULL WHERE item_id = 7",
    "items.always.nulls": "UPDATE items SET always = 1 WHERE item_id = 7",
    "parents.kind.nulls": "UPDATE parents SET kind = NULL",
}


def test_correct_rows_pass_and_damage_to_them_is_told(target: tuple[str, Run], tmp_path: Path) -> None:
    results, red = judged(SPEC, DAMAGE, target, tmp_path)

    assert [result for result in results if not result.passed] == []
    assert {result.name for result in results if result.name.endswith(".nulls")} == set(DAMAGE)
    for name in DAMAGE:
        assert name in red[name], name
        assert bool(red[name][name].offenders) is (red[name][name].kind == "expression")


@pytest.mark.parametrize("rows", [0, 1, 2, 5, 40])
@pytest.mark.parametrize("share", ["0%", "0.1%", "50%", "99.9%", "100%"])
def test_a_correct_share_passes_at_any_number_of_rows(rows: int, share: str, tmp_path: Path) -> None:
    file = tmp_path / "few.yaml"
    column = f"{{type: integer, uniform: {{min: 1, max: 9}}, nulls: {share}}}"
    file.write_text(f"specgen: 1\nname: few\ntables: {{items: {{rows: {rows}, columns: {{x: {column}}}}}}}\n")
    dataset = api.load(file)

    results = dataset.run([api.open_target(f"duckdb:{tmp_path / 'few.duckdb'}")]).checks

    assert [result.observed for result in results if not result.passed] == []
    assert "items.x.nulls" in {result.name for result in results}
