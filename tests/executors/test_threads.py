"""Threads: any number of them, and batches of any size, give the same fingerprints."""

from __future__ import annotations

import threading

import pytest

from specgen.api import Dataset
from specgen.engine import Engine
from specgen.executors import opened
from specgen.executors.threads import Threads
from tests import clusters, worlds

BATCHES = [1_000, 1_000_000]


@pytest.fixture(scope="module")
def shop() -> Engine:
    """Customers of more than one chunk: 70,000."""
    return worlds.engine(worlds.SPECS / "ecommerce.yaml", {"scale": "2"})


@pytest.fixture(scope="module")
def due(shop: Engine) -> dict[str, str]:
    return clusters.prints(shop, Threads(1), 10_000)


@pytest.mark.parametrize("jobs", [1, 2, 16])
def test_fingerprints_depend_on_no_number_of_threads_and_no_size_of_batches(shop: Engine, due: dict[str, str], jobs: int) -> None:
    assert [clusters.prints(shop, Threads(jobs), rows) for rows in BATCHES] == [due] * len(BATCHES)


def test_what_is_under_way_has_ended_when_an_error_comes_and_what_waits_never_begins() -> None:
    begun, ended = list[int](), list[int]()

    def call(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise ValueError("this one")
        threading.Event().wait(0.05)
        ended.append(number)

    with opened("threads", 2) as executor, pytest.raises(ValueError, match="this one"):
        list(executor.map(call, range(100)))

    assert sorted(ended) == sorted(begun)[1:]
    assert len(begun) < 5


def test_its_threads_make_several_maps_one_after_the_other_and_end() -> None:
    before = threading.active_count()

    with opened("threads", 2) as executor:
        assert [list(executor.map(lambda number: 2 * number, range(5))) for _ in range(2)] == [[0, 2, 4, 6, 8]] * 2
        assert threading.active_count() <= before + 2

    assert threading.active_count() == before


@pytest.mark.parametrize("taken", [1, 100])
def test_threads_that_make_batches_end_with_them_also_where_not_all_are_taken(shop: Engine, taken: int) -> None:
    before = threading.active_count()
    batches = Dataset(shop.spec).batches("customers", jobs=2, rows=1_000)

    for _ in zip(range(taken), batches, strict=False):
        assert threading.active_count() > before
    batches.close()  # type: ignore[attr-defined]

    assert threading.active_count() == before


def test_what_was_left_once_is_not_left_the_next_time() -> None:
    with opened("threads", 2) as executor:
        with pytest.raises(ZeroDivisionError):
            list(executor.map(lambda number: 1 // number, [0, 1]))
        assert isinstance(executor, Threads) and executor.leaving

        assert [executor.leaving for _ in executor.map(str, range(3))] == [False] * 3
