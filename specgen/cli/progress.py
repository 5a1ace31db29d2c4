"""How far the work is, on standard error: a bar where a terminal is there, else a few lines; nothing in the first second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from specgen.cli import console
from specgen.counted import counted

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_SECONDS = 1.0


@contextmanager
def shown(expected: int, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """What to call with a table and its next rows, or with another step and 0; `expected` rows are all."""
    if quiet:
        yield lambda what, rows: None
    elif sys.stderr is not None and sys.stderr.isatty():
        bar = _Bar(expected)
        try:
            yield bar
        finally:
            bar.stop()
    else:
        yield Lines(expected)


class Lines:
    """A line after one second, two, four, …: at most a dozen in an hour."""

    def __init__(self, expected: int):
        self._expected, self._done = max(expected, 1), 0
        self._start, self._wait = time.monotonic(), PATIENCE_SECONDS

    def __call__(self, what: str, rows: int) -> None:
        self._done += rows
        if time.monotonic() - self._start >= self._wait:
            self._wait *= 2
            console.note(f"  {what}: {min(100, 100 * self._done // self._expected)}% of {counted(self._expected, 'row')}")


class _Bar:
    """A bar of rich, which is imported when the work turns out to be long."""

    def __init__(self, expected: int):
        self._expected, self._done = expected, 0
        self._start = time.monotonic()
        self._progress: tuple[Progress, TaskID] | None = None

    def __call__(self, what: str, rows: int) -> None:
        self._done += rows
        if self._progress is None and time.monotonic() - self._start >= PATIENCE_SECONDS:
            self._progress = _begun(self._expected)
        if self._progress is not None:
            progress, task = self._progress
            progress.update(task, description=what, completed=min(self._done, self._expected))

    def stop(self) -> None:
        if self._progress is not None:
            self._progress[0].stop()


def _begun(expected: int) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    progress.start()
    return progress, progress.add_task("", total=expected)
