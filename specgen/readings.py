"""What sqlglot made of a spec's texts, kept for the next run: a spec is read far more often than it is changed.

The answers for one spec and purpose are one file of the shelf; each stands under the text that it was made of, so where a spec changes,
only what is new in it is parsed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from specgen import shelf
from specgen.records import record


@record
class _Readings:
    known: dict[str, Any]
    """Of the time before."""
    used: dict[str, Any]


_OPEN: ContextVar[_Readings | None] = ContextVar("readings", default=None)


@contextmanager
def kept(spec: str | None, purpose: str) -> Iterator[None]:
    """What is read meanwhile, for one purpose, is kept with the spec file of this name; nothing is where it was no file."""
    if spec is None:
        yield
        return
    asked = shelf.question("readings", os.path.abspath(spec), purpose)
    readings = _Readings(shelf.get(asked, dict) or {}, {})
    opened = _OPEN.set(readings)
    try:
        yield
    finally:
        _OPEN.reset(opened)
        if readings.used.keys() != readings.known.keys():
            shelf.put(asked, readings.used, ())


def reading(asked: str, make: Callable[[], Any]) -> Any:
    """The answer (JSON, its tuples perhaps lists) that was made before, else the one that is made now; what `make` raises is not kept."""
    readings = _OPEN.get()
    if readings is None:
        return make()
    if asked not in readings.used:
        readings.used[asked] = readings.known[asked] if asked in readings.known else make()
    return readings.used[asked]
