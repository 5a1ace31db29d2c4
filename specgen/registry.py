"""Which kinds there are: a folder is the registry, and other packages add to it by entry points."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from importlib.metadata import EntryPoint
from typing import Any

from specgen.errors import EnvironmentProblem
from specgen.packages import additions


@functools.cache
def kinds(package: str, group: str | None = None) -> dict[str, Any]:
    """The kinds of a folder, `KIND` of each of its modules, and those that entry points of `group` add; by name, sorted.

    Raises EnvironmentProblem if two kinds have one name.
    """
    found: dict[str, tuple[Any, str]] = {}
    for kind, origin in [*_in_folder(package), *_from_outside(group)]:
        if kind.name in found:
            raise EnvironmentProblem(
                f"two kinds are called '{kind.name}': one in {found[kind.name][1]}, one in {origin}", "remove one of the two packages"
            )
        found[kind.name] = (kind, origin)
    return {name: found[name][0] for name in sorted(found)}


def kind(package: str, name: str, group: str | None = None) -> Any | None:
    """The kind of a name, if there is one; the others are not imported where it stands in the file of its name."""
    file = name.replace("-", "_")
    if file in names(package) and not _additions(group):
        near = getattr(importlib.import_module(f"{package}.{file}"), "KIND", None)
        if near is not None and near.name == name:
            return near
    return kinds(package, group).get(name)


def names(package: str) -> list[str]:
    """The module names of a folder of kinds, sorted, without importing any of them."""
    return sorted(info.name for info in pkgutil.iter_modules(importlib.import_module(package).__path__) if not info.name.startswith("_"))


def _in_folder(package: str) -> list[tuple[Any, str]]:
    modules = (importlib.import_module(f"{package}.{name}") for name in names(package))
    return [(module.KIND, module.__name__) for module in modules if hasattr(module, "KIND")]


def _from_outside(group: str | None) -> list[tuple[Any, str]]:
    return [(_load(point), point.value) for point in _additions(group)]


def _additions(group: str | None) -> list[EntryPoint]:
    return additions(group) if group else []


def _load(point: EntryPoint) -> Any:
    try:
        return point.load()
    except (ImportError, AttributeError) as wrong:
        raise EnvironmentProblem(
            f"the entry point '{point.name}' of {point.group} does not load: {wrong}", "reinstall or remove the package that declares it"
        ) from wrong
