"""What a process that is ours alone is spared: pandas, which is not used, and memory that is free or only reserved."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

_GIVEN_BACK = 4 << 20
"""Bytes from which on what is freed goes back at once: with half of it a run takes 2% longer, with twice of it memory grows as before."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Of glibc's malloc.h."""
_RESERVED = {"MIMALLOC_ARENA_RESERVE": str(64 << 10)}
"""KiB that Arrow's allocator reserves at a time; by itself it takes 1 GiB of addresses at once, which `ulimit -v` counts as memory."""


def spare(pandas: bool = True) -> None:
    """All of it, or all but pandas; before pyarrow is imported."""
    for name, value in _RESERVED.items():
        os.environ.setdefault(name, value)
    _give_memory_back()
    if pandas:
        _spare_pandas()


def _give_memory_back() -> None:
    """Let glibc give back every large array when it is freed, and have an arena a core.

    Left alone it keeps the more, the larger the arrays have been (mallopt(3), up to 32 MiB each): free memory in pieces that fit nothing.
    And it makes up to eight arenas a core, which reserve 64 MiB of addresses each.
    """
    try:
        adjust = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):  # not glibc
        return
    adjust(_MMAP_THRESHOLD, _GIVEN_BACK)
    adjust(_TRIM_THRESHOLD, 2 * _GIVEN_BACK)
    adjust(_ARENA_MAX, os.cpu_count() or 1)


def _spare_pandas() -> None:
    """Let pyarrow find that there is no pandas: it imports that with the first Python value that it sees, which takes half a second.

    So nobody in this process gets pandas from pyarrow any more.
    """
    if "pandas" in sys.modules:
        return
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        import pyarrow

        pyarrow.array([0])
    finally:
        sys.meta_path.remove(absent)


class _Absent(MetaPathFinder):
    """Says of pandas that it is not installed."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
