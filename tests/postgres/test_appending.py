"""`--if-exists append`: what is there and what comes is together what one load would have made."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from specgen.run import Outcome
from tests.servers import Base

SPEC = """\
specgen: 1
name: feed
seed: 1
as_of: 2025-10-28
params: {accounts: 20, plans: 3}
tables:
  plans:
    rows: ${plans}
    primary_key: plan_id
    columns:
      plan_id: integer
  accounts:
    description: Who pays.
    rows: ${accounts}
    primary_key: account_id
    columns:
      account_id: integer
      code: {type: varchar(20), unique: true, expr: "'c' || account_id"}
      plan_id: {references: plans.plan_id}
      parent_id: {type: integer, nulls: 10%, references: accounts.account_id}
      name: {type: varchar(80), faker: company}
  payments:
    rows: {per: accounts, count: {poisson: {mean: 2}}}
    primary_key: payment_id
    columns:
      payment_id: integer
      account_id: {references: accounts.account_id}
      total: {type: 'decimal(8,2)', uniform: {min: 1, max: 9}}
      tax: {type: 'decimal(8,2)', expr: total * 0.19, generated: stored}
"""
ROWS = (
    "SELECT (SELECT json_agg(a ORDER BY account_id)::text FROM accounts a), (SELECT json_agg(p ORDER BY payment_id)::text FROM payments p)"
)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "feed.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path / "feed.yaml"


def load(spec: Path, base: Base, way: str = "append", rows: int = 65_536, **params: str) -> Outcome:
    return api.load(spec, params).run([api.open_target(base.target, options={"if_exists": way})], jobs=1, batch_rows=rows)


def test_rows_that_are_appended_twice_are_those_of_one_load(spec: Path, base_of_each_version: Base) -> None:
    base = base_of_each_version
    load(spec, base, "replace", accounts="70")
    whole = base.ask(ROWS)
    load(spec, base, "replace", accounts="20")

    first = load(spec, base, accounts="33", rows=10)
    second = load(spec, base, accounts="70")

    assert base.ask(ROWS) == whole
    assert (first.manifest.tables["accounts"].rows, second.manifest.tables["accounts"].rows) == (13, 37)
    assert not second.failed
    assert ": 70 rows, seed 1" in base.one("SELECT obj_description('accounts'::regclass)")
    assert base.one("INSERT INTO accounts (code, plan_id, name) VALUES ('x', 1, 'y') RETURNING account_id") == 71


def test_the_first_append_makes_the_tables_and_one_without_new_rows_changes_nothing(spec: Path, base: Base) -> None:
    load(spec, base)
    before = base.ask(ROWS)

    outcome = load(spec, base)

    assert base.ask(ROWS) == before
    assert {table.rows for table in outcome.manifest.tables.values()} == {0}


def test_a_run_into_files_too_writes_all_rows_there_and_adds_the_new_ones(spec: Path, base: Base, tmp_path: Path) -> None:
    load(spec, base)
    sinks = [api.open_files(tmp_path / "csv"), api.open_target(base.target, options={"if_exists": "append"})]

    api.load(spec, {"accounts": "50"}).run(sinks, jobs=1)

    assert len((tmp_path / "csv" / "accounts.csv").read_text().splitlines()) == 51
    assert base.one("SELECT count(*) FROM accounts") == 50


@pytest.mark.parametrize(
    ("params", "sql", "said"),
    [
        ({"plans": "4"}, "", "accounts.plan_id depends on how many rows plans has"),
        ({"accounts": "10"}, "", "accounts holds 20 rows, and the spec has 10"),
        ({"seed": "2"}, "", "plans holds rows of seed 1, not 2"),
        ({"name": "other"}, "", "plans holds rows of feed, not of other"),
        ({"accounts": "30"}, "ALTER TABLE accounts ADD COLUMN more integer", "tables of another form than the spec's: accounts"),
        ({}, "DROP TABLE payments", "has no tables payments"),
        ({}, "COMMENT ON TABLE accounts IS '[specgen feed]'", "the comment of accounts does not say how many rows there are"),
        ({}, "COMMENT ON TABLE accounts IS 'mine'", "specgen did not make: accounts"),
    ],
)
def test_what_would_not_be_one_data_set_is_refused(params: dict[str, str], sql: str, said: str, spec: Path, base: Base) -> None:
    load(spec, base)
    base.ask(sql or "SELECT 1")
    rows = base.ask("SELECT count(*) FROM accounts")

    with pytest.raises(EnvironmentProblem) as refused:
        load(spec, base, **params)

    assert said in str(refused.value)
    assert base.ask("SELECT count(*) FROM accounts") == rows


def test_blocks_of_another_length_are_refused(spec: Path, base: Base) -> None:
    load(spec, base)
    spec.write_text(SPEC.replace("mean: 2", "mean: 3"), encoding="utf-8")

    with pytest.raises(EnvironmentProblem, match=r"payments holds \d+ rows, where \d+ belong to 20 rows of accounts"):
        load(spec, base, accounts="30")


def test_force_does_not_append_to_a_table_of_somebody_else(spec: Path, base: Base) -> None:
    load(spec, base)
    base.ask("COMMENT ON TABLE accounts IS 'mine'")

    with pytest.raises(EnvironmentProblem, match="specgen did not make: accounts"):
        api.load(spec, {"accounts": "30"}).run([api.open_target(base.target, True, {"if_exists": "append"})])

    assert base.one("SELECT count(*) FROM accounts") == 20
