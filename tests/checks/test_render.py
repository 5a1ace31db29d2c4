"""The script judges by itself: every result, then the verdict, then an error if the verdict is no."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from specgen.checks import checks, script
from specgen.language.model import Check
from specgen.plan.model import Plan
from specgen.render import ddl
from tests.plans import SPAN, column, plan, sql, table
from tests.servers import Base

Run = Callable[[str], list[tuple[Any, ...]]]


def _plan(*rules: Check) -> Plan:
    return plan(
        table("items", 2, column("item_id", "integer"), column("x", "integer"), primary_key=("item_id",), checks=rules),
        description="One\ntwo",
    )


GOOD, BAD = Check("small", SPAN, sql("x < 10")), Check("smaller", SPAN, sql("x < 5"))
WARNING = Check("smaller", SPAN, sql("x < 5"), severity="warn")
FILL = "INSERT INTO items VALUES (1, 4), (2, 9)"


def _statements(text: str) -> list[str]:
    return [statement.query for statement in duckdb.extract_statements(text)]


def test_good_rows_end_in_the_verdict_passed() -> None:
    with duckdb.connect() as connection:
        connection.execute(ddl(_plan(GOOD), "duckdb").create[0])
        connection.execute(FILL)

        verdict = connection.execute(script(_plan(GOOD), "duckdb")).fetchall()

    assert verdict == [("passed",)]


def test_a_failed_check_shows_the_verdict_and_then_stops() -> None:
    *before, last = _statements(script(_plan(GOOD, BAD), "duckdb"))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE items (item_id integer, x integer)")
        connection.execute(FILL)
        shown = [connection.execute(statement).fetchall() for statement in before]

        with pytest.raises(duckdb.Error, match="the checks of shop failed"):
            connection.execute(last)

    assert shown[-1] == [("failed", 6, 1, 0)]
    assert shown[-2][0][:4] == (False, "error", "items.smaller", 1)


def test_a_warning_is_shown_and_does_not_fail() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE items (item_id integer, x integer)")
        connection.execute(FILL)

        shown = [connection.execute(statement).fetchall() for statement in _statements(script(_plan(GOOD, WARNING), "duckdb"))]

    assert shown[-2] == [("passed", 6, 0, 1)]
    assert shown[-1] == [("passed",)]


@pytest.mark.parametrize(("rule", "code", "word"), [(GOOD, 0, "passed"), (BAD, 3, "failed")])
def test_psql_runs_the_script_alone(rule: Check, code: int, word: str, base: Base) -> None:
    psql = shutil.which("psql")
    if psql is None:
        pytest.skip("psql is not installed")
    setup = f"CREATE TEMPORARY TABLE items (item_id integer, x integer);\n{FILL};\n"

    ran = subprocess.run(
        [psql, "-X", "-v", "ON_ERROR_STOP=1", base.target, "-f", "-"],
        input=setup + script(_plan(rule), "postgres"),
        text=True,
        capture_output=True,
    )

    assert ran.returncode == code, ran.stderr
    assert word in ran.stdout


def test_names_of_checks_are_unique() -> None:
    names = [check.name for check in checks(_plan(GOOD, BAD), "postgres")]

    assert len(set(names)) == len(names)
    assert "items.x.not_null" in names
