"""Names in letters of any script, and other signs that SQL can say without quotes, are said wherever a name can stand."""

from __future__ import annotations

from pathlib import Path

from specgen import api

SPEC = """\
specgen: 1
name: names
tables:
  Zähler🦊:
    rows: 4
    primary_key: id
    columns:
      id: integer
      älter: {type: integer, constant: 3}
      Σ: {type: bigint, aggregate: sum(日々.größe🦊)}
  日々:
    rows: {per: Zähler🦊, count: 2}
    columns:
      id: {references: Zähler🦊.id}
      größe🦊: {type: integer, by: {on: id.älter, cases: {3: {constant: 7}}}}
      doppelt: {type: integer, expr: größe🦊 + größe🦊 + id.älter, check: doppelt > größe🦊}
"""


def test_a_name_that_is_no_english_word_can_be_said_everywhere(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text(SPEC, encoding="utf-8")
    data = api.load(tmp_path / "names.yaml")

    outcome = data.run([api.open_files(tmp_path / "out", "csv"), api.open_target(f"duckdb:{tmp_path / 'names.duckdb'}")])

    assert outcome.failed == ()
    assert data["Zähler🦊"][0] == {"id": 1, "älter": 3, "Σ": 14}
    assert data["日々"][0]["doppelt"] == 17
