"""A pool of threads: results in order, a bounded number in flight."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Threads:
    """Runs calls in `jobs` threads; at most two results a thread wait to be taken."""

    name = "threads"

    def __init__(self, jobs: int):
        self.jobs = jobs
        self.leaving = False
        """The results are no longer wanted: calls that can end early may."""

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """Results in the order of the items; an error comes where its result would have come."""
        if self.jobs == 1:
            yield from map(function, items)
            return
        pool, flying = ThreadPoolExecutor(self.jobs), deque[Future[Any]]()
        try:
            for item in items:
                flying.append(pool.submit(function, item))
                if len(flying) > 2 * self.jobs:
                    yield flying.popleft().result()
            while flying:
                yield flying.popleft().result()
        except BaseException:
            self.leaving = True
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


KIND = Threads
