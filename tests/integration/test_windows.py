"""Loaded window by window, a database holds what one load makes; what would leave a gap or come twice is refused."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from specgen import api
from specgen.errors import ChecksFailed, EnvironmentProblem
from specgen.run import Outcome
from specgen.window import Moment

SMALL = {"scale": 0.1}
SPEC = """\
specgen: 1
name: feed
seed: 1
as_of: 2024-12-31
params: {accounts: 20}
tables:
  accounts:
    description: Who's who.
    rows: ${accounts}
    primary_key: account_id
    columns:
      account_id: integer
      segment: {type: varchar(9), values: {a: 50, b: 50}, exact: true}
      paid: {type: 'decimal(12,2)', aggregate: {of: sum(payments.total), via: account_id}}
  payments:
    rows: 60
    primary_key: payment_id
    indexes: [[account_id]]
    columns:
      payment_id: integer
      account_id: {references: accounts.account_id}
      at: {type: timestamp(0), time: {from: 2024-01-01, to: 2024-12-31, ordered: true}}
      total: {type: 'decimal(8,2)', uniform: {min: 1, max: 9}}
      tax: {type: 'decimal(8,2)', expr: total * 0.19, generated: stored}
    checks: [{name: not_too_much, sql: select * from payments where total > 9}]
  notes:
    rows: {per: payments, count: {0: 50, 2: 50}}
    columns: {payment_id: {references: payments.payment_id}, n: {type: integer, ordinal: {}}}
