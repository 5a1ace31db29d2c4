"""Dask: its workers' rows are those of threads, also where one of them is lost; what is not there is told in plain words."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from specgen.engine import Engine
from specgen.engine.batches import Span, Work, spans
from specgen.executors import opened
from specgen.executors.dask import Dask
from specgen.executors.threads import Threads
from tests import clusters, worlds

WORKERS = 3


@pytest.fixture(scope="module")
def shop() -> Engine:
    return worlds.engine(worlds.SPECS / "ecommerce.yaml", {"scale": "0.4"})


@pytest.fixture(scope="module")
def due(shop: Engine) -> dict[str, str]:
    return clusters.prints(shop, Threads(1), 65_536)


@pytest.fixture(scope="module")
def dask() -> Iterator[Dask]:
    """Three processes."""
    with opened("dask", WORKERS) as executor:
        assert isinstance(executor, Dask)
        yield executor


def test_fingerprints_of_one_worker_are_those_of_threads(shop: Engine, due: dict[str, str]) -> None:
    with opened("dask", 1) as one:
        assert clusters.prints(shop, one, 2_000) == due


def test_fingerprints_of_three_workers_are_those_of_threads(shop: Engine, due: dict[str, str], dask: Dask) -> None:
    assert [clusters.prints(shop, dask, rows) for rows in (1_000, 1_000_000)] == [due, due]


@dataclass(frozen=True)
class Deadly:
    """Work that kills the process that is the first to do its tenth span."""

    work: Work
    mark: str

    def __call__(self, span: Span) -> object:
        if span.start > 0 and not os.path.exists(self.mark):
            with open(self.mark, "w", encoding="utf-8"):
                os.kill(os.getpid(), signal.SIGKILL)
        return self.work(span)


def test_a_worker_that_is_lost_costs_only_its_rows(shop: Engine, dask: Dask, tmp_path_factory: pytest.TempPathFactory) -> None:
    mark = str(tmp_path_factory.mktemp("dask") / "killed")
    work, chosen = Work(shop, frozenset(["order_items"])), list(spans(shop, frozenset(["order_items"]), 500))

    found = list(dask.map(Deadly(work, mark), chosen))

    assert os.path.exists(mark)
    assert found == [work(span) for span in chosen]
