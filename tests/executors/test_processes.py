"""Processes: their rows are those of threads; a fault in one comes with its place, and one that is lost is told in plain words."""

from __future__ import annotations

import os
import signal

import pytest

from specgen.errors import EnvironmentProblem, ValueFault
from specgen.executors import opened
from specgen.executors.threads import Threads
from tests import clusters, worlds


@pytest.mark.parametrize("workers", [1, 2])
def test_fingerprints_are_those_of_threads(workers: int) -> None:
    shop = worlds.engine(worlds.SPECS / "ecommerce.yaml", {"scale": "0.2"})

    with opened("processes", workers) as executor:
        assert clusters.prints(shop, executor, 3_000) == clusters.prints(shop, Threads(1), 65_536)


def test_a_row_that_breaks_a_rule_stops_the_run_with_its_place() -> None:
    engine = worlds.table(5_000, "x: {type: integer, sequence: {start: 10}, check: x <= 3000}")

    with opened("processes", 1) as executor, pytest.raises(ValueFault, match="t, row 2,991: check of x does not hold") as refused:
        clusters.prints(engine, executor, 1_000)

    assert refused.value.faults[0].span is not None


def _die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_lost_is_told() -> None:
    with opened("processes", 1) as executor, pytest.raises(EnvironmentProblem, match="a worker process was ended from outside"):
        list(executor.map(_die, [1]))
