"""`elapsed`: time that passes along a block."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict

import numpy as np
import pytest

from tests import worlds

SESSIONS = """\
  s:
    rows: 800
    primary_key: s
    columns: {s: integer, begun: {type: timestamp, time: {from: 2025-01-01, to: 2025-01-31}}, day: {type: date, constant: 2025-02-03}}
"""


def _blocks(elapsed: str, type: str = "timestamp") -> tuple[list[datetime.datetime], list[list[datetime.datetime]]]:
    made = worlds.table(
        "{per: s, count: {geometric: {mean: 5}}}", "s: {references: s.s}", f"x: {{type: {type}, elapsed: {elapsed}}}", before=SESSIONS
    )
    found = defaultdict(list)
    for s, x in zip(worlds.cells(made, "s"), worlds.cells(made, "x"), strict=True):
        found[s].append(x)
    return worlds.cells(made, "begun", "s"), list(found.values())


@pytest.mark.parametrize("type", ["timestamp", "timestamp(0)"])
def test_elapsed_never_goes_back_and_begins_at_the_parents_time(type: str) -> None:
    begun, blocks = _blocks("{from: s.begun, step: {exponential: {mean: 40s}}}", type)

    assert [block[0] for block in blocks] == begun
    assert all(block == sorted(block) for block in blocks)


def test_steps_follow_their_distribution() -> None:
    _, blocks = _blocks("{from: s.begun, step: {exponential: {mean: 40s}}}")

    steps = [(b - a).total_seconds() for block in blocks for a, b in itertools.pairwise(block)]
    assert abs(float(np.mean(steps)) - 40) < 5


def test_steps_are_rounded_only_after_they_are_summed() -> None:
    _, blocks = _blocks("{from: s.begun, step: {uniform: {min: 400ms, max: 600ms}}}", "timestamp(0)")

    long = max(blocks, key=len)
    assert abs((long[-1] - long[0]).total_seconds() - (len(long) - 1) * 0.5) < 2


def test_a_date_of_the_parent_begins_at_midnight() -> None:
    _, blocks = _blocks("{from: s.day, step: {uniform: {min: 1 h, max: 2 h}}}")

    assert {block[0] for block in blocks} == {datetime.datetime(2025, 2, 3)}


def test_days_go_on_from_the_hour_at_which_the_parent_stands() -> None:
    begun, moments = _blocks("{from: s.begun, step: {constant: 13 h}}")
    _, days = _blocks("{from: s.begun, step: {constant: 13 h}}", "date")

    assert [[moment.date() for moment in block] for block in moments] == days
    assert any(day > moment.date() for moment, block in zip(begun, days, strict=True) for day in block)


def test_a_step_may_follow_from_the_row() -> None:
    made = worlds.table(
        "{per: s, count: 4}",
        "s: {references: s.s}",
        "nights: {type: integer, values: [1, 2, 7]}",
        "left: {type: date, elapsed: {from: s.day, step: {expr: nights * interval '1 day'}}}",
        before=SESSIONS,
    )

    nights, left = worlds.cells(made, "nights"), worlds.cells(made, "left")
    gaps = [(b - a).days for a, b in itertools.pairwise(left)]
    assert all(gap == stay for at, (gap, stay) in enumerate(zip(gaps, nights[1:], strict=True), 1) if at % 4)


def test_the_first_row_may_be_a_step_behind_the_parents_time() -> None:
    made = worlds.table(
        "{per: s, count: 3}",
        "s: {references: s.s}",
        "nights: {type: integer, values: [1, 2, 7]}",
        "left: {type: date, elapsed: {from: s.day, step: {expr: nights * interval '1 day'}, first: step}}",
        before=SESSIONS,
    )

    nights, left = worlds.cells(made, "nights"), worlds.cells(made, "left")
    ends = [datetime.date(2025, 2, 3) + datetime.timedelta(days=sum(nights[at // 3 * 3 : at + 1])) for at in range(len(nights))]
    assert left == ends


def test_without_a_parents_time_it_is_refused() -> None:
    own = worlds.fault(
        lambda: worlds.table(
            3, "a: {type: timestamp, constant: 2025-01-01}", "x: {type: timestamp, elapsed: {from: a, step: {exponential: {mean: 1s}}}}"
        )
    )

    assert own.code == "needs-blocks"
    assert worlds.fault(lambda: _blocks("{from: s.begun, step: {exponential: {mean: 1s}}}", "integer")).code == "wrong-type"


def test_steps_below_zero_are_refused() -> None:
    refused = worlds.fault(lambda: _blocks("{from: s.begun, step: {normal: {mean: 1s, stddev: 5s}}}"))

    assert refused.span is not None
