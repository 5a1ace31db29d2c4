"""A pool of threads in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

from specgen.executors import in_order


class Threads:
    """Threads of this process, `--jobs` of them: the default."""

    name: ClassVar[str] = "threads"
    forms: ClassVar[tuple[str, ...]] = ("threads",)

    def __init__(self, jobs: int):
        self.jobs = jobs
        self.leaving = False
        """The results are no longer wanted: calls that can end early may."""

    @classmethod
    def open(cls, address: str, jobs: int | None) -> Threads:
        return cls(jobs or os.cpu_count() or 1)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        if self.jobs == 1:
            yield from map(function, items)
            return
        pool = ThreadPoolExecutor(self.jobs)
        try:
            yield from in_order(lambda item: pool.submit(function, item), items, self.jobs + 1)
        except BaseException:
            self.leaving = True
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        """Its threads end with each `map`."""


KIND = Threads
