"""Windows of time: however the time is cut, each row comes once, and never before what it refers to."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.engine import Engine
from specgen.engine.batches import schema
from specgen.engine.increments import Increment, first_row
from specgen.executors.threads import Threads
from specgen.types import decoded
from specgen.window import Window, micros
from tests import worlds
from tests.laws import data_sets

HEAD = "specgen: 1\nname: test\nseed: 3\nas_of: 2024-12-31\ntables:\n"
TIMED = "time: {from: 2024-01-01, to: 2024-12-31, growth: 2, ordered: true}"
SPECS = {
    "nested blocks": f"""
  people: {{rows: 40, primary_key: id, columns: {{id: integer}}}}
  orders:
    rows: 60
    primary_key: id
    columns:
      id: integer
      person: {{references: people.id}}
      at: {{type: timestamp(0), {TIMED}}}
  lines:
    rows: {{per: orders, count: {{0: 20, 1: 50, 3: 30}}}}
    primary_key: id
    columns:
      id: integer
      order_id: {{references: orders.id}}
  parts:
    rows: {{per: lines, count: {{geometric: {{mean: 2}}}}}}
    primary_key: id
    columns:
      id: integer
      line: {{references: lines.id}}
      at: {{type: timestamp(0), elapsed: {{from: line.order_id.at, step: {{uniform: {{min: 1 days, max: 40 days}}}}}}}}
