"""Each kind of check stays green on correct rows and turns red on damaged ones, in both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specgen.checks import checks
from specgen.dialects import dialect
from specgen.render.ddl import ddl
from specgen.render.environment import template_names
from tests.checks.cases import CASES, NULL_IS_FINE, Case
from tests.plans import column, plan, table
from tests.servers import Base

Run = Callable[[str], list[tuple[Any, ...]]]


FIGURES_OF_THE_WHOLE = {"row_count", "nulls", "shares", "quantiles", "profile", "concentration", "weights"}


def test_every_kind_of_check_has_a_case() -> None:
    assert sorted(CASES) == list(template_names("checks"))


def _judged(case: Case, kind: str, dialect_name: str, run: Run) -> list[tuple[Any, ...]]:
    return [row for check in checks(case.plan, dialect_name) if check.kind == kind for row in run(check.sql)]


def _prepare(case: Case, dialect_name: str, run: Run) -> None:
    """Bare tables: a database with keys would refuse the damage."""
    for planned in case.plan.written:
        bare = plan(table(planned.table.name, planned.rows, *(column(c.name, c.type.sql, nullable=True) for c in planned.table.visible)))
        run(ddl(bare, dialect_name).create[0])
    for statement in case.fill:
        run(statement)


@pytest.mark.parametrize("kind", CASES)
def test_correct_rows_stay_green(kind: str, dialect_name: str, run: Run) -> None:
    case = CASES[kind]
    _prepare(case, dialect_name, run)

    judged = _judged(case, kind, dialect_name, run)

    assert judged
    assert [(row[1], row[6]) for row in judged] == [(kind, True) for _ in judged]


@pytest.mark.parametrize(("kind", "damage"), [(kind, damage) for kind, case in CASES.items() for damage in case.damages])
def test_damaged_rows_turn_red(kind: str, damage: str, dialect_name: str, run: Run) -> None:
    case = CASES[kind]
    _prepare(case, dialect_name, run)
    run(damage)

    judged = _judged(case, kind, dialect_name, run)

    assert not all(row[6] for row in judged)
    assert max(row[3] for row in judged) > 0
    red = [check for check in checks(case.plan, dialect_name) if check.kind == kind and not run(check.sql)[0][6]]
    assert all(run(check.offenders) if kind not in FIGURES_OF_THE_WHOLE else not check.offenders for check in red)


@pytest.mark.parametrize("kind", ["accepted_values", "pattern", "range", "shares", "quantiles", "profile"])
def test_null_counts_in_no_figure(kind: str, dialect_name: str, run: Run) -> None:
    case = CASES[kind]
    _prepare(case, dialect_name, run)
    run(NULL_IS_FINE)

    assert all(row[6] for row in _judged(case, kind, dialect_name, run))


@pytest.mark.parametrize("kind", [kind for kind in CASES if kind not in ("row_count",)])
def test_empty_tables_are_judged_too(kind: str, dialect_name: str, run: Run) -> None:
    case = Case(CASES[kind].plan, (), ())
    _prepare(case, dialect_name, run)

    assert all(row[6] is True for row in _judged(case, kind, dialect_name, run))


def test_reserved_words_are_those_of_postgres(base: Base) -> None:
    connection = base.connect()
    cursor = connection.cursor()
    cursor.execute("SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'")
    words = {word for (word,) in cursor.fetchall()}
    connection.close()

    assert words <= dialect("postgres").reserved
