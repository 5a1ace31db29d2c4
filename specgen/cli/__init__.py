"""The command line: `main` is what the console script calls. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import click

from specgen.cli import console, options
from specgen.cli.commands import specgen
from specgen.cli.exits import guarded

_OBJECTS = 50_000
"""A search for cycles after so many new objects: with Python's 700 a run spends 3% of its time on searching the plan for them."""

_TURN = 0.001
"""Seconds for which a thread has the interpreter while others wait: with Python's 5 ms two threads make text a tenth slower."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code.

    0 good, 1 environment or failed check, 2 spec or command line, 3 a bug, 130 interrupted.
    """
    gc.set_threshold(_OBJECTS)
    if arguments is None:
        sys.setswitchinterval(_TURN)
        gc.disable()  # `options` enables it once a data set is loaded: till then there is nothing to find
    options.own_process = arguments is None
    given = list(sys.argv[1:] if arguments is None else arguments)
    console.prepare()
    code = guarded(lambda: _command(given), as_json="--json" in given)
    at_work = any(not thread.daemon and thread is not threading.main_thread() for thread in threading.enumerate())
    observed = sys.getprofile() is not None or sys.gettrace() is not None
    if arguments is None and not at_work and not observed:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> NoReturn:
    """End the process, without taking it apart object by object and library by library, which takes a quarter of a second."""
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # one that was closed from the start is None
        with suppress(OSError, ValueError):  # whoever read it is gone
            stream.flush()
    os._exit(code)


def _command(arguments: list[str]) -> int:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise click.UsageError(f"{argument!a} is not UTF-8, as all names and texts have to be.") from None
    try:
        with specgen.make_context("specgen", arguments) as context:
            specgen.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return 0


__all__ = ["main", "specgen"]
