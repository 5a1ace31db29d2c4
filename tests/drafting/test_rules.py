"""Conditions as PostgreSQL and DuckDB print them, and the rules that they are."""

from __future__ import annotations

import pytest

from specgen.drafting import conditions
from specgen.drafting.rules import Apart, Bound, Length, Like, Made, OneOf, Order, Present, Rule, bounded, rules
from specgen.drafting.wording import said
from specgen.numeric.regular import parse


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(quantity > 0)", [Bound("quantity", ">", "0")]),
        ("(0 < quantity)", [Bound("quantity", ">", "0")]),
        ("(rate >= '-1.5'::numeric)", [Bound("rate", ">=", "-1.5")]),
        ("(rate >= (0)::numeric)", [Bound("rate", ">=", "0")]),
        ("((stars >= 1) AND (stars <= 5))", [Bound("stars", ">=", "1"), Bound("stars", "<=", "5")]),
        ("(born <= CURRENT_DATE)", [Bound("born", "<=", None)]),
        ("(at < now())", [Bound("at", "<", None)]),
        (
            "((state)::text = ANY ((ARRAY['new'::character varying, 'it''s'::character varying])::text[]))",
            [OneOf("state", ("new", "it's"))],
        ),
        ("(n = ANY (ARRAY[1, 2, 3]))", [OneOf("n", ("1", "2", "3"))]),
        ("((kind = 'a'::bpchar) OR (kind = 'b'::bpchar))", [OneOf("kind", ("a", "b"))]),
        ("active", [OneOf("active", ("true",))]),
        ("(NOT closed)", [OneOf("closed", ("false",))]),
        ("(until > since)", [Order("since", "until", True)]),
        ("((until IS NULL) OR (until >= since))", [Order("since", "until", False)]),
        ("(id <> up)", [Apart("id", "up")]),
        ("(name <> ''::text)", [Length("name", ">=", 1)]),
        ("(length((code)::text) = 3)", [Length("code", "=", 3)]),
        ("(char_length(btrim(name)) > 0)", [Length("name", ">", 0)]),
        ("(name IS NOT NULL)", [Present("name")]),
        ("(email ~~ '%@%'::text)", [Like("email", "[a-z]{3,6}@[a-z]{3,6}", "%@%")]),
        ("((code)::text ~ '^[A-Z]+-\\d{2,}$'::text)", [Like("code", "[A-Z]{1,8}-\\d{2,6}")]),
        ('("Größe" > (0)::numeric)', [Bound("Größe", ">", "0")]),
        ("(\"it\"\"s\" > 'x''y'::text)", [Bound('it"s', ">", "x'y")]),
        ("((a + b) = (c + d))", [None]),
        ("(lower(a) = a)", [None]),
        ("((a IS NULL) = (b IS NULL))", [None]),
        ("((day)::text ~ 'x'::text)", [Like("day", "x")]),
        ("((at)::date < '2025-01-01'::date)", [None]),
        ("((a > 0) AND (f(b) > 1))", [Bound("a", ">", "0"), None]),
    ],
)
def test_a_condition_is_these_rules(text: str, found: list[Rule | None]) -> None:
    assert list(rules(conditions.read(text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(stars BETWEEN -1 AND 5)", [Bound("stars", ">=", "-1"), Bound("stars", "<=", "5")]),
        ("(state IN ('new', 'it''s'))", [OneOf("state", ("new", "it's"))]),
        ("(NOT (n IN (3, 4)))", [None]),
        ("(name != '')", [Length("name", ">=", 1)]),
        ("(born >= CAST('2020-01-01' AS date))", [Bound("born", ">=", "2020-01-01")]),
        ("(CAST(price AS DECIMAL(8,2)) > 0)", [Bound("price", ">", "0")]),
        ("(CAST(ended AS DATE) > begun)", [None]),
        ("regexp_matches(code, '^[A-Z]+$')", [Like("code", "[A-Z]{1,8}")]),
        ("regexp_full_match(code, 'a.')", [Like("code", "a.")]),
        ('(length("trim"(name)) > 0)', [Length("name", ">", 0)]),
        ("((until IS NULL) OR (until >= since))", [Order("since", "until", False)]),
        ("(true IS DISTINCT FROM (n = 3))", "not understood"),
    ],
)
def test_a_condition_as_duckdb_prints_it_is_these_rules(text: str, found: list[Rule | None] | str) -> None:
    if isinstance(found, str):
        with pytest.raises(conditions.NotUnderstood):
            conditions.read(text)
    else:
        assert list(rules(conditions.read(text))) == found


def test_a_condition_gets_the_names_of_the_table() -> None:
    names = {"id": "Id", "größe": "Größe", "date": "Date", "n": "n"}

    said = conditions.respelled("((ID > 0) AND (\"größe\" != 'id') AND (CAST(n AS date) > DATE) AND (date(N) = n))", names)

    assert said == '(("Id" > 0) AND ("Größe" != \'id\') AND (CAST(n AS date) > "Date") AND (date("n") = n))'


def test_a_product_is_said_in_the_language() -> None:
    (made,) = rules(conditions.read("(total = ((quantity)::numeric * (price - rebate)))"))

    assert isinstance(made, Made)
    assert (made.column, said(made.term)) == ("total", "quantity * (price - rebate)")


@pytest.mark.parametrize(
    "text", ["(a", "a b", "(CASE WHEN a THEN b END)", "(EXTRACT(year FROM a) > 1)", "(a = ANY (b))", "(a ? 'x')", "$1"]
)
def test_what_is_of_another_shape_is_not_understood(text: str) -> None:
    with pytest.raises(conditions.NotUnderstood):
        list(rules(conditions.read(text)))


@pytest.mark.parametrize(
    ("regex", "found"),
    [
        ("^a+$", "a{1,8}"),
        ("^[a-z*+]*x$", "[a-z*+]{0,6}x"),
        (r"\+\d{3,}", r"\+\d{3,7}"),
        ("^(?:ab|c)?$", "(ab|c)?"),
        ("^[[:alpha:]]{2}$", "[A-Za-z]{2}"),
        ("^(?=x)y$", None),
        (r"\bword\b", None),
        ("a^b", None),
        ("a+?", "a{1,8}"),
    ],
)
def test_a_regular_expression_gets_an_end(regex: str, found: str | None) -> None:
    assert bounded(regex) == found
    assert found is None or parse(found).size > 0
