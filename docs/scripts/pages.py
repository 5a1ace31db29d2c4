"""Every file that a machine writes, and what it should hold now."""

from __future__ import annotations

import difflib
import importlib
import itertools
from pathlib import Path
from types import ModuleType

from specgen.registry import names

ROOT = Path(__file__).parents[2]
SHOWN = 20
"""Lines of a difference."""


def modules() -> dict[str, ModuleType]:
    """The modules of this folder that write a page, by the page's path from the root; the folder is the list."""
    found = [importlib.import_module(f"docs.scripts.{name}") for name in names("docs.scripts")]
    return {module.PATH: module for module in found if hasattr(module, "PATH")}


def difference(path: str, text: str) -> str:
    """Where the file differs from what it should hold, as a diff of a few lines; nothing if it does not."""
    file = ROOT / path
    there = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = difflib.unified_diff(there.splitlines(), text.splitlines(), "there", "due", n=0, lineterm="")
    return "" if there == text and file.exists() else "\n".join(["", *itertools.islice(lines, SHOWN)])


def write(path: str, text: str) -> None:
    """Put a page in its place; line ends are the same on every system."""
    (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
    (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
