"""scipy's special functions, without what their import drags in and nobody here calls."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import sys
from typing import Any

_IDLE = ("numpy.f2py", "numpy.testing")
"""scipy takes every name of numpy, and these cost 70 ms; so they are loaded when something of them is used (importlib's LazyLoader)."""


@functools.cache
def special() -> Any:
    """The module `scipy.special`, imported when first asked for."""
    for name in _IDLE:
        if name not in sys.modules:
            _load_when_used(name)
    return importlib.import_module("scipy.special")


def _load_when_used(name: str) -> None:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, short = name.rpartition(".")
    setattr(sys.modules[package], short, module)
