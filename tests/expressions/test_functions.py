"""Every listed function and operator gives the same in DuckDB and in PostgreSQL: equal values, or both stop."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from specgen.expressions import FUNCTIONS, Evaluator, ExpressionFailed, Step, Typed, infer, render
from specgen.types import from_units, parse_type, units
from tests.expressions.conftest import column, parsed
from tests.expressions.corpus import FAILING, SAME

Values = Callable[[str], list[Any]]


def same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-14)
    return bool(left == right) and (isinstance(left, str) == isinstance(right, str))


@pytest.mark.parametrize("text", SAME)
def test_both_databases_compute_the_same(text: str, duck: Values, postgresql: Values) -> None:
    ours, theirs = duck(text), postgresql(text)

    assert all(map(same, ours, theirs)), f"DuckDB {ours}, PostgreSQL {theirs}"


@pytest.mark.parametrize("text", FAILING)
def test_both_databases_stop(text: str, duck: Values, postgresql: Values) -> None:
    import psycopg2

    with pytest.raises(ExpressionFailed):
        duck(text)
    with pytest.raises(psycopg2.Error):
        postgresql(text)


@pytest.mark.parametrize(
    "text", ["lpad(code, id * 100000)", "rpad(code, id * 1000000000)", "repeat(name, id * 30000)", "repeat(name, 400000)"]
)
def test_a_text_of_more_than_a_million_characters_is_stopped_at_its_row(text: str, duck: Values) -> None:
    with pytest.raises(ExpressionFailed, match=r"would make a text of \d+ characters, and at most 1,000,000 can be had"):
        duck(text)


@pytest.mark.parametrize(
    ("left", "right"), [("decimal(10,2)", "decimal(6,3)"), ("decimal(5,0)", "decimal(10,2)"), ("decimal(9,7)", "bigint")]
)
def test_a_quotient_of_decimals_is_exact_to_its_last_digit(left: str, right: str) -> None:
    types = {"a": parse_type(left), "b": parse_type(right)}
    random = np.random.default_rng(7)
    top = random.integers(-(10**5), 10**5, 3000) * 5 ** random.integers(0, 3, 3000)
    top = np.clip(top, types["a"].low, types["a"].high)
    bottom = random.integers(1, 500, 3000) * 2 ** random.integers(0, 9, 3000)
    inputs = {"a": from_units(top, types["a"]), "b": from_units(bottom, types["b"])}
    expression = parsed("a / b" if right != "bigint" else "a / cast(b as decimal(6,0))")

    def typed(path: tuple[str, ...]) -> Typed:
        return Typed(types[path[0]], False)

    result = infer(expression, typed).type
    found = Evaluator().evaluate([Step("q", render(expression, "duckdb", column, typed), result)], inputs, 3000)["q"]

    power = 10 ** (result.scale - types["a"].scale + types["b"].scale)
    halves = [(2 * abs(int(a)) * power + int(b)) // (2 * int(b)) * (1 if a >= 0 else -1) for a, b in zip(top, bottom, strict=True)]
    assert units(found).tolist() == halves


def test_every_listed_function_is_among_those_compared() -> None:
    used: set[str] = set()

    def walk(shape: Any) -> None:
        used.add(shape.op)
        for arg in shape.args:
            walk(arg)

    for text in SAME:
        walk(parsed(text).shape)

    assert set(FUNCTIONS) <= used | {"mod"}
