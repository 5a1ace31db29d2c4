"""Which checks judge a window of time, and which wait until all rows are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api

CALENDAR = """
specgen: 1
tables:
  days: {rows: {each: day, from: 2025-01-01, to: 2025-01-10}, primary_key: day, columns: {day: {type: date, each: {}}}}
  devices:
    rows: 3
    primary_key: device
    columns:
      device: integer
      readings: {type: integer, aggregate: count(readings)}
      level: {type: integer, uniform: {min: 10, max: 90}}
  readings:
    rows: {cross: [devices, days]}
    columns: {device: {references: devices.device}, day: {references: days.day}, part: {type: integer, split: {of: device.level}}}
"""
SALES = """
specgen: 1
tables:
  sales:
    rows: 30
    primary_key: sale
    columns:
      sale: integer
      on: {type: timestamp, time: {from: 2025-01-01, to: 2025-01-10, ordered: true}}
      lines: {type: integer, aggregate: count(lines)}
      total: {type: integer, uniform: {min: 10, max: 90}}
  lines:
    rows: {per: sales, count: 3}
    columns: {sale: {references: sales.sale}, part: {type: integer, split: {of: sale.total}}}
"""


@pytest.mark.parametrize(("text", "waiting"), [(CALENDAR, {"sums", "parts"}), (SALES, set())])
def test_sums_of_blocks_are_judged_where_the_window_brings_whole_blocks(tmp_path: Path, text: str, waiting: set[str]) -> None:
    (tmp_path / "spec.yaml").write_text(text)
    target = api.open_target(f"duckdb:{tmp_path / 'some.duckdb'}")

    outcome = api.load(tmp_path / "spec.yaml").run([target], until="2025-01-05")

    assert not outcome.failed
    assert {check.kind for check in outcome.waiting} & {"sums", "parts"} == waiting
