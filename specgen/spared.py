"""What a process that is ours alone is spared: imports of what is not used, and memory that is free or only reserved."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any, TypeVar

from specgen.cores import cores

Piece = TypeVar("Piece")

_GIVEN_BACK = 8 << 20
"""Bytes from which on what is freed goes back at once: with half of it a run takes a twentieth longer, with twice of it no less."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Of glibc's malloc.h."""
_TRIMMED = 32
"""Pieces: with 16 there are half as many page faults again, for no less memory after a thousand times the rows."""
_RESERVED_KIB = str(64 << 10)
"""What Arrow's allocator reserves at a time; by itself it takes 1 GiB of addresses at once, which `ulimit -v` counts as memory."""


def spare(pandas: bool = True) -> None:
    """All of it, or all but pandas; before pyarrow is imported."""
    os.environ.setdefault("MIMALLOC_ARENA_RESERVE", _RESERVED_KIB)
    _give_memory_back()
    _spare_wrappers()
    if pandas:
        _spare_pandas()


def _give_memory_back() -> None:
    """Let glibc give back every large array when it is freed, and have an arena a core.

    Left alone it keeps the more, the larger the arrays have been (mallopt(3), up to 32 MiB each): free memory in pieces that fit nothing.
    And it makes up to eight arenas a core, which reserve 64 MiB of addresses each.
    """
    adjust = _of_glibc("mallopt")
    if adjust is not None:
        adjust(_MMAP_THRESHOLD, _GIVEN_BACK)
        adjust(_TRIM_THRESHOLD, 2 * _GIVEN_BACK)
        adjust(_ARENA_MAX, cores())


def trimming(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces; after some of them, what is free goes back."""
    for count, piece in enumerate(pieces, 1):
        yield piece
        if count % _TRIMMED == 0:
            give_back()


def give_back() -> None:
    """Let go of what is free between what is kept, which `mallopt` does not see to: 20 to 30 MiB after some million rows."""
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function of the C library; None where it is another library."""
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, TypeError, AttributeError):
        return None
    return found


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


def _spare_wrappers() -> None:
    """Let pyarrow.compute wrap a function when it is first named: all 300, each with a signature and a page of help, take it 50 ms."""
    if "pyarrow.compute" in sys.modules:
        return
    try:
        from pyarrow import _compute

        registry = _compute.function_registry
    except (ImportError, AttributeError):
        return
    try:
        _compute.function_registry = lambda: _Unlisted(registry())
        import pyarrow.compute

        lazily: Any = pyarrow.compute
        lazily.__getattr__, lazily.function_registry = _wrapping(lazily, registry(), lazily._wrap_function), registry
    except Exception:  # another pyarrow than we know: then the long way
        sys.modules.pop("pyarrow.compute", None)
    finally:
        _compute.function_registry = registry
    import pyarrow.compute


class _Unlisted:
    """A registry of functions that lists only what pyarrow.compute names while it is imported."""

    def __init__(self, registry: Any):
        self._registry = registry

    def list_functions(self) -> list[str]:
        return ["utf8_zero_fill"]

    def get_function(self, name: str) -> Any:
        return self._registry.get_function(name)


def _wrapping(module: ModuleType, registry: Any, wrap: Callable[[str, Any], Any]) -> Callable[[str], Any]:
    """The module's `__getattr__`: what its own loop over all functions would have set."""

    def wrapped(name: str) -> Any:
        try:
            function = registry.get_function({"and_": "and", "or_": "or"}.get(name, name))
        except KeyError:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}") from None
        if function.kind == "hash_aggregate" or (function.kind == "scalar_aggregate" and function.arity == 0):
            raise AttributeError(f"{name} is called by a table's group_by")
        made = wrap(name, function)
        setattr(module, name, made)
        return made

    return wrapped
