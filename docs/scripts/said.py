"""What the commands really print."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from specgen.cli import specgen
from specgen.diagnostics import render
from specgen.errors import SpecError
from specgen.shelf import VARIABLE

QUIET = {name: None for name in os.environ if name.startswith(("SPECGEN", "POSTGRES")) and name != VARIABLE}
"""The settings of this machine, which no page may show."""
MASKS = {
    r"\(\d+\.\d s\)": "(… s)",
    r"(\S+\.duckdb|\S+\.parquet|\S*manifest\.json) +[\d.]+ \w+$": r"\1  …",
}
"""What differs from machine to machine and from one version of a library to the next: times, sizes of what libraries lay out."""


def said(*arguments: str | Path, width: int = 88) -> str:
    """The standard output of a command that has to succeed; texts of help are folded at `width`."""
    done = CliRunner(env=QUIET).invoke(specgen, [str(part) for part in arguments], prog_name="specgen", terminal_width=width)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, f"specgen {' '.join(map(str, arguments))}: {done.output}"
    return done.stdout


def answer(command: str) -> str:
    """What a line typed into a terminal prints, be it refused or not, with `…` for what is not the same everywhere."""
    program, *arguments = shlex.split(command)
    assert program == "specgen", command
    done = CliRunner(env=QUIET).invoke(specgen, arguments, prog_name="specgen")
    if isinstance(done.exception, SpecError):
        return masked(f"{done.stdout}\n{render(done.exception)}\n".lstrip())
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return masked(done.stdout)


def masked(text: str) -> str:
    """A text without times, and without sizes of what libraries lay out."""
    for pattern, mask in MASKS.items():
        text = re.sub(pattern, mask, text, flags=re.MULTILINE)
    return text


@contextmanager
def folder(files: Mapping[str, str]) -> Iterator[Path]:
    """A working directory that holds these files."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as made:
        for name, text in files.items():
            (Path(made) / name).parent.mkdir(exist_ok=True)
            (Path(made) / name).write_text(text, encoding="utf-8")
        os.chdir(made)
        try:
            yield Path(made)
        finally:
            os.chdir(before)
