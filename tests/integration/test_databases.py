"""The same rows in both databases: the DDL takes the CSV files, every check passes, damage turns the script's verdict."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from specgen import api
from specgen.checks import script
from specgen.checks.results import asked, judge
from specgen.render import ddl
from tests.servers import VERSIONS, Base, database


@pytest.fixture(scope="module")
def dataset() -> api.Dataset:
    return api.load("ecommerce")


@pytest.fixture(scope="module")
def files(dataset: api.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csv")
    dataset.run([api.open_files(str(folder))])
    return folder


@pytest.fixture(scope="module")
def loaded(dataset: api.Dataset, files: Path, postgres: Callable[[int], str]) -> Iterator[Any]:
    """A connection to a database that holds the tables, keys last; what a test does is rolled back."""
    made = ddl(dataset.plan, "postgres")
    with database(postgres(VERSIONS[-1])) as base, contextlib.closing(base.connect()) as connection, connection.cursor() as cursor:
        for statement in made.create:
            cursor.execute(statement)
        for table in dataset.tables:
            with (files / f"{table}.csv").open(encoding="utf-8") as rows:
                cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)", rows)
        for statement in made.constraints:
            cursor.execute(statement)
        connection.commit()
        yield connection


def _asked(connection: Any, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [column.name for column in cursor.description], cursor.fetchall()


def test_postgresql_takes_the_rows_and_passes_every_check(dataset: api.Dataset, loaded: Any) -> None:
    results = judge(asked(dataset.plan, "postgres"), lambda sql: _asked(loaded, sql))

    assert [result for result in results if not result.passed] == []
    assert len(results) > 60


def test_every_key_check_index_and_comment_is_in_the_catalogue(loaded: Any) -> None:
    kinds = dict(
        _asked(loaded, "SELECT contype::text, count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace GROUP BY 1")[1]
    )
    comments = _asked(loaded, "SELECT obj_description('orders'::regclass), count(*) FROM pg_indexes WHERE tablename = 'orders'")[1]

    assert {kind: kinds[kind] for kind in "pfu"} == {"p": 6, "f": 6, "u": 2}
    assert kinds["c"] >= 3
    assert comments[0][0].endswith("[specgen ecommerce]")
    assert comments[0][1] >= 2


def test_the_script_ends_in_an_error_where_the_rows_are_damaged(dataset: api.Dataset, loaded: Any) -> None:
    checks = script(dataset.plan, "postgres")
    with loaded.cursor() as cursor:
        cursor.execute("UPDATE order_items SET line_total = line_total + 0.01 WHERE order_item_id = 7")
        with pytest.raises(psycopg2.Error, match="the checks of ecommerce failed"):
            cursor.execute(checks)
        loaded.rollback()
        cursor.execute(checks)
        loaded.rollback()


def test_duckdb_runs_the_script_without_specgen(dataset: api.Dataset, tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    dataset.run([api.open_target(f"duckdb:{file}")])
    with duckdb.connect(str(file)) as connection:
        verdict = connection.execute(script(dataset.plan, "duckdb")).fetchall()
        connection.execute("UPDATE order_items SET line_total = line_total + 0.01 WHERE order_item_id = 7")
        with pytest.raises(duckdb.Error, match="the checks of ecommerce failed"):
            connection.execute(script(dataset.plan, "duckdb").replace("CREATE TEMP TABLE", "CREATE OR REPLACE TEMP TABLE"))

    assert "passed" in str(verdict)


EVERY_TYPE = """
specgen: 1
name: types
as_of: 2025-10-28
tables:
  a:
    rows: 50
    columns:
      at: {type: timestamptz, time: {from: 2024-01-01, to: 2024-12-31}}
      noted: {type: timestamp, time: {from: 2024-01-01, to: 2024-12-31}}
      day: {type: date, uniform: {min: 2024-01-01, max: 2024-12-31}}
      hour: {type: time, constant: '17:30'}
      lasts: {type: interval, uniform: {min: 1h, max: 9h}}
      flag: {type: boolean, values: [true, false]}
      number: {type: 'decimal(20,4)', uniform: {min: 0, max: 1}}
      size: {type: double, normal: {mean: 0, stddev: 1}}
      octets: {type: bytea, constant: '\\x00'}
      key: {type: uuid, uuid: v4}
      words: {type: 'text[]', array: {of: {faker: word}, length: {uniform: {min: 0, max: 3}}}}
    checks:
      - {name: never, expr: noted > noted + lasts, severity: warn}
"""


def test_columns_of_every_type_are_summed_up_and_judged_in_both_databases(tmp_path: Path, base: Base) -> None:
    (tmp_path / "types.yaml").write_text(EVERY_TYPE, encoding="utf-8")
    for target in (f"duckdb:{tmp_path / 'types.duckdb'}", base.target):
        outcome = api.load(tmp_path / "types.yaml").run([api.open_target(target)])

        assert not outcome.failed
        assert [len(check.offenders) > 0 for check in outcome.checks if check.name == "a.never"] == [True]
