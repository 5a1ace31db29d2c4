"""The tutorial: ten specs, each shown as what it adds to the one before, and what the commands really print for it."""

from __future__ import annotations

import difflib
from functools import partial

from docs.scripts.pages import ROOT
from docs.scripts.prose import rendered, shown
from docs.scripts.said import answer, folder

PATH = "docs/tutorial.md"
FOLDER = "docs/tutorial"
SPEC = "bikes.yaml"


def page() -> str:
    return rendered("tutorial.md.j2", added=added, console=console, whole=partial(shown, _spec(10), "yaml"))


def added(step: int) -> str:
    """What a step changes in the spec."""
    if step == 1:
        return shown(_spec(1), "yaml")
    lines = list(difflib.unified_diff(_spec(step - 1).splitlines(), _spec(step).splitlines(), n=1, lineterm=""))[3:]
    return shown("\n".join("  …" if line.startswith("@@") else f"{line[:1]} {line[1:]}".rstrip() for line in lines), "diff")


def console(step: int, *commands: str, last: int | None = None) -> str:
    """Commands that are typed beside the spec of a step, with their output, or only its last lines."""
    with folder({SPEC: _spec(step)}):
        told = [(command, answer(command).rstrip().splitlines()) for command in commands]
    parts = [[f"$ {command}", *(lines if last is None or len(lines) <= last else ["…", *lines[-last:]])] for command, lines in told]
    return shown("\n\n".join("\n".join(part) for part in parts), "console")


def _spec(step: int) -> str:
    return (ROOT / FOLDER / f"step_{step:02}.yaml").read_text(encoding="utf-8")
