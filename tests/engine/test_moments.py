"""Which rows come when: by their own time, by that of what is crossed, or when they are first needed."""

from __future__ import annotations

import datetime
import itertools

from specgen.engine.increments import Increment
from specgen.window import Window
from tests import worlds
from tests.increments import HEAD, TIMED, engine, in_order, rows, whole, windows


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


def test_what_is_referred_to_by_value_comes_when_it_is_first_needed() -> None:
    name, there, sold = "keys that are filled without a reference", set[object](), set[object]()
    never = {"a", "b", "c"} - {*whole(name)["sold"]["plan"].to_pylist()}
    for window in windows([datetime.datetime(2024, month, 1) for month in range(2, 13)]):
        part = rows(name, window)

        there |= {*part["labels"]["plan"].to_pylist()}
        sold |= {*part["sold"]["plan"].to_pylist()} - {None}
        assert there == sold | never, "a label comes with the first that is sold, and one that is not with the first row of all"
    assert there == {"a", "b", "c"}
