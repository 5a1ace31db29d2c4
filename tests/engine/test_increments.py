"""Windows of time: however the time is cut, each row comes once, and never before what it refers to."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.engine.increments import Increment, first_row
from specgen.window import Window, micros
from tests import worlds
from tests.increments import HEAD, SPECS, TIMED, engine, in_order, rows, whole, windows

NAMES = [*SPECS, "ecommerce", "sensors"]
CUTS = st.lists(st.datetimes(datetime.datetime(2023, 10, 1), datetime.datetime(2025, 11, 5)), max_size=6, unique=True)


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
