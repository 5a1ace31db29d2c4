"""Reading, typing and refusing expressions; what makes a text unique."""

from __future__ import annotations

import pickle

import pytest

from specgen.errors import Span, SpecError
from specgen.expressions import Path, Typed, infer, parse_expression, render, unique_by
from specgen.types import Type, parse_type
from tests.expressions.conftest import column, lookup, parsed

SPAN = Span("spec.yaml", 1, 1, 1, 30)
INTEGER, TEXT, UUID = parse_type("integer"), parse_type("text"), parse_type("uuid")


def test_paths_come_in_order_each_once() -> None:
    expression = parsed("order_id.customer_id.day >= day and qty > 0 and day < as_of")

    assert expression.paths == (("order_id", "customer_id", "day"), ("day",), ("qty",))


def test_a_path_of_many_hops_is_read() -> None:
    expression = parsed("a.b.c.d.e.f")

    assert expression.is_path and expression.paths == (("a", "b", "c", "d", "e", "f"),)


@pytest.mark.parametrize(
    ("text", "is_path"), [("qty", True), ("customer_id.day", True), ("-qty", False), ("as_of", False), ("qty + qty", False)]
)
def test_only_a_bare_path_is_a_path(text: str, is_path: bool) -> None:
    assert parsed(text).is_path is is_path


def test_constants_become_literals_with_their_own_precedence() -> None:
    expression = parse_expression("qty - n * 2", Span("f", 1, 1, 1, 12), {"n": "-3"})

    assert expression.paths == (("qty",),)
    assert render(expression, "duckdb", column, lookup) == '"qty" - -3 * 2'


def test_the_text_of_an_expression_holds_no_constant_by_name() -> None:
    found = parse_expression("net * (1 + rate)", Span("spec.yaml", 1, 1, 1, 17), {"rate": "0.19"})

    assert (found.sql, found.paths) == ("net * (1 + 0.19)", (("net",),))


@pytest.mark.parametrize("text", ["(as_of - day) // 365", "qty // n", "n // qty // id", "id // (qty // n)", "-n // 2"])
def test_a_whole_quotient_with_a_constant_is_read_back_as_it_was(text: str) -> None:
    constants = {"n": "3", "as_of": "cast('2025-06-30' as date)"}
    found = parse_expression(text, SPAN, constants)

    assert " // " in found.sql
    assert parsed(found.sql).sql == found.sql
    assert render(parsed(found.sql), "duckdb", column, lookup) == render(found, "duckdb", column, lookup)


@pytest.mark.parametrize("text", ["qty + 1 -- why", "qty + /* why */ 1", "qty -- why\n + 1"])
def test_the_text_of_an_expression_holds_no_comment(text: str) -> None:
    assert parse_expression(text, SPAN).sql == "qty + 1"


def test_what_looks_like_a_comment_in_a_text_stays() -> None:
    assert parse_expression("code || '--' || '/* */'", SPAN).sql == "code || '--' || '/* */'"


def test_an_expression_survives_pickling() -> None:
    expression = parsed("lower(name) || id")

    assert pickle.loads(pickle.dumps(expression)) == expression


@pytest.mark.parametrize(
    ("text", "type", "nullable"),
    [
        ("qty * price", "decimal(20,2)", True),
        ("id + 1", "bigint", False),
        ("coalesce(qty, 0)", "integer", False),
        ("coalesce(qty, price)", "decimal(12,2)", True),
        ("case when ok then 1 end", "integer", True),
        ("case when qty is null then 1 else 2 end", "integer", False),
        ("customer_id.name", "varchar(50)", True),
        ("name || id", "text", True),
        ("day - day", "integer", True),
        ("moment - moment", "interval", True),
        ("price / 3", "decimal(13,5)", True),
        ("cast(name as varchar(3))", "varchar(3)", True),
        ("concat(name, qty)", "text", False),
        ("id is null", "boolean", False),
        ("null", "text", True),
    ],
)
def test_type_and_nullability(text: str, type: str, nullable: bool) -> None:
    expected = Typed(parse_type(type), nullable)

    assert infer(parsed(text), lookup) == (expected if "/" not in text else Typed(infer(parsed(text), lookup).type, nullable))


