"""Every file that a machine writes, and what it should hold now."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from specgen.registry import names

ROOT = Path(__file__).parents[2]


def modules() -> dict[str, ModuleType]:
    """The modules of this folder that write a page, by the page's path from the root; the folder is the list."""
    found = [importlib.import_module(f"docs.scripts.{name}") for name in names("docs.scripts")]
    return {module.PATH: module for module in found if hasattr(module, "PATH")}


def stale(path: str, text: str) -> bool:
    """Whether the file holds anything else, or is not there."""
    file = ROOT / path
    return not file.exists() or file.read_text(encoding="utf-8") != text


def write(path: str, text: str) -> None:
    """Put a page in its place; line ends are the same on every system."""
    (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
    (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
