"""What calls from Python are given, told in a sentence where it is of another kind than they take."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any


def whole(name: str, value: Any, least: int = 1) -> int:
    """A whole number of at least so much; TypeError for what is no whole number, ValueError for less."""
    try:
        found = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is a whole number, not {value!r}") from None
    if found < least:
        raise ValueError(f"{name} is a whole number from {least} on, not {found}")
    return found


def several(name: str, values: Any) -> tuple[Any, ...]:
    """A list of names; TypeError for one name, whose letters Python would take for a list, and for what is no list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        meant = f": write [{values!r}]" if isinstance(values, str) else ""
        raise TypeError(f"{name} is a list of names, not {values!r}{meant}")
    return tuple(values)


def mapping(name: str, values: Any) -> Mapping[Any, Any]:
    """Values by their names; TypeError for anything else."""
    if not isinstance(values, Mapping):
        raise TypeError(f"{name} is a dict of values by their names, not {values!r}")
    return values


def opened_sinks(values: Any) -> tuple[Any, ...]:
    """A list of what `open_target` and `open_files` give; TypeError for anything else."""
    if isinstance(values, str) or not isinstance(values, Iterable) or not all(hasattr(sink, "dialect") for sink in values):
        raise TypeError(f"sinks is a list of what open_target or open_files gives, such as [specgen.open_files('data')], not {values!r}")
    return tuple(values)