""",
    "two timed tables, one parent with blocks, and what hangs on none": f"""
  people: {{rows: 40, primary_key: id, columns: {{id: integer}}}}
  histories:
    rows: {{per: people, count: {{1: 50, 2: 50}}}}
    columns: {{person: {{references: people.id}}, n: {{type: integer, ordinal: {{}}}}}}
  cities: {{rows: 5, primary_key: id, columns: {{id: integer}}}}
  addresses: {{rows: 50, columns: {{person: {{references: people.id}}, city: {{references: cities.id}}}}}}
  colours: {{rows: 3, columns: {{id: integer}}}}
  orders: {{rows: 30, columns: {{person: {{references: people.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
  visits: {{rows: 50, columns: {{person: {{references: people.id, nulls: 30%}}, day: {{type: date, {TIMED}}}}}}}
""",
    "a return may be earlier than its order, a review has no time": f"""
  orders: {{rows: 60, primary_key: id, columns: {{id: integer, at: {{type: timestamp(0), {TIMED}}}}}}}
  lines: {{rows: {{per: orders, count: {{1: 50, 2: 50}}}}, primary_key: id, columns: {{id: integer, order_id: {{references: orders.id}}}}}}
  returns: {{rows: 20, columns: {{line: {{references: lines.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
  reviews: {{rows: 20, primary_key: id, columns: {{id: integer, line: {{references: lines.id}}}}}}
  answers: {{rows: 20, columns: {{review: {{references: reviews.id}}, other: {{references: reviews.id}}}}}}
""",
    "a tree, and a ring of tables": f"""
  members: {{rows: 80, primary_key: id, columns: {{id: integer, brought_by: {{references: members.id}}, team: {{references: teams.id}}}}}}
  teams: {{rows: 9, primary_key: id, columns: {{id: integer, head: {{references: members.id}}}}}}
  loans: {{rows: 25, columns: {{member: {{references: members.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
""",
    "calendars": """
  days: {rows: {each: day, from: 2024-01-01, to: 2024-03-31}, primary_key: day, columns: {day: {type: date, each: {}}}}
  shops: {rows: 7, primary_key: id, columns: {id: integer}}
  open: {rows: {cross: [days, shops]}, columns: {day: {references: days.day}, shop: {references: shops.id}}}
  sales:
    rows: {cross: [shops, days]}
    primary_key: [shop, day]
    columns:
      shop: {references: shops.id}
      day: {references: days.day}
      state: {type: text, states: {initial: {a: 100}, transitions: {a: {a: 9, b: 1}, b: {a: 1}}}}
      code: {type: integer, unique: true, permutation: {}}
  tickets: {rows: {per: sales, count: {0: 50, 2: 50}}, primary_key: id, columns: {id: integer, code: {references: sales.code}}}
""",
    "a calendar and an ordered time are crossed, in both orders": f"""
  accounts: {{rows: 12, primary_key: id, columns: {{id: integer, since: {{type: date, {TIMED}}}}}}}
  months: {{rows: {{each: month, from: 2024-01-01, to: 2024-12-31}}, primary_key: month, columns: {{month: {{type: date, each: {{}}}}}}}}
  invoices: {{rows: {{cross: [accounts, months]}}, columns: {{id: {{references: accounts.id}}, month: {{references: months.month}}}}}}
  credits: {{rows: {{cross: [months, accounts]}}, columns: {{id: {{references: accounts.id}}, month: {{references: months.month}}}}}}
""",
    "two calendars are crossed": """
  days: {rows: {each: 9 days, from: 2024-02-01, to: 2024-12-31}, primary_key: day, columns: {day: {type: date, each: {}}}}
  months: {rows: {each: month, from: 2024-01-01, to: 2024-10-31}, primary_key: month, columns: {month: {type: date, each: {}}}}
  shops: {rows: 3, primary_key: id, columns: {id: integer}}
  seen: {rows: {cross: [days, months]}, columns: {day: {references: days.day}, month: {references: months.month}}}
  turned: {rows: {cross: [months, days]}, columns: {day: {references: days.day}, month: {references: months.month}}}
  sold:
    rows: {cross: [shops, months, days]}
    columns: {shop: {references: shops.id}, day: {references: days.day}, month: {references: months.month}}
""",
    "two ordered tables are crossed": f"""
  accounts: {{rows: 30, primary_key: id, columns: {{id: integer, since: {{type: date, {TIMED}}}}}}}
  plans: {{rows: 7, primary_key: id, columns: {{id: integer, since: {{type: timestamp(0), {TIMED}}}}}}}
  colours: {{rows: 2, primary_key: id, columns: {{id: integer}}}}
  offers:
    rows: {{cross: [accounts, plans]}}
    primary_key: n
    columns: {{n: integer, account: {{references: accounts.id}}, plan: {{references: plans.id}}}}
  turned: {{rows: {{cross: [plans, colours, accounts]}}, columns: {{plan: {{references: plans.id}}, account: {{references: accounts.id}}}}}}
  clicks: {{rows: {{per: offers, count: {{0: 50, 3: 50}}}}, columns: {{offer: {{references: offers.n}}}}}}
""",
    "a combination is needed before it is": f"""
  shops: {{rows: 5, primary_key: id, columns: {{id: integer}}}}
  days: {{rows: {{each: 7 days, from: 2024-01-01, to: 2024-12-31}}, primary_key: day, columns: {{day: {{type: date, each: {{}}}}}}}}
  sales:
    rows: {{cross: [shops, days]}}
    primary_key: id
    columns: {{id: integer, shop: {{references: shops.id}}, day: {{references: days.day}}, like: {{references: sales.id}}}}
  plans: {{rows: 4, primary_key: id, columns: {{id: integer, since: {{type: date, {TIMED}}}}}}}
  offers:
    rows: {{cross: [plans, shops]}}
    primary_key: id
    columns: {{id: integer, plan: {{references: plans.id}}, shop: {{references: shops.id}}}}
  visits: {{rows: 9, columns: {{sale: {{references: sales.id}}, offer: {{references: offers.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
""",
    "a hidden table leads": f"""
  users: {{rows: 30, primary_key: id, columns: {{id: integer}}}}
  sessions:
    hidden: true
    rows: 40
    primary_key: id
    columns: {{id: integer, user: {{references: users.id, nulls: 40%}}, at: {{type: timestamp(3), {TIMED}}}}}
  events:
    rows: {{per: sessions, count: {{1: 50, 4: 50}}}}
    foreign_keys: [{{columns: user, to: users.id}}]
    columns: {{session: {{references: sessions.id}}, user: {{expr: session.user}}}}
""",
}
SMALL = {"scale": "0.1", "last_day": "2025-01-08"}
NAMES = [*SPECS, "ecommerce", "sensors"]
CUTS = st.lists(st.datetimes(datetime.datetime(2023, 10, 1), datetime.datetime(2025, 11, 5)), max_size=6, unique=True)


def _as_made(schema: pa.Schema) -> pa.Schema:
    """Batches do not say which columns are never NULL."""
    return pa.schema([field.with_nullable(True) for field in schema])


@cache
def engine(name: str) -> Engine:
    return worlds.engine(HEAD + SPECS[name]) if name in SPECS else Engine(data_sets.plan(data_sets.shipped(name, SMALL)))


@cache
def whole(name: str) -> dict[str, pa.Table]:
    made = engine(name)
    return {table.name: pa.table(worlds.whole(made, table.name, [column.name for column in table.visible])) for table in made.spec.visible}


def windows(cuts: Sequence[datetime.datetime]) -> list[Window]:
    edges = [None, *sorted(cuts), None]
    return [Window(since, until) for since, until in itertools.pairwise(edges)]


def rows(name: str, window: Window, batch: int = 65_536, jobs: int = 1) -> dict[str, pa.Table]:
    made, tables = engine(name), engine(name).spec.visible
    found: dict[str, list[pa.RecordBatch]] = {table.name: [] for table in tables}
    for piece in Increment(made, window).pieces(Threads(jobs), list(found), batch):
        found[piece.table].append(decoded(piece.batch))
    return {table.name: pa.Table.from_batches(found[table.name], _as_made(schema(table))) for table in tables}


def in_order(table: pa.Table) -> list[tuple[object, ...]]:
    return sorted(zip(*table.to_pydict().values(), strict=True), key=repr)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=5, deadline=None)
@given(cuts=CUTS)
def test_windows_concatenate_to_the_whole(name: str, cuts: list[datetime.datetime]) -> None:
    made = engine(name)

    parts = [rows(name, window) for window in windows(cuts)]

    for table, found in whole(name).items():
        joined = pa.concat_tables([part[table] for part in parts])
        assert in_order(joined) == in_order(found), table
        assert [part[table].num_rows for part in parts] == [Increment(made, window).rows(table) for window in windows(cuts)]
        if made.timeline.leaders[table] in made.timeline.times and made.timeline.leaders[table] not in made.timeline.settled:
            assert len(made.timeline.times[made.timeline.leaders[table]][0]) > 1 or joined.equals(found), f"{table} is out of order"


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=5, deadline=None)
@given(cuts=CUTS)
def test_a_row_never_comes_before_what_it_refers_to(name: str, cuts: list[datetime.datetime]) -> None:
    there: dict[tuple[str, tuple[str, ...]], set[tuple[object, ...]]] = {}
    keys = [(table, key) for table in engine(name).spec.visible for key in table.foreign_keys if key.enforced]

    for window in windows(cuts):
        part = rows(name, window)
        for _, key in keys:
            there.setdefault((key.table, key.to), set()).update(zip(*(part[key.table][one].to_pylist() for one in key.to), strict=True))
        for table, key in keys:
            held = zip(*(part[table.name][one].to_pylist() for one in key.columns), strict=True)
            missing = {one for one in held if None not in one} - there[key.table, key.to]
            assert not missing, f"{table.name} {key.columns}"


@pytest.mark.parametrize("name", NAMES)
def test_threads_and_batches_change_no_row_and_no_order(name: str) -> None:
    window = Window(datetime.datetime(2024, 2, 1), datetime.datetime(2025, 1, 5))
    expected = rows(name, window)

    for batch, jobs in ((5, 1), (37, 3)) if name in SPECS else ((1_000, 2),):
        assert rows(name, window, batch, jobs) == expected


def test_rows_lie_in_their_window_and_those_without_a_time_come_when_they_are_first_needed() -> None:
    name, middle = "two timed tables, one parent with blocks, and what hangs on none", datetime.datetime(2024, 9, 1)
    early, late = (rows(name, window) for window in windows([middle]))

    assert max(early["orders"]["at"].to_pylist()) < middle <= min(late["orders"]["at"].to_pylist())
    assert max(early["visits"]["day"].to_pylist()) < middle.date() <= min(late["visits"]["day"].to_pylist())
    needed = {*early["orders"]["person"].to_pylist(), *early["visits"]["person"].to_pylist()} - {None}
    later = {*late["orders"]["person"].to_pylist(), *late["visits"]["person"].to_pylist()} - {None} - needed
    never = {*range(1, 41)} - needed - later
    assert needed and later and never
    assert set(late["people"]["id"].to_pylist()) == later
    assert set(early["people"]["id"].to_pylist()) == needed | never
    assert set(late["histories"]["person"].to_pylist()) == later
    assert set(late["addresses"]["person"].to_pylist()) <= later, "an address comes with its person"
    assert early["colours"].num_rows == 3, "what nothing refers to comes with the first row of all"
    assert early["cities"].num_rows == 5


def test_what_is_needed_before_its_own_time_comes_when_it_is_needed() -> None:
    name, middle = "a return may be earlier than its order, a review has no time", datetime.datetime(2024, 8, 1)
    early, late = (rows(name, window) for window in windows([middle]))

    sooner = [at for at in early["orders"]["at"].to_pylist() if at >= middle]
    assert sooner, "the spec is to have such orders"
    assert all(at >= middle for at in late["orders"]["at"].to_pylist())
    assert early["orders"]["id"].to_pylist() == sorted(early["orders"]["id"].to_pylist())
    lines = set(early["lines"]["id"].to_pylist())
    assert early["reviews"].num_rows and late["reviews"].num_rows
    assert {line in lines for line in early["reviews"]["line"].to_pylist()} == {True}
    assert {line in lines for line in late["reviews"]["line"].to_pylist()} == {False}, "a review comes with its order"


QUARTERS = [datetime.datetime(2024, month, 1) for month in range(1, 13, 3)]


def test_a_cross_with_a_calendar_comes_by_it_in_whatever_order_its_parts_are() -> None:
    for window in windows(QUARTERS):
        part = rows("a calendar and an ordered time are crossed, in both orders", window)

        months = part["months"]["month"].to_pylist()
        assert all((window.since or datetime.datetime.min) <= datetime.datetime(m.year, m.month, m.day) for m in months)
        expected = sorted(itertools.product(range(1, 13), months))
        assert in_order(part["invoices"]) == in_order(part["credits"]) == sorted(expected, key=repr)


def test_a_cross_of_two_calendars_comes_with_the_later_moment() -> None:
    for window in windows([*QUARTERS, datetime.datetime(2024, 7, 20)]):
        part = rows("two calendars are crossed", window)

        low, high = (window.since or datetime.datetime.min).date(), (window.until or datetime.datetime.max).date()
        days, months = (whole("two calendars are crossed")[table][key].to_pylist() for table, key in (("days", "day"), ("months", "month")))
        assert part["days"]["day"].to_pylist() == [day for day in days if low <= day < high]
        assert part["months"]["month"].to_pylist() == [month for month in months if low <= month < high]
        expected = [(day, month) for day, month in itertools.product(days, months) if low <= max(day, month) < high]
        assert in_order(part["seen"]) == in_order(part["turned"]) == sorted(expected, key=repr)
        assert part["sold"].num_rows == 3 * len(expected)


def test_a_cross_of_ordered_tables_comes_when_both_are_there_and_takes_no_pass() -> None:
    name = "two ordered tables are crossed"
    accounts, plans = (
        dict(zip(*whole(name)[table].select(["id", "since"]).to_pydict().values(), strict=True)) for table in ("accounts", "plans")
    )
    for window in windows(QUARTERS):
        part = rows(name, window)

        later = {
            pair: max(datetime.datetime.combine(accounts[pair[0]], datetime.time()), plans[pair[1]])
            for pair in itertools.product(accounts, plans)
        }
        low, high = window.since or datetime.datetime.min, window.until or datetime.datetime.max
        expected = sorted(pair for pair, moment in later.items() if low <= moment < high)
        assert sorted(zip(*part["offers"].select(["account", "plan"]).to_pydict().values(), strict=True)) == expected
        assert part["turned"].num_rows == 2 * len(expected)
    assert Increment(engine(name), Window(None, QUARTERS[1])).passes(["accounts", "plans", "offers", "turned", "clicks"]) == {}


def test_what_a_combination_is_made_of_comes_with_it_where_it_is_needed_sooner() -> None:
    name = "a combination is needed before it is"
    early = rows(name, Window(None, QUARTERS[1]))

    days = set(early["days"]["day"].to_pylist())
    assert max(days) >= QUARTERS[1].date(), "the spec is to need such sales"
    assert set(early["sales"]["day"].to_pylist()) <= days


def test_the_extent_is_when_rows_come_also_where_that_is_before_their_own_time() -> None:
    made = worlds.engine(
        HEAD
        + f"""
  accounts: {{rows: 12, primary_key: id, columns: {{id: integer, since: {{type: date, {TIMED}}}}}}}
  months: {{rows: {{each: month, from: 2024-01-01, to: 2024-03-31}}, primary_key: month, columns: {{month: {{type: date, each: {{}}}}}}}}
  invoices: {{rows: {{cross: [accounts, months]}}, columns: {{id: {{references: accounts.id}}, month: {{references: months.month}}}}}}
"""
    )
    every = Increment(made, Window(None, None))

    assert every.extent(["accounts"]) == ("2024-01-01", "2024-01-01"), "all of them have an invoice in the first month"
    assert every.extent(["invoices", "months"]) == every.extent(made.spec.tables) == ("2024-01-01", "2024-03-01")
    assert Increment(made, Window(datetime.datetime(2024, 3, 2), None)).rows("accounts") == 0


def test_a_row_of_a_table_of_ten_to_the_twelve_is_found_at_once() -> None:
    made = worlds.table(10**12, f"at: {{type: timestamp(0), {TIMED}}}")

    first = first_row(made, "t", [("at",)], micros(datetime.datetime(2024, 7, 1)))

    before, after = made.frame("t", first - 1, first + 1).column("at").to_pylist()
    assert before < datetime.datetime(2024, 7, 1) <= after
    assert Increment(made, Window(None, datetime.datetime(2024, 1, 1))).rows("t") == 0
    assert Increment(made, Window(datetime.datetime(2025, 1, 1), None)).rows("t") == 0
    assert Increment(made, Window(datetime.datetime(2024, 1, 1), datetime.datetime(2025, 1, 1))).rows("t") == 10**12


def test_a_table_in_time_order_needs_no_pass_and_its_parents_do() -> None:
    made = engine("ecommerce")

    assert Increment(made, Window(None, datetime.datetime(2024, 1, 1))).passes(["orders", "order_items"]) == {}
    passed = Increment(made, Window(None, datetime.datetime(2024, 1, 1))).passes(["products"])
    assert list(passed) == ["orders", "order_items", "clickstream_events"]
    assert made.moments("orders") is None
    moments = made.moments("customers")
    assert moments is not None
    assert np.unique(moments).size > 1


def test_no_row_at_all_is_no_error() -> None:
    made = worlds.engine(
        f"{HEAD}  orders: {{rows: 0, columns: {{at: {{type: timestamp(0), {TIMED}}}}}}}\n  shops: {{rows: 2, columns: {{id: integer}}}}\n"
    )

    parts = [Increment(made, window) for window in windows([datetime.datetime(2024, 5, 1)])]

    assert [part.rows("shops") for part in parts] == [2, 0]
    assert parts[0].extent(["orders", "shops"]) is None
