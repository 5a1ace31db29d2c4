"""Processes: their rows are those of threads; a fault in one comes with its place, and one that is lost is told in plain words."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import specgen
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


ASKS = "from specgen.executors.processes import Processes\nfrom tests.executors import test_processes\n"
ASKS += "if __name__ == '__main__': list(Processes(1).map(test_processes.tell_and_wait, [PATH]))\n"


def tell_and_wait(path: str) -> None:
    Path(path).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(60)


def test_a_process_does_not_outlive_the_one_that_started_it(tmp_path: Path) -> None:
    told, script = tmp_path / "told", tmp_path / "asks.py"
    script.write_text(ASKS.replace("PATH", repr(str(told))), encoding="utf-8")
    started = subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, stderr=subprocess.DEVNULL
    )
    until(lambda: told.exists() and told.read_text(encoding="utf-8") != "")

    started.kill()
    started.wait()

    worker = int(told.read_text(encoding="utf-8"))
    until(lambda: not alive(worker))


def alive(process: int) -> bool:
    """Whether a process is at work: one that nobody waits for may still be listed, as a zombie."""
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("not within 30 seconds")


@pytest.mark.parametrize("parts", [False, True])
def test_its_processes_end_where_whoever_takes_the_rows_fails(parts: bool, tmp_path: Path) -> None:
    def progress(table: str, rows: int) -> None:
        raise RuntimeError("no more")

    data = specgen.load("ecommerce", {"scale": "0.2"})
    with opened("processes", 1) as executor, pytest.raises(RuntimeError, match="no more") as kept:
        if parts:
            data.parts(tmp_path, 3).make(executor, progress)
        else:
            data.run([specgen.open_files(str(tmp_path))], executor=executor, progress=progress)

    assert multiprocessing.active_children() == [] and kept.value.__traceback__ is not None
