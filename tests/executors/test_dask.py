"""Dask: its workers' rows are those of threads, also where one of them is lost; what is not there is told in plain words."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from specgen.engine import Engine
from specgen.engine.batches import Span, Work, spans
from specgen.engine.engine import engine_of
from specgen.engine.recipe import recipe
from specgen.errors import EnvironmentProblem, ValueFault
from specgen.executors import opened
from specgen.executors.dask import Dask
from specgen.executors.threads import Threads
from tests import clusters, worlds

WORKERS = 3


@pytest.fixture(scope="module")
def shop() -> Engine:
    return worlds.engine(worlds.SPECS / "ecommerce.yaml", {"scale": "0.2"})


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


def test_a_scheduler_goes_by_its_address(shop: Engine, due: dict[str, str], dask: Dask) -> None:
    with opened(f"dask:{dask.address}") as same:
        assert clusters.prints(shop, same, 65_536) == due


def test_a_row_that_breaks_a_rule_stops_the_run_with_its_place(dask: Dask) -> None:
    engine = worlds.table(5_000, "x: {type: integer, sequence: {start: 10}, check: x <= 3000}")

    with pytest.raises(ValueFault, match="t, row 2,991: check of x does not hold") as refused:
        clusters.prints(engine, dask, 1_000)

    assert refused.value.faults[0].span is not None


def test_a_worker_with_other_versions_is_refused_by_name(dask: Dask) -> None:
    made = recipe(worlds.table(10, "x: integer").spec)
    older = dataclasses.replace(made, versions={**made.versions, "numpy": "1.0"}, digest="other")

    with pytest.raises(EnvironmentProblem, match=r"a worker on .* might make other values: it has numpy .* instead of 1\.0"):
        list(dask.map(engine_of, [older]))


@pytest.mark.parametrize(
    ("address", "told"),
    [("//127.0.0.1:1", "there is no Dask scheduler at tcp://127.0.0.1:1"), ("here", "here is no address of a Dask scheduler")],
)
def test_a_scheduler_that_is_not_there_is_told(address: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specgen.executors.dask._PATIENCE_SECONDS", 1)

    with pytest.raises(EnvironmentProblem, match=told), opened(f"dask:{address}"):
        pass


@pytest.mark.parametrize(("name", "module"), [("dask", "distributed"), ("spark", "pyspark")])
def test_a_library_that_is_not_installed_is_told_with_what_installs_it(name: str, module: str, tmp_path: Path) -> None:
    (tmp_path / f"{module}.py").write_text("raise ImportError('not here')", encoding="utf-8")
    command = [sys.executable, "-m", "specgen", "generate", "ecommerce", "--scale", "0.1", "--executor", name, "--out", str(tmp_path / "o")]

    ran = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)

    assert ran.returncode == 1
    assert f"pip install 'specgen[{name}]'" in ran.stderr
    assert not list((tmp_path / "o").glob("*"))
