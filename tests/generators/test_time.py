"""`time`: windows, order, the rhythm of days, weeks and years."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import numpy as np
import pytest

from tests import worlds

DAY = datetime.timedelta(days=1)


def _moments(settings: str, rows: int = 20_000, type: str = "timestamp", window: str = "from: 2024-01-01, to: 2024-12-31") -> list[Any]:
    return worlds.cells(worlds.table(rows, f"x: {{type: {type}, time: {{{window}{settings}}}}}"), "x")


def test_a_date_as_the_end_is_included_and_a_timestamp_is_not() -> None:
    whole_day = _moments("", window="from: 2024-03-01, to: 2024-03-01")
    until_noon = _moments("", window="from: 2024-03-01, to: 2024-03-01 12:00")

    assert min(whole_day) >= datetime.datetime(2024, 3, 1)
    assert datetime.datetime(2024, 3, 1, 23, 50) < max(whole_day) < datetime.datetime(2024, 3, 2)
    assert datetime.datetime(2024, 3, 1, 11, 55) < max(until_noon) < datetime.datetime(2024, 3, 1, 12)


def test_ordered_rows_are_in_time_order_and_spread_evenly() -> None:
    found = _moments(", ordered: true", rows=3_660)

    assert found == sorted(found)
    gaps = np.diff([moment.timestamp() for moment in found])
    assert gaps.max() <= 2 * 8_640 + 1


def test_without_ordered_rows_are_in_no_order() -> None:
    found = _moments("", rows=500)

    assert sum(a > b for a, b in itertools.pairwise(found)) > 150


@pytest.mark.parametrize("ordered", ["", ", ordered: true"])
def test_hours_are_those_of_cron(ordered: str) -> None:
    found = _moments(f", hours: {{11-12: 9, 22-1: 3, else: 0}}{ordered}")

    shares = worlds.shares([moment.hour for moment in found])
    assert set(shares) == {11, 12, 22, 23, 0, 1}
    assert all(abs(shares[hour] - (9 if hour in (11, 12) else 3) / 30) < 0.02 for hour in shares)


@pytest.mark.parametrize("ordered", ["", ", ordered: true"])
def test_weekdays_and_months_have_their_weights(ordered: str) -> None:
    by_day = worlds.shares([moment.isoweekday() for moment in _moments(f", weekdays: {{sat-sun: 2, else: 1}}{ordered}")])
    months = worlds.shares([moment.month for moment in _moments(f", months: {{nov-dec: 1, else: 0}}{ordered}")])

    assert all(abs(by_day[day] - (2 if day > 5 else 1) / 9) < 0.02 for day in range(1, 8))
    assert set(months) == {11, 12}


def test_a_holiday_of_weight_0_has_no_rows() -> None:
    days = {moment.date() for moment in _moments(", holidays: {2024-12-25: 0, 2024-07-04: 20}")}
    fourth = [moment for moment in _moments(", holidays: {2024-12-25: 0, 2024-07-04: 20}") if moment.date() == datetime.date(2024, 7, 4)]

    assert datetime.date(2024, 12, 25) not in days
    assert len(days) == 365
    assert abs(len(fourth) / 20_000 - 20 / 384) < 0.01


def test_growth_is_the_factor_from_one_year_to_the_next() -> None:
    found = _moments(", growth: 2, ordered: true", window="from: 2023-01-01, to: 2024-12-31")

    years = worlds.shares([moment.year for moment in found])
    assert abs(years[2024] / years[2023] - 2) < 0.05


def test_moments_lie_on_the_grid() -> None:
    assert {(moment.minute % 15, moment.second, moment.microsecond) for moment in _moments(", grid: 15 min")} == {(0, 0, 0)}
    assert {moment.microsecond for moment in _moments("")} == {0}


def test_a_date_column_gets_the_days_of_the_window() -> None:
    found = _moments("", type="date", window="from: 2024-02-27, to: 2024-03-01")

    assert set(found) == {datetime.date(2024, 2, 27) + number * DAY for number in range(4)}
    assert all(abs(share - 0.25) < 0.02 for share in worlds.shares(found).values())


def test_an_ordered_window_of_time_is_a_contiguous_range_of_rows() -> None:
    made = worlds.table(5_000, "x: {type: timestamp, time: {from: 2024-01-01, to: 2024-12-31, ordered: true}}")

    june = [row for row, moment in enumerate(worlds.cells(made, "x")) if moment.month == 6]
    assert june == list(range(june[0], june[-1] + 1))


@pytest.mark.parametrize(("settings", "code"), [
    ("from: 2024-01-02, to: 2024-01-01", "empty-range"),
    ("from: 2024-01-01, to: 2024-01-02, hours: {11-25: 1, else: 1}", "unknown-key"),
    ("from: 2024-01-01, to: 2024-01-02, hours: {11: 1}", "missing-key"),
    ("from: 2024-01-01, to: 2024-01-02, weekdays: {sat-sun: 1, sun: 2, else: 1}", "duplicate-key"),
    ("from: 2024-01-01, to: 2024-01-02, months: {jan-dec: 0}", "weights-sum-to-zero"),
    ("from: 2024-01-01, to: tomorrow", "not-a-date"),
    ("from: 2024-01-01", "missing-key"),
])  # fmt: skip
def test_what_cannot_be_is_refused(settings: str, code: str) -> None:
    assert worlds.fault(lambda: _moments("", 5, window=settings)).code == code


def test_a_window_in_which_all_weights_are_0_is_refused() -> None:
    refused = worlds.fault(lambda: _moments(", weekdays: {sat-sun: 1, else: 0}", 5, window="from: 2024-01-01, to: 2024-01-02"))

    assert refused.span is not None


@pytest.mark.parametrize(("type", "window", "least", "grid"), [
    ("timestamp", "from: 2020-01-04, to: 2020-03-05, grid: 40 days", datetime.datetime(2020, 1, 19), 40 * DAY),
    ("timestamp", "from: 2020-01-04, to: 2020-01-05, grid: 7h", datetime.datetime(2020, 1, 4, 1), DAY * 7 / 24),
    ("timestamp(3)", 'from: "2020-01-04 10:00:00.700", to: "2020-01-04 10:00:03"', datetime.datetime(2020, 1, 4, 10, 0, 1), DAY / 86_400),
    ("timestamp(0)", 'from: "2020-01-04 10:00:00.700", to: "2020-01-04 10:00:03", grid: 1ms',
     datetime.datetime(2020, 1, 4, 10, 0, 1), DAY / 86_400),
])  # fmt: skip
def test_no_moment_lies_before_the_first_of_the_grid_in_the_window(type: str, window: str, least: Any, grid: datetime.timedelta) -> None:
    found = set(_moments("", rows=500, type=f"'{type}'", window=window))

    assert min(found) == least
    assert {(moment - least) % grid for moment in found} == {datetime.timedelta()}


@pytest.mark.parametrize(("type", "window"), [
    ("timestamp", "from: 2020-01-04, to: 2020-01-05, grid: 40 days"),
    ("date", "from: 2020-01-04, to: 2020-01-05, grid: 40 days"),
    ("timestamp", 'from: "2020-01-04 10:00:00.700", to: "2020-01-04 10:00:00.900"'),
    ("timestamp(0)", 'from: "2020-01-04 10:00:00.700", to: "2020-01-04 10:00:00.900", grid: 1ms'),
])  # fmt: skip
def test_a_window_without_a_point_of_the_grid_is_refused(type: str, window: str) -> None:
    refused = worlds.fault(lambda: _moments("", rows=5, type=f"'{type}'", window=window))

    assert refused.code == "empty-range"
    assert "is a multiple of" in refused.message


@pytest.mark.parametrize("settings", [
    "grid: 6h", "grid: 45 min, hours: {11-12: 5, else: 0}", "grid: 50h, weekdays: {sat-sun: 5, else: 1}", "grid: 7h, ordered: true",
])  # fmt: skip
def test_expected_hours_and_weekdays_are_those_of_the_grid(settings: str) -> None:
    made = worlds.table(20_000, f"x: {{type: timestamp, time: {{from: 2025-01-01, to: 2025-03-31, {settings}}}}}")
    (profile,) = (e.facts for e in made.plan.tables["t"].columns["x"].expectations if e.check == "profile")
    moments = worlds.cells(made, "x")

    hours, days = worlds.shares([moment.hour for moment in moments]), worlds.shares([moment.weekday() for moment in moments])
    assert [hours.get(hour, 0) for hour in range(24)] == pytest.approx(profile["hours"], abs=0.02)
    assert [days.get(day, 0) for day in range(7)] == pytest.approx(profile["weekdays"], abs=0.02)
    assert {hour for hour in range(24) if profile["hours"][hour] == 0}.isdisjoint(hours)
