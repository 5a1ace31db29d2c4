"""Relational data sets from one YAML file: the rows, the DDL, and the SQL that proves the rows right.

    >>> import specgen
    >>> shop = specgen.load("ecommerce", {"scale": 0.1})
    >>> len(shop["orders"])
    500

Nothing heavy is imported before something is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.api import Dataset, load, open_files, open_target, shipped
    from specgen.errors import ChecksFailed, EnvironmentProblem, SpecError, SpecgenError
    from specgen.tables import Table

__version__ = "0.1.0"

_FROM = {
    "specgen.api": ("Dataset", "load", "open_files", "open_target", "shipped"),
    "specgen.errors": ("ChecksFailed", "EnvironmentProblem", "SpecError", "SpecgenError"),
    "specgen.tables": ("Table",),
}
_WHERE = {name: module for module, names in _FROM.items() for name in names}


def __getattr__(name: str) -> Any:
    """What the package gives, imported when it is first asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module 'specgen' has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_WHERE[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])


__all__ = [
    "ChecksFailed",
    "Dataset",
    "EnvironmentProblem",
    "SpecError",
    "SpecgenError",
    "Table",
    "load",
    "open_files",
    "open_target",
    "shipped",
]
