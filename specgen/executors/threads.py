"""A pool of threads in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from typing import Any, ClassVar, TypeVar

from specgen.cores import cores
from specgen.executors import in_order

Made = TypeVar("Made")


class Threads:
    """Threads of this process, `--jobs` of them: the default."""

    name: ClassVar[str] = "threads"
    forms: ClassVar[tuple[str, ...]] = ("threads",)

    def __init__(self, jobs: int):
        self.jobs = jobs
        self.pool = ThreadPoolExecutor(jobs, "specgen")
        """The threads: what is to be done beside the calls is given to them too, since more threads than cores only take turns."""
        self.leaving = False
        """The results are no longer wanted: calls that can end early may."""

    @classmethod
    def open(cls, address: str, jobs: int | None) -> Threads:
        return cls(jobs or cores())

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        if self.jobs == 1:
            yield from map(function, items)
            return
        self.leaving = False
        calls = set[Future[Any]]()

        def submit(item: Any) -> Future[Any]:
            call = self.pool.submit(function, item)
            calls.add(call)
            call.add_done_callback(calls.discard)
            return call

        try:
            yield from in_order(submit, items, self.jobs + 1)
        except BaseException:
            self.leaving = True
            raise
        finally:
            wait([call for call in tuple(calls) if not call.cancel()])

    def close(self) -> None:
        """Its threads end when what they are at is done; what waits is dropped."""
        self.pool.shutdown(cancel_futures=True)


def threaded(jobs: int, make: Callable[[Threads], Iterator[Made]]) -> Iterator[Made]:
    """What is made by so many threads, which end with it."""
    with closing(Threads(jobs)) as threads:
        yield from make(threads)


KIND = Threads
