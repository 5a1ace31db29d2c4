"""Who runs the work: threads of this process, or the workers of a cluster; one file a kind, picked up from this folder."""

from __future__ import annotations

import functools
import pickle
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol

from specgen.arguments import whole
from specgen.contracts import Executor
from specgen.errors import EnvironmentProblem, Fault, SpecError, SpecgenError
from specgen.records import record
from specgen.registry import kind, kinds
from specgen.suggestions import nearest

FLIGHT = 2
"""So many calls for each that can run at a time are under way or wait to be taken."""


class Result(Protocol):
    """What a call will give: a future, of whichever library."""

    def result(self) -> Any: ...


class ExecutorKind(Executor, Protocol):
    """What `--executor` names."""

    name: ClassVar[str]
    """The word after `--executor`; an address may follow it."""
    forms: ClassVar[tuple[str, ...]]
    """All that may be written."""

    @classmethod
    def open(cls, address: str, jobs: int | None) -> ExecutorKind:
        """What runs calls at an address, or without one `jobs` at a time (None: as many as there are cores) on this machine.

        Raises EnvironmentProblem if it is not to be had.
        """

    def close(self) -> None:
        """End all that `open` began."""


@contextmanager
def opened(wanted: str | Executor, jobs: int | None = None) -> Iterator[Executor]:
    """The executor of a name (`threads`, `dask`, `dask://host:8786`) until the `with` ends; one that is open stays so.

    Raises SpecError if there is none of that name.
    """
    if jobs is not None:
        whole("jobs", jobs)
    if not isinstance(wanted, str):
        if not hasattr(wanted, "map"):
            raise TypeError(f"executor is a name such as 'threads', or what has `map` and `jobs`, not {wanted!r}")
        yield wanted
        return
    word, _, address = wanted.partition(":")
    found: type[ExecutorKind] | None = kind("specgen.executors", word, "specgen.executors")
    if found is None:
        known: dict[str, type[ExecutorKind]] = kinds("specgen.executors", "specgen.executors")
        near = nearest(word, known)
        forms = [form for name, kind in known.items() for form in kind.forms if near in (None, name)]
        raise SpecError(Fault("unknown-executor", f"there is no executor {wanted!r}", None, f"write {' or '.join(forms)}"))
    executor = found.open(address, jobs)
    try:
        yield executor
    finally:
        executor.close()


def in_order(submit: Callable[[Any], Result], items: Iterable[Any], most: int) -> Iterator[Any]:
    """What the calls give, in the order of the items; at most so many are under way or wait to be taken."""
    flying = deque[Result]()
    for item in items:
        flying.append(submit(item))
        if len(flying) > most:
            yield flying.popleft().result()
    while flying:
        yield flying.popleft().result()


# ── what goes to a worker and comes back ─────────────────────────────────────────────────────────────────────────────


@record
class Refused:
    """What a worker gives back where a call failed in plain words: to whoever runs workers that is no reason to try again."""

    error: SpecgenError


def packed(function: Callable[[Any], Any]) -> bytes:
    """A function as it travels."""
    return pickle.dumps(function, protocol=pickle.HIGHEST_PROTOCOL)


def answer(function: bytes, item: Any) -> Any:
    """In the worker: what the call gives, or why it does not."""
    try:
        return _unpacked(function)(item)
    except SpecgenError as error:
        return Refused(error)


def taken(answered: Any) -> Any:
    """Here: the same, or the error raised."""
    if isinstance(answered, Refused):
        raise answered.error
    return answered


@functools.lru_cache(maxsize=4)
def _unpacked(function: bytes) -> Callable[[Any], Any]:
    """Made once in each process: an engine is much work to make."""
    try:
        found: Callable[[Any], Any] = pickle.loads(function)
        return found
    except (ImportError, AttributeError) as wrong:
        what = f"a worker on {socket.gethostname()} cannot do the work: {wrong}"
        raise EnvironmentProblem(what, "install the same versions wherever rows are made") from wrong


__all__ = ["FLIGHT", "ExecutorKind", "Refused", "Result", "answer", "in_order", "opened", "packed", "taken"]
