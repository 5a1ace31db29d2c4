"""Work in an order of its own beside other work: the calls of a lane run one after the other, those of two lanes at the same time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

_WAITING = 1
"""So many calls of a lane wait while one runs; each holds its rows in memory."""


class Put(Protocol):
    """Gives a call to a lane; raises what an earlier call of that lane raised."""

    def __call__(self, lane: Hashable, call: Callable[..., object], *arguments: Any) -> None: ...


@contextmanager
def lanes(pool: ThreadPoolExecutor | None) -> Iterator[Put]:
    """Lanes until the `with` ends, which waits for all calls and raises what one of them raised; without a pool calls run here, at once.

    Where the `with` ends by an error, what waits is dropped, and what runs is waited for: nobody uses a file that is being taken away.
    """
    if pool is None:
        yield _here
        return
    known = dict[Hashable, Lane]()

    def put(lane: Hashable, call: Callable[..., object], *arguments: Any) -> None:
        if lane not in known:
            known[lane] = Lane(pool)
        known[lane].put(call, *arguments)

    try:
        yield put
        for lane in known.values():
            lane.finish()
    finally:
        for lane in known.values():
            lane.cancel()
        for lane in known.values():
            lane.close()


def _here(lane: Hashable, call: Callable[..., object], *arguments: Any) -> None:
    call(*arguments)


class Lane:
    """Calls that whichever thread of a pool is free runs in the order in which they come, one at a time; so many may wait."""

    def __init__(self, pool: ThreadPoolExecutor, waiting: int = _WAITING) -> None:
        self._pool, self._waiting = pool, waiting
        self._calls = deque[tuple[Callable[..., object], tuple[Any, ...]]]()
        self._running = False
        self._wrong: BaseException | None = None
        self._changed = threading.Condition()

    def put(self, call: Callable[..., object], *arguments: Any) -> None:
        """Give it a call, when there is room; raises what an earlier one raised."""
        with self._changed:
            self._changed.wait_for(lambda: self._wrong is not None or len(self._calls) + self._running <= self._waiting)
            self._raise()
            if not self._running:
                self._pool.submit(self._run)  # it waits for the lock; where no thread is to be had, nothing runs and nobody waits
                self._running = True
            self._calls.append((call, arguments))

    def finish(self) -> None:
        """Wait until all calls have run; raises what one of them raised."""
        self.close()
        self._raise()

    def cancel(self) -> None:
        """Drop what waits."""
        with self._changed:
            self._calls.clear()

    def close(self) -> None:
        """Wait until nothing runs."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running)

    def _run(self) -> None:
        """In a thread of the pool: the calls that there are, one after the other."""
        while (next_one := self._next()) is not None:
            call, arguments = next_one
            try:
                call(*arguments)
            except BaseException as wrong:
                self._wrong = wrong
                self.cancel()
            del next_one, call, arguments  # the rows that they hold

    def _next(self) -> tuple[Callable[..., object], tuple[Any, ...]] | None:
        with self._changed:
            self._running = bool(self._calls)
            self._changed.notify_all()
            return self._calls.popleft() if self._calls else None

    def _raise(self) -> None:
        if self._wrong is not None:
            raise self._wrong


__all__ = ["Lane", "Put", "lanes"]
