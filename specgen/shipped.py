"""The specs that come with specgen, by their names."""

from __future__ import annotations

import importlib.resources
import os
from pathlib import Path

_SPECS = importlib.resources.files("specgen.specs")


def find(spec: str | os.PathLike[str]) -> Path:
    """The file of a spec: a path, or the name of a shipped one (of a data file, with its ending)."""
    path, name = Path(spec), str(spec)
    known = {**{name: f"{name}.yaml" for name in shipped()}, **{entry.name: entry.name for entry in _SPECS.iterdir()}}
    return Path(str(_SPECS / known[name])) if not path.exists() and name in known else path


def shipped() -> list[str]:
    """The names of the specs that come with specgen."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _SPECS.iterdir() if entry.name.endswith(".yaml"))
