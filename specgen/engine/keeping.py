"""What an engine makes once and keeps: makers, where blocks begin, gathered columns, roll-ups."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

T = TypeVar("T")
Key = tuple[Any, ...]
"""What it is, the table, and what else tells it from others."""
_NOTHING = object()


class Kept:
    """Things by their keys, each made by one thread when first needed; others wait for it."""

    def __init__(self) -> None:
        self._made: dict[Key, Any] = {}
        self._lock = threading.RLock()

    def once(self, key: Key, make: Callable[[], T]) -> T:
        """What was made, or is made now."""
        found: T | object = self._made.get(key, _NOTHING)
        if found is _NOTHING:
            with self._lock:
                if key not in self._made:
                    self._made[key] = make()
                found = self._made[key]
        return cast(T, found)

    def __iter__(self) -> Iterator[Key]:
        with self._lock:
            return iter(list(self._made))

    def drop(self, key: Key) -> None:
        """Make it anew when it is needed again."""
        with self._lock:
            self._made.pop(key, None)