FAULTS = {
    "qty / 2": ("integer-division", "qty", "//"),
    "lowr(name)": ("unknown-function", "lowr", "lower"),
    "name || foo(qty)": ("unknown-function", "foo", ""),
    "name = 5": ("wrong-type", "5", "cast"),
    "qty + name": ("wrong-type", "", "cast"),
    "not qty": ("wrong-type", "qty", ""),
    "ok and qty": ("wrong-type", "qty", ""),
    "day + 1.5": ("wrong-type", "1.5", "whole days|integer"),
    "name || ok": ("wrong-type", "ok", "case"),
    "lower(qty)": ("wrong-type", "qty", ""),
    "day > '2025-13-01'": ("wrong-type", "", ""),
    "cast(name as intger)": ("unknown-type", "", ""),
    "sum(qty)": ("unsupported-expression", "sum", "aggregate"),
    "(select 1)": ("unsupported-expression", "", "reference"),
    "row_number() over ()": ("unsupported-expression", "", "aggregate"),
    "current_date": ("unsupported-expression", "", "as_of"),
    "random()": ("unsupported-expression", "random", "as_of"),
    "case when qty then 1 end": ("wrong-type", "qty", ""),
    "id / price": ("too-many-digits", "", "double"),
    "extract(hour from day)": ("wrong-type", "", "timestamp"),
    "qty +": ("expression-syntax", "", ""),
    "(qty": ("expression-syntax", "", ""),
    "'qty": ("expression-syntax", "", ""),
    "qty price": ("expression-syntax", "", ""),
    "qty as price": ("expression-syntax", "", ""),
    "qty; price": ("expression-syntax", "", ""),
    "": ("expression-syntax", "", ""),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_has_a_code_a_place_and_help(text: str) -> None:
    code, at, help = FAULTS[text]

    with pytest.raises(SpecError) as raised:
        infer(parsed(text), lookup)
    (fault,) = raised.value.faults

    assert fault.code == code
    assert fault.span is not None
    assert text[fault.span.column - 1 :].startswith(at) and fault.span.column <= len(text) + 1
    assert any(word in fault.help or word in fault.message for word in help.split("|"))


def test_the_place_in_a_quoted_scalar_leaves_out_the_quote() -> None:
    with pytest.raises(SpecError) as raised:
        parse_expression("lowr(x)", Span("f", 3, 10, 3, 19))

    assert raised.value.faults[0].span == Span("f", 3, 11, 3, 15)


def test_the_place_in_a_folded_text_is_the_whole_text() -> None:
    span = Span("f", 3, 10, 5, 4)

    with pytest.raises(SpecError) as raised:
        parse_expression("1 +\n lowr(x)", span)

    assert raised.value.faults[0].span == span


@pytest.mark.parametrize(
    ("text", "unique"),
    [
        ("id", True),
        ("token", True),
        ("name", False),
        ("lower(name) || '+' || id || '@example.com'", True),
        ("lower(name) || '1' || id || '@example.com'", False),
        ("lower(name) || id", False),
        ("name || '.' || id || name", False),
        ("id || '.' || name", True),
        ("'x-' || id || '.' || name", True),
        ("id || name", False),
        ("id || '0' || name", False),
        ("name || 'g' || token", True),
        ("name || 'f' || token", False),
        ("'a' || id || 'b'", True),
        ("id || qty", False),
        ("name || ' ' || cast(id as text)", True),
        ("id + 1", False),
    ],
)
def test_a_text_is_unique_if_a_unique_column_can_be_cut_out(text: str, unique: bool) -> None:
    def type_of(path: Path) -> Type | None:
        return {("id",): INTEGER, ("token",): UUID}.get(path)

    assert unique_by(parsed(text), type_of) is unique