"""


@dataclass(frozen=True)
class Target:
    """A database of one kind, and how it is asked."""

    name: str

    def load(self, spec: object, since: Moment | None = None, until: Moment | None = None, way: str = "append", **params: str) -> Outcome:
        dataset = api.load(str(spec), {**(SMALL if spec == "ecommerce" else {}), **params})
        return dataset.run([self.open(way)], jobs=1, since=since, until=until)

    def open(self, way: str = "append") -> api.Sink:
        return api.open_target(self.name, options={"if_exists": way})

    def rows(self, spec: str | Path) -> dict[str, list[tuple[object, ...]]]:
        sink = api.open_target(self.name)
        try:
            return {table: sorted(sink.query(f"SELECT * FROM {table}")[1], key=repr) for table in api.load(str(spec)).tables}
        finally:
            sink.abort()


@pytest.fixture(params=["duckdb", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Target]:
    if request.param == "duckdb":
        yield Target(f"duckdb:{tmp_path / 'there.duckdb'}")
    else:
        yield Target(request.getfixturevalue("base").target)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "feed.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path / "feed.yaml"


def test_windows_of_a_shop_are_together_what_one_load_makes(target: Target) -> None:
    target.load("ecommerce", way="replace")
    whole = target.rows("ecommerce")
    cuts = [None, "2024-01-01", datetime.datetime(2025, 3, 1, 13, 30), datetime.date(2025, 10, 27), None]

    target.load("ecommerce", until="2023-10-28", way="replace")
    made = [target.load("ecommerce", *window) for window in itertools.pairwise(["2023-10-28", *cuts[1:]])]

    assert target.rows("ecommerce") == whole
    assert [outcome.failed for outcome in made] == [()] * len(made)
    assert {check.kind for check in made[0].waiting} == {"concentration", "profile", "quantiles", "row_count", "shares"}
    assert made[0].checks
    assert made[-1].waiting == ()
    assert sum(outcome.manifest.tables["orders"].rows for outcome in made) == 500


def test_the_mark_says_how_far_the_rows_go(target: Target, spec: Path) -> None:
    target.load(spec, until="2024-06-01")
    target.load(spec, "2024-06-01", "2024-06-01 12:30")

    marks = target.open()
    marks.inspect(["accounts", "payments", "notes"])
    held = dict(marks.held())
    marks.abort()
    assert {mark.until for mark in held.values()} == {"2024-06-01 12:30:00"}
    assert {name: mark.rows for name, mark in held.items()} == {name: len(rows) for name, rows in target.rows(spec).items()}

    target.load(spec, "2024-06-01 12:30")

    marks.inspect(["payments"])
    (mark,) = marks.held().values()
    marks.abort()
    assert (mark.until, mark.rows) == ("", 60)


def test_checks_about_all_rows_wait_for_the_last_window_when_it_is_asked_later_too(target: Target, spec: Path) -> None:
    def asked() -> tuple[set[str], set[bool]]:
        found = api.load(str(spec)).validate(target.open())
        return {check.kind for check in found.waiting}, {check.passed for check in found.checks}

    target.load(spec, until="2024-06-01")
    between = asked()
    target.load(spec, "2024-06-01")

    assert between == ({"row_count", "shares", "quantiles", "profile", "sql", "sums"}, {True})
    assert asked() == (set(), {True})


NOT_DUE: list[tuple[str | None, str | None, dict[str, str], str]] = [
    (None, "2024-06-01", {}, "holds the rows of this window already, with all before 2024-06-01; nothing was changed"),
    ("2024-05-25", "2024-06-01", {}, "holds the rows of this window already, with all before 2024-06-01"),
    ("2024-05-25", "2024-07-01", {}, "holds the rows before 2024-06-01, and the window begins at 2024-05-25"),
    ("2024-07-01", "2024-07-08", {}, "the window begins at 2024-07-01 (try: load --since 2024-06-01 --until 2024-07-01 first)"),
    ("2024-06-01", None, {"seed": "2"}, "accounts holds rows of seed 1, not 2"),
    ("2024-06-01", None, {"name": "other"}, "accounts holds rows of feed, not of other"),
    ("2024-06-01", None, {"accounts": "2"}, "the spec or its params were others: accounts holds"),
    (None, None, {}, "payments holds the rows before 2024-06-01, and goes on with --since '2024-06-01'"),
]
"""Windows and params that do not go on where a load before 2024-06-01 ended, and what is said of them."""


def test_only_the_window_that_is_due_is_taken(target: Target, spec: Path) -> None:
    target.load(spec, until="2024-06-01")
    before = target.rows(spec)

    for since, until, params, said in NOT_DUE:
        with pytest.raises(EnvironmentProblem) as refused:
            target.load(spec, since, until, **params)
        assert said in f"{refused.value} (try: {refused.value.help})"
    assert target.rows(spec) == before
    assert target.load(spec, "2024-06-01", "2024-06-08").manifest.tables["payments"].rows


def test_a_window_that_is_loaded_again_is_refused_and_changes_nothing(target: Target, spec: Path) -> None:
    target.load(spec, until="2024-06-01")
    target.load(spec, "2024-06-01", "2024-06-02")
    before = target.rows(spec)

    with pytest.raises(EnvironmentProblem, match="holds the rows of this window already, with all before 2024-06-02"):
        target.load(spec, "2024-06-01", "2024-06-02")

    assert target.rows(spec) == before


def test_the_first_window_has_to_hold_the_first_rows(target: Target, spec: Path) -> None:
    with pytest.raises(
        EnvironmentProblem, match=r"lacks the rows that come before 2024-06-01: \d+ of accounts, \d+ of payments"
    ) as refused:
        target.load(spec, "2024-06-01", "2024-06-02")

    assert refused.value.help == "load them first with --until 2024-06-01"
    assert target.load(spec, "2024-01-01", "2024-06-02").manifest.tables["payments"].rows


def test_a_window_needs_all_tables_or_none(target: Target, spec: Path) -> None:
    api.load(spec).run([target.open()], ["accounts"], until="2024-06-01")

    with pytest.raises(EnvironmentProblem, match="has no tables payments, notes") as refused:
        target.load(spec, "2024-06-01")

    assert refused.value.help == "load all tables anew with --if-exists replace"


def test_all_rows_leave_no_window_and_replace_begins_again(target: Target, spec: Path) -> None:
    target.load(spec)

    with pytest.raises(EnvironmentProblem, match="holds all rows already"):
        target.load(spec, "2024-06-01")
    with pytest.raises(EnvironmentProblem, match="lacks the rows"):
        target.load(spec, "2024-06-01", way="replace")
    target.load(spec, until="2024-06-01", way="replace")

    assert 0 < len(target.rows(spec)["payments"]) < 60


def test_what_is_about_all_rows_waits_for_the_last_window(target: Target, spec: Path) -> None:
    first, last = target.load(spec, until="2024-06-01"), target.load(spec, "2024-06-01", "2025-01-01")

    waiting = {check.name for check in first.waiting}
    assert {"accounts.row_count", "payments.row_count", "accounts.segment.shares", "accounts.paid.sums", "payments.not_too_much"} <= waiting
    assert {"payments.primary_key", "payments.account_id.foreign_key"} <= {check.name for check in first.checks} - waiting
    assert last.waiting == ()
    assert waiting <= {check.name for check in last.checks}
    assert not last.failed


def test_a_window_that_fails_leaves_the_one_before(target: Target, spec: Path) -> None:
    target.load(spec, until="2024-06-01")
    before = target.rows(spec)
    spec.write_text(SPEC.replace("where total > 9", "where total > 1"), encoding="utf-8")

    with pytest.raises(ChecksFailed):
        target.load(spec, "2024-06-01")
    spec.write_text(SPEC.replace("account_id: integer", "account_id: bigint"), encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="tables of another form"):
        target.load(spec, "2024-06-01")

    assert target.rows(spec) == before


def test_files_of_a_window_are_loaded_as_that_window(target: Target, spec: Path, tmp_path: Path) -> None:
    dataset = api.load(spec)
    target.load(spec, way="replace")
    whole = target.rows(spec)
    windows = list(itertools.pairwise([None, "2024-03-01", "2024-09-01", None]))
    for number, (since, until) in enumerate(windows):
        dataset.run([api.open_files(str(tmp_path / str(number)))], since=since, until=until)

    for number, _ in enumerate(windows):
        dataset.reload(tmp_path / str(number), [target.open("append" if number else "replace")])

    assert target.rows(spec) == whole


def test_rows_are_added_to_a_duckdb_file_without_windows_too(tmp_path: Path, spec: Path) -> None:
    text = SPEC.replace(", exact: true", "").replace(
        "      paid: {type: 'decimal(12,2)', aggregate: {of: sum(payments.total), via: account_id}}\n", ""
    )
    spec.write_text(text.replace("rows: 60", "rows: {per: accounts, count: 3}").replace(", ordered: true", ""), encoding="utf-8")
    target = Target(f"duckdb:{tmp_path / 'there.duckdb'}")
    target.load(spec, way="replace", accounts="50")
    whole = target.rows(spec)
    target.load(spec, way="replace", accounts="20")

    target.load(spec, accounts="30")
    target.load(spec, accounts="50")

    assert target.rows(spec) == whole
    with pytest.raises(EnvironmentProblem, match="rows cannot be appended: accounts holds 50 rows, and the spec has 10"):
        target.load(spec, accounts="10")
