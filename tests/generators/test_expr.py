"""`expr`: SQL over the row, over parents, over params and `as_of`."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tests import worlds


def test_it_reads_the_row_and_expressions_read_each_other() -> None:
    made = worlds.table(
        50, "c: {type: integer, expr: b * 10}", "b: {type: integer, expr: a + 1}", "a: {type: integer, uniform: {min: 1, max: 9}}"
    )

    a, b, c = (worlds.cells(made, name) for name in "abc")
    assert b == [value + 1 for value in a]
    assert c == [value * 10 for value in b]


def test_decimals_stay_decimal_and_are_rounded_half_away_from_zero() -> None:
    made = worlds.table(2, "a: {type: 'decimal(4,3)', constant: 1.005}", "b: {type: 'decimal(6,2)', expr: 'cast(a as decimal(6,2))'}")

    assert worlds.cells(made, "b") == [Decimal("1.01")] * 2


def test_a_bare_path_keeps_the_type_and_reads_over_several_references() -> None:
    before = (
        "  g: {rows: 4, primary_key: g, columns: {g: integer, name: {type: varchar(9), values: [x, y, z]}}}\n"
        "  p: {rows: 9, primary_key: p, columns: {p: integer, g: {references: {to: g.g, pick: even}}}}\n"
    )
    made = worlds.table(40, "p: {references: {to: p.p, pick: even}}", "name: {expr: p.g.name}", before=before)

    names, groups = worlds.cells(made, "name", "g"), worlds.cells(made, "g", "p")
    assert worlds.cells(made, "name") == [names[groups[p - 1] - 1] for p in worlds.cells(made, "p")]
    assert made.spec.tables["t"].columns["name"].type.sql == "varchar(9)"


def test_params_and_as_of_are_constants() -> None:
    columns = "{x: {type: integer, expr: rate * 2}, y: {type: date, expr: as_of - 1}}"
    spec = f"specgen: 1\nname: n\nas_of: 2025-10-28\nparams: {{rate: 7}}\ntables: {{t: {{rows: 2, columns: {columns}}}}}\n"
    made = worlds.engine(spec)

    assert worlds.cells(made, "x") == [14, 14]
    assert worlds.cells(made, "y") == [datetime.date(2025, 10, 27)] * 2


@pytest.mark.parametrize(("column", "code"), [
    ("x: {type: integer, expr: a / 2}", None),
    ("x: {type: integer, expr: aa + 1}", "unknown-column"),
    ("x: {type: integer, expr: 1.5 * cast(a as double)}", "wrong-type"),
    ("x: {type: integer, expr: x + 1}", "cycle"),
    ("x: {type: integer, expr: a.b}", "not-a-reference"),
])  # fmt: skip
def test_what_cannot_be_is_refused(column: str, code: str | None) -> None:
    refused = worlds.fault(lambda: worlds.table(2, "a: integer", column))

    assert code is None or refused.code == code
    assert refused.span is not None


def test_what_only_values_show_stops_the_run_with_row_and_column() -> None:
    refused = worlds.fault(
        lambda: worlds.cells(worlds.table(9, "a: integer", "x: {type: smallint, expr: 'cast(a * 8000 as smallint)'}"), "x")
    )

    assert refused.code == "expression-failed"
    assert "t.x, row 4" in refused.message


@pytest.mark.parametrize(("type", "sql"), [
    ("decimal(8,2)", "10.5 / (a - 5)"), ("decimal(8,2)", "0.0 / (a - 5)"), ("decimal(8,2)", "b / cast(a - 5 as decimal(4,1))"),
    ("decimal(8,2)", "b % (a - 5)"), ("double precision", "cast(b as double precision) / (a - 5)"), ("integer", "a // (a - 5)"),
])  # fmt: skip
def test_a_division_by_zero_is_called_so_for_all_numbers(type: str, sql: str) -> None:
    columns = "a: integer", "b: {type: 'decimal(6,2)', constant: 1.25}", f"x: {{type: '{type}', expr: '{sql}'}}"
    refused = worlds.fault(lambda: worlds.cells(worlds.table(9, *columns), "x"))

    assert refused.code == "expression-failed"
    assert refused.message.startswith("t.x, row 4: division by zero, with ") and "a = 5" in refused.message


def test_a_quotient_of_decimals_with_null_is_null() -> None:
    made = worlds.table(3, "a: integer", "x: {type: 'decimal(8,2)', expr: '10.5 / nullif(a - 2, 0)', nulls: a = 2}")

    assert [None if cell is None else float(cell) for cell in worlds.cells(made, "x")] == [-10.5, None, 10.5]


@pytest.mark.parametrize(("column", "source"), [("timestamptz", "timestamp"), ("timestamp", "timestamptz"), ("date", "timestamptz")])
def test_what_would_depend_on_a_time_zone_is_refused_at_the_expression(column: str, source: str) -> None:
    columns = f"a: {{type: {source}, time: {{from: 2025-01-01, to: 2025-02-01}}}}", f"b: {{type: {column}, expr: a}}"

    refused = worlds.fault(lambda: worlds.table(5, *columns))

    assert refused.message == f"the expression is {source}, the column {column}"
    assert refused.span is not None


@pytest.mark.parametrize(
    ("column", "expression", "said"),
    [
        ("date", "date '9999-12-30' + n", "row 2: the result lies after the year 9999, where a date ends"),
        ("timestamp", "timestamp '9999-12-31 23:59:59' + n * interval '1 second'", "row 1: the result lies after the year 9999"),
        ("timestamp(3)", "timestamp '0001-01-01 00:00:01' - n * interval '1 second'", "row 2: the result lies before the year 1"),
    ],
)
def test_a_day_that_no_calendar_has_stops_at_its_row(column: str, expression: str, said: str) -> None:
    made = worlds.table(3, "n: {type: integer, sequence: {start: 0}}", f'b: {{type: {column}, expr: "{expression}"}}')

    assert said in worlds.fault(lambda: worlds.cells(made, "b")).message
