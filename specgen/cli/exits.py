"""The one place where an exception becomes an exit code and a text for people."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import traceback
from collections.abc import Callable
from types import FrameType

import click

from specgen.cli import console
from specgen.errors import EnvironmentProblem, SpecError, SpecgenError

BUG, INTERRUPTED = 3, 130


def guarded(command: Callable[[], int], as_json: bool) -> int:
    """The exit code of a command; what it raises is told on standard error or, `as_json`, as one document on standard output."""
    interrupt = _Interrupt()
    before = signal.getsignal(signal.SIGINT)
    ours = before is signal.default_int_handler and threading.current_thread() is threading.main_thread()
    if ours:  # where Ctrl-C is ignored, as under nohup, it stays so
        signal.signal(signal.SIGINT, interrupt)
    try:
        return command()
    except BaseException as error:
        if interrupt.came or isinstance(error, KeyboardInterrupt | click.Abort):
            console.note("specgen: interrupted")
            return INTERRUPTED
        if not isinstance(error, Exception):
            raise
        return _told(error, as_json)
    finally:
        if ours:
            signal.signal(signal.SIGINT, before)


class _Interrupt:
    """Remembers Ctrl-C: a library that was at work then may raise an error of its own in place of KeyboardInterrupt."""

    came = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        raise KeyboardInterrupt


def _told(error: Exception, as_json: bool) -> int:
    if isinstance(error, SpecError):
        _faults(error, as_json)
        return error.exit_code
    if isinstance(error, click.ClickException):
        _usage(error, as_json)
        return error.exit_code
    if isinstance(error, MemoryError) or "can't start new thread" in str(error):
        help = "try --jobs 1, or a smaller --scale; `specgen plan` lists what is kept in memory"
        error = EnvironmentProblem("out of memory", help)
    if isinstance(error, SpecgenError):
        _problem(str(error), getattr(error, "help", ""), as_json)
        return error.exit_code
    _problem(f"a bug: {type(error).__name__}: {error}", f"please report it with the traceback {_traceback(error)}", as_json)
    return BUG


def _faults(error: SpecError, as_json: bool) -> None:
    from specgen import diagnostics

    if as_json:
        console.document({"verdict": "refused", "faults": diagnostics.as_json(error)})
    else:
        console.note(diagnostics.render(error, color=console.colorful()))


def _usage(error: click.ClickException, as_json: bool) -> None:
    if as_json:
        _problem(error.format_message(), "", as_json)
    else:
        error.show()


def _problem(message: str, help: str, as_json: bool) -> None:
    if as_json:
        console.document({"verdict": "stopped", "error": message, "help": help})
    else:
        console.note(f"specgen: {message}" + (f"\n  = help: {help}" if help else ""))


def _traceback(error: Exception) -> str:
    """Where the traceback is: above, with SPECGEN_TRACEBACK=1, else in a new file."""
    text = "".join(traceback.format_exception(error))
    if os.environ.get("SPECGEN_TRACEBACK", "0") not in ("", "0"):
        console.note(text)
        return "above"
    try:
        with tempfile.NamedTemporaryFile("w", prefix="specgen-", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(text)
    except OSError:
        console.note(text)
        return "above"
    return f"in {file.name}"
