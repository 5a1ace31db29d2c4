"""The two databases that judge: DuckDB in memory, and a real PostgreSQL server."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from specgen import api
from specgen.checks.results import CheckResult
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


def judged(
    spec: str, damages: Mapping[str, str], target: tuple[str, Run], folder: Path
) -> tuple[tuple[CheckResult, ...], dict[str, dict[str, CheckResult]]]:
    """What the checks say of correct rows; and behind each damage, one after the other, those that fail, by their names."""
    to, ask = target
    (folder / "judged.yaml").write_text(spec, encoding="utf-8")
    dataset, red = api.load(folder / "judged.yaml"), {}
    results = dataset.run([api.open_target(to)]).checks
    for name, damage in damages.items():
        ask(damage)
        red[name] = {result.name: result for result in dataset.validate(api.open_target(to)) if not result.passed}
    return results, red
