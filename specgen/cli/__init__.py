"""The command line: `main` is what the console script calls. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import click

from specgen.cli import console, options
from specgen.cli.commands import specgen
from specgen.cli.exits import guarded

_OBJECTS = 50_000
"""A search for cycles after so many new objects: with Python's 700 a run spends 3% of its time on searching the plan for them."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code.

    0 good, 1 environment or failed check, 2 spec or command line, 3 a bug, 130 interrupted.
    """
    gc.set_threshold(_OBJECTS)
    options.own_process = arguments is None
    given = list(sys.argv[1:] if arguments is None else arguments)
    console.prepare()
    sys.exit(guarded(lambda: _command(given), as_json="--json" in given))


def _command(arguments: list[str]) -> int:
    try:
        with specgen.make_context("specgen", arguments) as context:
            specgen.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return 0


__all__ = ["main", "specgen"]
