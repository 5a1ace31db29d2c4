"""What the commands really print."""

from __future__ import annotations

import os
from pathlib import Path

from click.testing import CliRunner

from specgen.cli import specgen

QUIET = {name: None for name in os.environ if name.startswith(("SPECGEN", "POSTGRES"))}
"""The settings of this machine, which no page may show."""


def said(*arguments: str | Path, width: int = 88) -> str:
    """The standard output of a command that has to succeed; texts of help are folded at `width`."""
    done = CliRunner(env=QUIET).invoke(specgen, [str(part) for part in arguments], prog_name="specgen", terminal_width=width)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, f"specgen {' '.join(map(str, arguments))}: {done.output}"
    return done.stdout
