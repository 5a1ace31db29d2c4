"""Processes of this machine, which share nothing: no thread waits for another's turn with the interpreter."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, ClassVar

from specgen.errors import EnvironmentProblem
from specgen.executors import answer, in_order, packed, taken
from specgen.spared import spare_pandas


class Processes:
    """Worker processes of this machine, `--jobs` of them.

    Each plans the data set anew, which takes it about a second: worth it from some millions of rows on, most of all with `--parts`, where
    each writes the files of its parts itself.
    """

    name: ClassVar[str] = "processes"
    forms: ClassVar[tuple[str, ...]] = ("processes",)

    def __init__(self, jobs: int):
        self.jobs = jobs

    @classmethod
    def open(cls, address: str, jobs: int | None) -> Processes:
        return cls(jobs or os.cpu_count() or 1)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        pool = ProcessPoolExecutor(self.jobs, get_context("spawn"), _begin)
        carried = packed(function)
        try:
            for answered in in_order(lambda item: pool.submit(answer, carried, item), items, self.jobs + 1):
                yield taken(answered)
        except BrokenProcessPool as wrong:
            what = "a worker process was ended from outside, perhaps for want of memory"
            raise EnvironmentProblem(what, "run fewer of them: --jobs 1") from wrong
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        """Its processes end with each `map`."""


def _begin() -> None:
    """Ctrl-C reaches all processes of a terminal, and the first ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    spare_pandas()


KIND = Processes
