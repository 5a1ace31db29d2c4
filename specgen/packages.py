"""Which packages are installed, and what they add; each is asked once, since every answer is a search through files."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from typing import Any

_VERSION = re.compile(r"^Version: (.*)$", re.MULTILINE)


@cache
def version(package: str) -> str | None:
    """The version of a package; None if it is not installed."""
    try:
        found = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return None
    said = _VERSION.search((found.read_text("METADATA") or "").partition("\n\n")[0])
    return said[1] if said else found.version


def additions(*groups: str) -> list[metadata.EntryPoint]:
    """The entry points of some groups, by group, name and value."""
    found = [point for group in groups for point in _entry_points().select(group=group)]
    return sorted(found, key=lambda point: (point.group, point.name, point.value))


def forget() -> None:
    """Look at what is installed anew."""
    version.cache_clear()
    _entry_points.cache_clear()


@cache
def _entry_points() -> Any:
    return metadata.entry_points()
