"""The same rows in a real PostgreSQL and as Arrow arrays, and an expression evaluated over both."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pyarrow as pa
import pytest

from specgen.errors import Span
from specgen.expressions import Evaluator, Expression, Path, Step, Typed, infer, parse_expression, render, type_sql
from specgen.types import Type, literal, parse_type
from tests.servers import VERSIONS

COLUMNS: dict[str, tuple[str, list[Any]]] = {
    "id": ("bigint", [1, 22, 333, 4444, 55555]),
    "qty": ("integer", [3, -7, 2, 1, None]),
    "small": ("smallint", [32767, -3, 5, 1, None]),
    "price": ("decimal(10,2)", ["12.30", "0.05", "-7.45", "99999999.99", None]),
    "rate": ("decimal(4,3)", ["0.125", "0.335", "-0.005", "9.999", None]),
    "fine": ("decimal(12,9)", ["999.123456789", "-0.000000005", "12.5", "1", None]),
    "wide": ("decimal(18,2)", ["1234567890123456.78", "-0.01", "5", "0.07", None]),
    "ratio": ("double", ["0.5", "2.675", "-2.5", "1234567.125", None]),
    "part": ("real", ["0.5", "0.25", "-2.5", "3.75", None]),
    "name": ("varchar(50)", ["Élodie", "bob-smith", "a_b%c", " Zoë ", None]),
    "code": ("text", ["b", "B", "é", "z", None]),
    "digits": ("text", ["12", "-5", "007", "0", None]),
    "day": ("date", ["2024-02-29", "1969-12-31", "2025-10-28", "2000-01-01", None]),
    "moment": ("timestamp", ["2024-02-29 23:59:59.999999", "1969-12-31 00:00:00", "2025-10-28 11:30:15.5", "2000-01-01 00:00:01", None]),
    "clock": ("timestamp(0)", ["2024-02-29 23:59:59", "1969-12-31 00:00:00", "2025-10-28 11:30:15", "2000-01-01 00:00:01", None]),
    "ok": ("boolean", [True, False, True, False, None]),
    "token": ("uuid", ["123e4567-e89b-42d3-a456-426614174000"] * 4 + [None]),
}
TYPES = {name: parse_type(type) for name, (type, _) in COLUMNS.items()}
ROWS = 5


def lookup(path: Path) -> Typed:
    return Typed(TYPES[path[-1]], path != ("id",))


def column(path: Path) -> str:
    return '"' + ".".join(path) + '"'


def parsed(text: str) -> Expression:
    return parse_expression(text, Span("spec.yaml", 1, 1, 1, 1 + len(text)), {"as_of": "DATE '2025-10-28'"})


def arrays() -> dict[str, pa.Array]:
    def made(type: Type, values: list[Any]) -> pa.Array:
        return pa.array([literal(value, type).as_py() for value in values], type=type.arrow)

    return {name: made(TYPES[name], values) for name, (_, values) in COLUMNS.items()}


@pytest.fixture(scope="session")
def duck() -> Callable[[str], list[Any]]:
    """The values of an expression in DuckDB."""
    evaluator, inputs = Evaluator(), arrays()

    def values(text: str) -> list[Any]:
        expression = parsed(text)
        step = Step("result", render(expression, "duckdb", column, lookup), infer(expression, lookup).type)
        return evaluator.evaluate([step], inputs, ROWS)["result"].to_pylist()

    return values


@pytest.fixture(scope="session")
def postgresql(postgres: Callable[[int], str]) -> Iterator[Callable[[str], list[Any]]]:
    """The values of an expression in PostgreSQL."""
    with contextlib.closing(psycopg2.connect(postgres(VERSIONS[-1]))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        _load(cursor)

        def values(text: str) -> list[Any]:
            cursor.execute(f"SELECT {render(parsed(text), 'postgres', column, lookup)} FROM rows ORDER BY id")
            return [row[0] for row in cursor.fetchall()]

        yield values


def _load(cursor: Any) -> None:
    columns = [f"{column((name,))} {type_sql(type, 'postgres')}" for name, type in TYPES.items()]
    cursor.execute(f"CREATE TEMP TABLE rows ({', '.join(columns)})")
    found = {name: array.to_pylist() for name, array in arrays().items()}
    for row in zip(*found.values(), strict=True):
        cursor.execute(f"INSERT INTO rows VALUES ({', '.join(['%s'] * len(row))})", row)
