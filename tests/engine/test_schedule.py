"""Expressions share queries, and still see what they would see alone."""

from __future__ import annotations

import pyarrow as pa

from specgen.engine import Engine
from specgen.language import load
from specgen.plan import plan
from tests import worlds

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


def test_two_stretches_of_one_array_are_two_dictionaries() -> None:
    engine = Engine(plan(load("""
specgen: 1
tables:
  t: {rows: 8, columns: {k: {type: text, values: [a, b, c, d]}, u: {type: text, expr: upper(k)}}}
""")))  # fmt: skip
    letters = pa.array(["a", "b", "c", "d"])

    def shouted(start: int) -> list[str]:
        frame = engine.frame("t", 0, 8)
        frame.cells["k"] = pa.DictionaryArray.from_arrays(pa.array([0, 1] * 4, pa.int32()), letters.slice(start, 2))
        return frame.column("u").to_pylist()

    assert shouted(0) == ["A", "B"] * 4
    assert shouted(2) == ["C", "D"] * 4


TWO_TYPES = """\
specgen: 1
tables:
  parents: {rows: 20, primary_key: id, columns: {id: integer}}
  children: {rows: {per: parents, count: {expr: id % 3}}, columns: {parent: {references: parents.id}}}
  picks: {rows: 30, columns: {parent: {references: {to: parents.id, pick: {weight: id % 3}}}}}
"""


def test_one_text_may_stand_for_values_of_two_types() -> None:
    made = worlds.engine(TWO_TYPES)

    assert all(value % 3 for value in worlds.cells(made, "parent", "picks"))
    assert made.rows("children") == sum(number % 3 for number in range(1, 21))
