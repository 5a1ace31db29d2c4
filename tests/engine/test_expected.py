"""Row counts are foretold where only an expression knows them, from a sample and without a pass over a table."""

from __future__ import annotations

import pytest

from specgen.engine import Engine, expected
from specgen.language import load
from specgen.plan import TablePlan
from specgen.plan import plan as plainly_planned
from specgen.plan.text import text
from tests.worlds import SPECS

SPEC = """\
specgen: 1
name: billing
params: {{accounts: {accounts}}}
tables:
  accounts:
    rows: '${{accounts}}'
    primary_key: id
    columns:
      id: integer
      size: {{type: integer, values: {{1: 50, 5: 50}}}}
      visited: {{type: integer, aggregate: count(visits)}}
  visits: {{rows: '${{accounts}}', columns: {{id: {{references: accounts.id}}}}}}
  bills:
    rows: {{per: accounts, count: {{expr: {count}}}}}
    columns:
      k: {{type: integer, ordinal: {{}}}}
      amount: {{type: integer, uniform: {{min: 0, max: 4}}, exact: true}}
  lines:
    rows: {{per: bills, count: {{expr: 'amount + k'}}}}
    columns: {{number: {{type: integer, sequence: {{}}}}}}
  notes:
    rows: {{per: lines, count: {{expr: number % 3}}}}
    columns: {{n: {{type: integer, ordinal: {{}}}}}}
"""


def _planned(accounts: int, count: str = "size + id % 2") -> dict[str, TablePlan]:
    return dict(expected.planned(load(SPEC.format(accounts=accounts, count=count))).tables)


def _counted(accounts: int, count: str = "size + id % 2") -> Engine:
    return Engine(plainly_planned(load(SPEC.format(accounts=accounts, count=count))))


@pytest.mark.parametrize("accounts", [0, 1, 100])
def test_of_few_parents_all_are_counted(accounts: int) -> None:
    planned, made = _planned(accounts), _counted(accounts)

    assert {name: planned[name].rows for name in planned} == {name: made.rows(name) for name in planned}


def test_of_many_parents_some_are_at_each_level() -> None:
    planned, made = _planned(20_000), _counted(20_000)

    for name in ("bills", "lines", "notes"):
        assert planned[name].estimated and planned[name].rows == pytest.approx(made.rows(name), rel=0.05)


def test_what_takes_a_pass_over_a_table_is_a_guess_that_is_said() -> None:
    plan = expected.planned(load(SPEC.format(accounts=20_000, count="visited")))

    assert plan.tables["bills"].rows == 20_000
    assert plan.tables["bills"].guess == "more takes a pass over visits: count of visits rows by id for each row of accounts"
    assert "  a guess of one row for each of accounts; more takes a pass over visits" in text(plan)


def test_a_pass_over_few_rows_is_made() -> None:
    assert _planned(1_000, "visited")["bills"].rows == 1_000 and not _planned(1_000, "visited")["bills"].guess


def test_a_count_that_cannot_be_is_a_guess_until_its_rows_are_made() -> None:
    assert _planned(100, "id - 50")["bills"].guess == "a block of bills would have -49 rows"


def test_planning_more_parents_takes_no_more_rows() -> None:
    planned = _planned(1_000_000_000)

    assert planned["bills"].rows == pytest.approx(3.5e9, rel=0.05)


def test_nothing_is_evaluated_where_every_count_has_a_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected, "_Sampling", None)

    assert expected.planned(load(SPECS / "ecommerce.yaml")).tables["orders"].rows == 5_000
