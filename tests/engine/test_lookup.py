"""Columns that hold the keys of another table without a reference lead to its rows."""

from __future__ import annotations

import pytest

from specgen.engine.lookup import rows_of
from tests import worlds

PLANS = "  plans: {rows: [{plan: b, price: 2}, {plan: a, price: 1}], primary_key: plan, columns: {plan: text, price: integer}}\n"
HEAD = f"specgen: 1\nname: test\nseed: 1\ntables:\n{PLANS}"


def sold(to: str, *columns: str, rows: int = 200, before: str = "", of: str = "plan") -> str:
    lines = "".join(f"      {column}\n" for column in columns)
    return f"{HEAD}{before}  t:\n    rows: {rows}\n    foreign_keys: [{{columns: {of}, to: {to}}}]\n    columns:\n{lines}"


def test_a_path_leads_through_a_key_that_values_fill() -> None:
    made = worlds.engine(sold("plans.plan", "plan: {type: text, values: [a, b], nulls: 10%}", "price: {type: integer, expr: plan.price}"))

    plans, prices = worlds.cells(made, "plan"), worlds.cells(made, "price")

    assert {*plans} == {"a", "b", None}
    assert prices == [{"a": 1, "b": 2, None: None}[plan] for plan in plans]
    assert [(memory.what, memory.bytes) for memory in made.plan.memory] == [("plans.plan, looked up by others", 2 * 24)]


def test_what_is_kept_for_looking_up_stays_while_it_is_needed() -> None:
    made = worlds.engine(sold("plans.plan", "plan: {type: text, values: [a, b]}", "price: {type: integer, expr: plan.price}"))
    key = ("whole", "plans", "plan")

    worlds.cells(made, "price")
    made.release(["t"])
    assert key in list(made._kept)
    made.release([])

    assert key not in list(made._kept)


def test_a_key_that_is_made_of_what_is_read_through_it_is_a_ring() -> None:
    spec = """\
specgen: 1
name: test
tables:
  plans:
    rows: 2
    primary_key: id
    columns:
      id: integer
      most: {type: integer, aggregate: {of: max(t.price), via: other}}
      plan: {type: text, unique: true, expr: "coalesce(most, 0) || '+' || id"}
      price: {type: integer, constant: 3}
  t:
    rows: 9
    foreign_keys: [{columns: plan, to: plans.plan}]
    columns: {plan: {type: text, constant: 3+1}, other: {references: plans.id}, price: {type: integer, expr: plan.price}}
"""

    assert worlds.fault(lambda: worlds.engine(spec)).code == "cycle"
    assert worlds.cells(worlds.engine(spec.replace("expr: plan.price", "constant: 3")), "plan", "plans") == ["3+1", "3+2"]


def test_of_several_keys_over_a_column_a_path_follows_the_first() -> None:
    labels = "  labels: {rows: [{plan: a, label: x}, {plan: b, label: y}], primary_key: plan, columns: {plan: text, label: text}}\n"
    spec = sold("plans.plan", "plan: {type: text, values: [a, b]}", "price: {type: integer, expr: plan.price}", before=labels)

    made = worlds.engine(spec.replace("to: plans.plan}", "to: plans.plan}, {columns: plan, to: labels.plan}"))

    assert {*zip(worlds.cells(made, "plan"), worlds.cells(made, "price"), strict=True)} == {("a", 1), ("b", 2)}


@pytest.mark.parametrize(
    ("key", "filler"),
    [
        ("text", "pattern: '[A-Z]{8}', unique: true"),
        ("uuid", "uuid: {}"),
        ("bigint", "permutation: {min: 1000}"),
        ("date", "uniform: {min: 2000-01-01, max: 2024-12-31}, unique: true"),
    ],
)
def test_every_type_of_key_is_found_again(key: str, filler: str) -> None:
    before = f"  there: {{rows: 500, primary_key: k, columns: {{k: {{type: {key}, {filler}}}}}}}\n"
    made = worlds.engine(
        sold("there.k", "row: {references: there.k, hidden: true}", f"k: {{type: {key}, expr: row}}", before=before, of="k")
    )
    frame = made.frame("t", 0, 200)

    found = rows_of(made, frame, made.spec.tables["t"].foreign_keys[-1])

    assert found.tolist() == frame.link("row").tolist()


def test_a_value_that_no_row_has_stops_the_run_with_its_row() -> None:
    made = worlds.engine(sold("plans.plan", "plan: {type: text, values: {a: 90, z: 10}}", "price: {type: integer, expr: plan.price}"))

    lost = worlds.fault(lambda: worlds.cells(made, "price"))

    first = worlds.cells(made, "plan").index("z")
    assert (lost.code, lost.message) == ("impossible-value", f"t.plan: row {first}: no row of plans has 'z' as plans.plan")


@pytest.mark.parametrize("value", [0, 4, 15, 31, 40])
def test_a_number_that_no_row_has_stops_the_run(value: int) -> None:
    columns = "{k: {type: integer, sequence: {start: 10, step: 10}}, n: {type: integer, constant: 7}}"
    before = f"  there: {{rows: 3, primary_key: k, columns: {columns}}}\n"
    held = (f"k: {{type: integer, constant: {value}}}", "n: {type: integer, expr: k.n}")
    made = worlds.engine(sold("there.k", *held, before=before, of="k"))

    assert f"no row of there has {value} as there.k" in worlds.fault(lambda: worlds.cells(made, "n")).message


def test_too_many_rows_to_look_values_up_in_are_refused_with_the_arithmetic() -> None:
    kinds = "{k: {type: text, unique: true, pattern: '[a-z]{6}'}, n: {type: integer, constant: 1}}"
    many = f"  many: {{rows: 70000, primary_key: k, columns: {kinds}}}\n"
    columns = ("k: {type: text, pattern: '[a-z]{6}'}", "n: {type: integer, expr: k.n}")

    refused = worlds.fault(lambda: worlds.engine(sold("many.k", *columns, before=many, of="k")))

    assert refused.code == "cannot-follow"
    assert "would be looked up in 70,000 rows, 1,680,000 bytes of keys; at most 65,536 rows are" in refused.message
    worlds.engine(sold("many.k", columns[0], before=many, of="k"))


@pytest.mark.parametrize(
    ("key", "held", "type", "value", "lost"),
    [
        ("date", "2024-02-29", "timestamp", "2024-02-29 00:00:00", "2024-02-29 11:30:00"),
        ("timestamp", "2024-02-29 00:00:00", "date", "2024-02-29", "2024-03-01"),
        ("decimal(9,2)", "1.50", "decimal(9,3)", "1.500", "1.505"),
        ("decimal(9,2)", "2.00", "integer", "2", "3"),
        ("double", "2.0", "integer", "2", "3"),
    ],
)
def test_values_of_another_type_are_looked_up_as_the_keys_and_never_cut(key: str, held: str, type: str, value: str, lost: str) -> None:
    def row(found: str) -> list[int]:
        before = f"  p: {{rows: [{{k: '{held}', i: 7}}], primary_key: k, columns: {{k: '{key}', i: integer}}}}\n"
        columns = (f"k: {{type: '{type}', values: ['{found}']}}", "i: {type: integer, expr: k.i}")
        return worlds.cells(worlds.engine(sold("p.k", *columns, rows=2, before=before, of="k")), "i")

    assert row(value) == [7, 7]
    assert "no row of p has" in worlds.fault(lambda: row(lost)).message
