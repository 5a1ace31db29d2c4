"""Processes of this machine, which share nothing: no thread waits for another's turn with the interpreter."""

from __future__ import annotations

import mmap
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import accumulate, pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar

from specgen.cores import cores
from specgen.errors import EnvironmentProblem
from specgen.executors import answer, in_order, packed, taken
from specgen.records import record
from specgen.spared import spare

_MOST = 61 if sys.platform == "win32" else 1 << 16
"""Windows lets a process wait for so many others."""


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
        return cls(min(jobs or cores(), _MOST))

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        context = get_context("spawn")
        watched, held = context.Pipe(duplex=False)
        pool = ProcessPoolExecutor(self.jobs, context, _begin, (watched,))
        with tempfile.TemporaryDirectory(prefix="specgen-", ignore_cleanup_errors=True) as folder:
            carried = packed(function)
            try:
                for parcel in in_order(lambda item: pool.submit(_sent, folder, carried, item), items, self.jobs + 1):
                    yield taken(parcel.opened())
            except BrokenProcessPool as wrong:
                what = "a worker process was ended from outside, perhaps for want of memory"
                raise EnvironmentProblem(what, "run fewer of them: --jobs 1") from wrong
            except BaseException:
                held.close()  # what they are at is no longer wanted
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
                held.close()
                watched.close()

    def close(self) -> None:
        """Its processes end with each `map`."""


@record
class Parcel:
    """A result on its way: what is large lies in a file, where the one process leaves it and the other finds it without a copy."""

    head: bytes
    file: str
    ends: tuple[int, ...]
    """Where each buffer ends in the file."""

    def opened(self) -> Any:
        """The result, over the file's pages as long as it lives; the file itself is gone."""
        if not self.file:
            return pickle.loads(self.head, buffers=[b"" for _ in self.ends])
        with open(self.file, "rb") as file:
            pages = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        with suppress(PermissionError):  # Windows removes no file that is mapped; the folder goes at the end
            Path(self.file).unlink()
        return pickle.loads(self.head, buffers=[pages[start:end] for start, end in pairwise((0, *self.ends))])


def _sent(folder: str, function: bytes, item: Any) -> Parcel:
    """In the worker: what the call gives."""
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps(answer(function, item), protocol=5, buffer_callback=buffers.append)
    pieces = [buffer.raw() for buffer in buffers]
    ends = tuple(accumulate(len(piece) for piece in pieces))
    if not any(map(len, pieces)):
        return Parcel(head, "", ends)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.writelines(pieces)
    return Parcel(head, file.name, ends)


def _begin(watched: Connection) -> None:
    """Ctrl-C reaches all processes of a terminal, and the first ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(watched,), daemon=True).start()
    spare()


def _end_with(watched: Connection) -> None:
    """End this process, whatever it is at, when the other end is closed, be it that the first process wants no more or that it died."""
    with suppress(EOFError, OSError):
        watched.recv()
    os._exit(1)


KIND = Processes
