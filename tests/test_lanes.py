"""Lanes: an order in each, and none between them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from specgen.lanes import lanes


def fails() -> None:
    raise ValueError("this one")


def test_the_calls_of_a_lane_run_in_their_order() -> None:
    seen: list[int] = []

    with lanes() as put:
        for number in range(100):
            put("one", seen.append, number)

    assert seen == list(range(100))


def test_two_lanes_run_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=30)

    with lanes() as put:
        put("one", both.wait)
        put("other", both.wait)

    assert not both.broken


def test_few_calls_wait() -> None:
    """Whoever gives more than a lane can take is held up, so that memory stays flat."""
    go, given, done = threading.Event(), list[int](), list[int]()

    def slow(number: int) -> None:
        go.wait(30)
        done.append(number)

    def many() -> None:
        with lanes() as put:
            for number in range(20):
                put("one", slow, number)
                given.append(number)

    giving = threading.Thread(target=many)
    giving.start()
    giving.join(0.3)
    held = len(given)
    go.set()
    giving.join(30)

    assert held <= 3
    assert done == list(range(20))


@pytest.mark.parametrize("apart", [True, False])
def test_what_a_call_raised_is_raised_and_what_waits_is_dropped(apart: bool) -> None:
    seen: list[int] = []

    def given(put: Callable[..., None]) -> None:
        put("one", fails)
        for number in range(100):
            put("one", seen.append, number)

    with pytest.raises(ValueError, match="this one"), lanes(apart) as put:
        given(put)

    assert len(seen) < 5


def test_an_error_at_the_very_end_is_raised() -> None:
    with pytest.raises(ValueError, match="this one"), lanes() as put:
        put("one", fails)


def test_nothing_runs_any_more_when_an_error_leaves() -> None:
    started, ended = threading.Event(), threading.Event()

    def slow() -> None:
        started.set()
        threading.Event().wait(0.2)
        ended.set()

    with pytest.raises(KeyboardInterrupt), lanes() as put:
        put("one", slow)
        started.wait(30)
        raise KeyboardInterrupt

    assert ended.is_set()


def test_alone_all_happens_here() -> None:
    threads: list[int] = []

    with lanes(apart=False) as put:
        put("one", lambda: threads.append(threading.get_ident()))

    assert threads == [threading.get_ident()]


def test_many_lanes_share_a_few_threads() -> None:
    """A spec of 200 tables has 400 lanes."""
    threads, seen = set[int](), dict[int, list[int]]()

    def noted(lane: int, number: int) -> None:
        threads.add(threading.get_ident())
        seen.setdefault(lane, []).append(number)

    with lanes() as put:
        for number in range(3):
            for lane in range(100):
                put(lane, noted, lane, number)

    assert len(threads) == 8
    assert seen == {lane: [0, 1, 2] for lane in range(100)}
