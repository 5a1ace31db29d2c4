"""Expressions share queries, and still see what they would see alone."""

from __future__ import annotations

from specgen.engine import Engine
from specgen.language import load
from specgen.plan import plan

SPEC = """
specgen: 1
tables:
  t:
    rows: 50
    columns:
      x: integer
      y: {type: integer, expr: x + 1, nulls: x % 2 = 0}
      z: {type: boolean, expr: y is null}
      w: {type: integer, expr: "coalesce(y, 0) + 1"}
      v: {type: integer, expr: x * 2}
"""


def test_an_expression_sees_the_nulls_of_the_column_that_it_reads() -> None:
    engine = Engine(plan(load(SPEC)))
    frame = engine.frame("t", 0, 50)
    engine.fill(frame, ("x", "y", "z", "w", "v"))

    assert frame.column("z").to_pylist() == [value is None for value in frame.column("y").to_pylist()]
    assert frame.column("z").to_pylist() == [x % 2 == 0 for x in range(1, 51)]
    assert frame.column("w").to_pylist() == [1 if x % 2 == 0 else x + 2 for x in range(1, 51)]
