"""The calls of `specgen.api`, from their signatures and docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from docs.scripts.prose import table
from docs.scripts.sections import filled
from specgen import api

PATH = "docs/python.md"


def page() -> str:
    return filled(PATH, {"calls": lambda: table(["call", ""], _calls())})


def _calls() -> Iterator[tuple[str, str]]:
    """The functions of the module, then what can be asked of a data set and of a table."""
    functions = {name: getattr(api, name) for name in api.__all__ if inspect.isfunction(getattr(api, name))}
    for prefix, calls in (("api.", functions), ("Dataset.", _of(api.Dataset)), ("Table.", _of(api.Table))):
        yield from ((f"`{prefix}{name}{_arguments(call)}`", _first_line(call)) for name, call in calls.items())


def _of(kind: type) -> dict[str, Any]:
    return {name: found for name, found in vars(kind).items() if not name.startswith("_") and _documented(found)}


def _documented(found: Any) -> bool:
    return bool(getattr(found, "__doc__", None)) and (callable(found) or hasattr(found, "fget") or hasattr(found, "func"))


def _arguments(call: Any) -> str:
    if not inspect.isfunction(call):
        return ""
    names = [name for name in inspect.signature(call).parameters if name != "self"]
    return f"({', '.join(names)})"


def _first_line(call: Any) -> str:
    return (inspect.getdoc(call) or "").splitlines()[0]
