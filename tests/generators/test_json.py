"""`json`: objects that parse, keys in order, fields as declared."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests import worlds

FIELDS = """{
  'say "hi"': {type: text, values: ['a "quote"', 'back\\slash', 'é🎉']},
  n: {type: 'decimal(6,2)', uniform: {min: 1, max: 2}},
  when: {type: timestamp(0), uniform: {min: 2024-01-01, max: 2024-01-02}},
  maybe: {type: integer, nulls: 30%, uniform: {min: 1, max: 3}},
  list: {type: 'text[]', array: {of: {values: [x, y]}, length: 2}},
  deep: {json: {a: {type: boolean, values: [true, false]}, b: null}},
  same: 'a "constant"', number: 1.50, yes: true}"""


def _column(type: str, fields: str) -> str:
    return f"x: {{type: {type}, json: {fields}}}".replace("\n", " ")


@pytest.mark.parametrize("type", ["json", "jsonb", "text"])
def test_every_cell_is_an_object_with_the_declared_fields(type: str) -> None:
    found = [json.loads(cell, parse_float=Decimal) for cell in worlds.cells(worlds.table(500, _column(type, FIELDS)), "x")]

    first = found[0]
    assert list(first) == ['say "hi"', "n", "when", "maybe", "list", "deep", "same", "number", "yes"]
    assert {cell['say "hi"'] for cell in found} == {'a "quote"', "back\\slash", "é🎉"}
    assert all(Decimal(1) <= cell["n"] <= 2 and cell["when"][:11] == "2024-01-01T" for cell in found)
    assert all(len(cell["list"]) == 2 and set(cell["deep"]) == {"a", "b"} for cell in found)
    assert (first["same"], first["number"], first["yes"], first["deep"]["b"]) == ('a "constant"', Decimal("1.5"), True, None)
    assert 0.2 < sum(cell["maybe"] is None for cell in found) / len(found) < 0.4


def test_a_struct_gets_its_fields_whatever_their_order() -> None:
    made = worlds.table(50, _column("'struct(a integer, b text, c json)'", "{b: {nulls: 50%, values: [x]}, a: 7, c: {json: {d: 1}}}"))

    found = worlds.cells(made, "x")
    assert {cell["a"] for cell in found} == {7}
    assert {cell["b"] for cell in found} == {"x", None}
    assert {cell["c"] for cell in found} == {'{"d":1}'}


@pytest.mark.parametrize(("type", "fields", "code"), [
    ("integer", "{a: 1}", "wrong-type"),
    ("json", "{a: {values: [1]}}", "missing-type"),
    ("json", "{a: {type: nothing, values: [1]}}", "unknown-type"),
    ("json", "{a: {type: text}}", "no-filler"),
    ("json", "{}", "too-few"),
    ("json", "{a: {type: text, nulls: 120%, values: [1]}}", "not-a-share"),
    ("'struct(a integer)'", "{b: 1, a: 1}", "unknown-key"),
    ("'struct(a integer, b text)'", "{a: 1}", "missing-key"),
    ("'struct(a integer)'", "{a: one}", "wrong-type"),
    ("'struct(a integer)'", "{a: {type: text, values: [1]}}", "wrong-type"),
])  # fmt: skip
def test_what_cannot_be_is_refused(type: str, fields: str, code: str) -> None:
    assert worlds.fault(lambda: worlds.table(10, _column(type, fields))).code == code
