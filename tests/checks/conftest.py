"""The two databases that judge: DuckDB in memory, and a real PostgreSQL server."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from tests.servers import VERSIONS, Base

Run = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(params=["duckdb", "postgres"])
def dialect_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def run(dialect_name: str, request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs SQL in an empty database and gives the rows of the last query."""
    opened = _duckdb() if dialect_name == "duckdb" else _postgres(request.getfixturevalue("postgres")(VERSIONS[-1]))
    yield next(opened)
    opened.close()


def _duckdb() -> Iterator[Run]:
    with duckdb.connect() as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def _postgres(uri: str) -> Iterator[Run]:
    connection = psycopg2.connect(uri)
    cursor = connection.cursor()

    def run(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []

    try:
        yield run
    finally:
        connection.rollback()
        connection.close()


@pytest.fixture(params=["duckdb", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Run]:
    """A database, as a target and as what takes SQL."""
    if request.param == "postgresql":
        base: Base = request.getfixturevalue("base")
        return base.target, base.ask
    file = tmp_path / "across.duckdb"

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(duckdb.connect(str(file))) as connection:
            return connection.execute(sql).fetchall()

    return f"duckdb:{file}", ask
