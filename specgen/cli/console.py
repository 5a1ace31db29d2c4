"""Standard output and standard error: text that any console can show, and readers that may go away."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import click

from specgen.counted import counted
from specgen.errors import EnvironmentProblem

WIDTH = 118
_READER_GONE = (errno.EPIPE, errno.EINVAL)
"""EINVAL is what Windows says of a closed pipe."""


def prepare() -> None:
    """Make both streams escape what they cannot show; into files and pipes goes UTF-8 on every system."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            plain = not stream.isatty() and "PYTHONIOENCODING" not in os.environ
            stream.reconfigure(errors="backslashreplace", encoding="utf-8" if plain else None)


def result(text: str, newline: bool = True) -> None:
    """Write to standard output. Where the reader is gone, as with `| head`, the work goes on and is not shown."""
    _shown(lambda: click.echo(text, nl=newline))


class Binary(io.RawIOBase):
    """Standard output for bytes, forwards only; closing it ends what is written and not the stream."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self._written, self._gone = 0, False

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: Any) -> int:
        """Take bytes; where the reader is gone, they are not shown."""
        size = memoryview(data).nbytes
        self._written += size
        if not self._gone:
            self._gone = not _shown(lambda: (sys.stdout.buffer.write(data), sys.stdout.buffer.flush()))
        return size


def document(value: Any) -> None:
    """Write one JSON document, in ASCII, so that every console and file takes it; dates and decimals become text."""
    result(json.dumps(value, indent=2, default=str))


def script(sql: str, dialect: str, as_json: bool) -> None:
    """Write a script as it is, to be piped into its database, or as a document."""
    if as_json:
        document({"dialect": dialect, "sql": sql})
    else:
        result(sql, newline=False)


def note(text: str) -> None:
    """Write to standard error: progress, warnings, problems."""
    with suppress(OSError):
        click.echo(text, err=True)


def colorful() -> bool:
    """Whether standard error is a terminal that may have colours."""
    return sys.stderr is not None and sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns(rows: Sequence[Sequence[str]], right: Sequence[bool] = ()) -> list[str]:
    """Rows of cells as aligned lines; `right` says which columns stand at their right end."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    sides = [*right, *[False] * (len(widths) - len(right))]
    return ["  ".join(_set(*cell) for cell in zip(row, widths, sides, strict=True)).rstrip() for row in rows]


def folded(head: str, text: str) -> list[str]:
    """A head and a text, which goes on under itself where the line is full."""
    return textwrap.wrap(head + text, WIDTH, subsequent_indent=" " * len(head), break_long_words=False, break_on_hyphens=False)


def size(count: int) -> str:
    """A number of bytes as people say it."""
    amount, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return counted(count, "byte") if unit == "bytes" else f"{amount:.3g} {unit}" if amount < 100 else f"{amount:.0f} {unit}"


def _set(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def _shown(write: Callable[[], object]) -> bool:
    """Whether the reader is still there."""
    try:
        write()
    except OSError as problem:
        _discard_the_rest()
        if problem.errno not in _READER_GONE:
            help = "make room, or send it elsewhere"
            raise EnvironmentProblem(f"cannot write to standard output: {problem.strerror}", help) from problem
        return False
    return True


def _discard_the_rest() -> None:
    """What is still in the buffer must not fail again when Python flushes it at the end."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
