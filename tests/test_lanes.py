"""Lanes: an order in each, and none between them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from specgen.lanes import lanes


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def fails() -> None:
    raise ValueError("this one")


def test_the_calls_of_a_lane_run_in_their_order(pool: ThreadPoolExecutor) -> None:
    seen: list[int] = []

    with lanes(pool) as put:
        for number in range(100):
            put("one", seen.append, number)

    assert seen == list(range(100))


def test_two_lanes_run_at_the_same_time(pool: ThreadPoolExecutor) -> None:
    both = threading.Barrier(2, timeout=30)

    with lanes(pool) as put:
        put("one", both.wait)
        put("other", both.wait)

    assert not both.broken


def test_few_calls_wait(pool: ThreadPoolExecutor) -> None:
    """Whoever gives more than a lane can take is held up, so that memory stays flat."""
    go, given, done = threading.Event(), list[int](), list[int]()

    def slow(number: int) -> None:
        go.wait(30)
        done.append(number)

    def many() -> None:
        with lanes(pool) as put:
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
def test_what_a_call_raised_is_raised_and_what_waits_is_dropped(apart: bool, pool: ThreadPoolExecutor) -> None:
    seen: list[int] = []

    def given(put: Callable[..., None]) -> None:
        put("one", fails)
        for number in range(100):
            put("one", seen.append, number)

    with pytest.raises(ValueError, match="this one"), lanes(pool if apart else None) as put:
        given(put)

    assert len(seen) < 5


def test_an_error_at_the_very_end_is_raised(pool: ThreadPoolExecutor) -> None:
    with pytest.raises(ValueError, match="this one"), lanes(pool) as put:
        put("one", fails)


def test_nothing_runs_any_more_when_an_error_leaves(pool: ThreadPoolExecutor) -> None:
    started, ended = threading.Event(), threading.Event()

    def slow() -> None:
        started.set()
        threading.Event().wait(0.2)
        ended.set()

    with pytest.raises(KeyboardInterrupt), lanes(pool) as put:
        put("one", slow)
        started.wait(30)
        raise KeyboardInterrupt

    assert ended.is_set()


def test_alone_all_happens_here() -> None:
    threads: list[int] = []

    with lanes(None) as put:
        put("one", lambda: threads.append(threading.get_ident()))

    assert threads == [threading.get_ident()]


def test_many_lanes_share_the_threads_of_the_pool(pool: ThreadPoolExecutor) -> None:
    """A spec of 200 tables has 400 lanes."""
    threads, seen = set[int](), dict[int, list[int]]()

    def noted(lane: int, number: int) -> None:
        threads.add(threading.get_ident())
        seen.setdefault(lane, []).append(number)

    with lanes(pool) as put:
        for number in range(3):
            for lane in range(100):
                put(lane, noted, lane, number)

    assert len(threads) <= 2
    assert seen == {lane: [0, 1, 2] for lane in range(100)}


def test_no_two_calls_of_a_lane_run_at_once() -> None:
    at_work, most = [0], [0]

    def counted() -> None:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        threading.Event().wait(0.001)
        at_work[0] -= 1

    with ThreadPoolExecutor(4) as pool, lanes(pool) as put:
        for _ in range(100):
            put("one", counted)

    assert most == [1]


def test_other_work_of_the_pool_goes_on_beside(pool: ThreadPoolExecutor) -> None:
    """A lane takes one thread at most, and none while it has nothing to do."""
    go, seen = threading.Event(), list[str]()

    with lanes(pool) as put:
        put("one", go.wait, 30)
        other = pool.submit(lambda: seen.append("other"))
        other.result(30)
        go.set()
        put("one", seen.append, "one")

    assert seen == ["other", "one"]


def test_a_pool_that_takes_nothing_is_an_error_and_nobody_waits_for_it(pool: ThreadPoolExecutor) -> None:
    pool.shutdown()

    with pytest.raises(RuntimeError), lanes(pool) as put:
        put("one", fails)
