"""Work in an order of its own beside other work: the calls of a lane run one after the other, those of two lanes at the same time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

_WAITING = 1
"""So many calls of a lane wait while one runs; each holds its rows in memory."""
_MOST = 8
"""So many threads; lanes beyond them share these in turn."""


class Put(Protocol):
    """Gives a call to a lane; raises what an earlier call of that lane raised."""

    def __call__(self, lane: Hashable, call: Callable[..., object], *arguments: Any) -> None: ...


@contextmanager
def lanes(apart: bool = True) -> Iterator[Put]:
    """Lanes until the `with` ends, which waits for all calls and raises what one of them raised; not `apart`: all calls at once, here.

    Where the `with` ends by an error, what waits is dropped, and what runs is waited for: nobody uses a file that is being taken away.
    """
    if not apart:
        yield _here
        return
    threads, known = list[Lane](), dict[Hashable, Lane]()

    def put(lane: Hashable, call: Callable[..., object], *arguments: Any) -> None:
        if lane not in known:
            if len(threads) < _MOST:
                threads.append(Lane())
            known[lane] = threads[len(known) % _MOST]
        known[lane].put(call, *arguments)

    try:
        yield put
        for thread in threads:
            thread.finish()
    finally:
        for thread in threads:
            thread.cancel()
        for thread in threads:
            thread.close()


def _here(lane: Hashable, call: Callable[..., object], *arguments: Any) -> None:
    call(*arguments)


class Lane:
    """A thread that runs calls in the order in which they come; so many may wait."""

    def __init__(self, name: str = "lane", waiting: int = _WAITING) -> None:
        self._thread, self._waiting = ThreadPoolExecutor(1, f"specgen-{name}"), waiting
        self._flying = deque[Future[object]]()

    def put(self, call: Callable[..., object], *arguments: Any) -> None:
        """Give it a call, when there is room; raises what an earlier one raised."""
        self._flying.append(self._thread.submit(call, *arguments))
        if len(self._flying) > 1 + self._waiting:
            self._flying.popleft().result()

    def finish(self) -> None:
        """Wait until all calls have run; raises what one of them raised."""
        while self._flying:
            self._flying.popleft().result()

    def cancel(self) -> None:
        """Drop what waits."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Wait for what runs; no call can be given any more."""
        self._thread.shutdown(wait=True)


__all__ = ["Lane", "Put", "lanes"]
