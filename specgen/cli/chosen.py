"""Which spec is meant: the one named, else $SPECGEN_SPEC, else the project's own."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

from specgen.errors import EnvironmentProblem, Fault, SpecError
from specgen.records import record

VARIABLE = "SPECGEN_SPEC"
_WAYS = """\
there are three ways to say it:
name a file, or one that is shipped ({shipped}): specgen run shop.yaml
set SPECGEN_SPEC=shop.yaml
write into pyproject.toml, under [tool.specgen]: spec = "shop.yaml\""""


@record
class Chosen:
    """A spec's file, and who said so."""

    path: Path
    because: str


def chosen(named: str | None) -> Chosen:
    """The spec to use; raises SpecError if nobody names one, or the one named is not there."""
    if named is not None:
        return Chosen(_file(named), "the command line")
    if variable := os.environ.get(VARIABLE):
        return Chosen(_file(variable), f"${VARIABLE}")
    project = _of_project()
    if project is None:
        from specgen import api

        raise SpecError(Fault("no-spec", "which spec?", None, _WAYS.format(shipped=", ".join(api.shipped()))))
    return project


def _file(name: str) -> Path:
    from specgen import api
    from specgen.suggestions import nearest

    path = api.find(name)
    if not path.exists() and path.name == name:
        files = {file.stem: file.as_posix() for file in _specs()}
        shipped = api.shipped()
        known = {**{spec: spec for spec in shipped}, **files}
        near = nearest(path.stem, known)
        listed = f"in this folder: {', '.join(files.values()) or 'none'}; shipped: {', '.join(shipped)}"
        help = f"did you mean '{known[near]}'?" if near else listed
        raise SpecError(Fault("file-not-found", f"there is no file '{name}', and no shipped spec of that name", None, help))
    return path


def _specs() -> list[Path]:
    """The specs of this folder and of its folder `specs`: files with `specgen:` at the start of a line."""
    files = [*sorted(Path().glob("*.y*ml")), *sorted(Path().glob("specs/*.y*ml"))]
    return [file for file in files if file.is_file() and re.search(rb"^specgen\s*:", file.read_bytes(), re.M)]


def _of_project() -> Chosen | None:
    """What the nearest pyproject.toml with a [tool.specgen] says; its paths are relative to itself."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        project = Path(os.path.relpath(folder / "pyproject.toml"))
        if project.is_file() and (spec := _setting(project)) is not None:
            path = folder / spec
            return Chosen(path.relative_to(here) if path.is_relative_to(here) else path, f"[tool.specgen] in {project}")
    return None


def _setting(project: Path) -> str | None:
    """`spec` of [tool.specgen]; None if there is no such table."""
    section = _read(project).get("tool", {}).get("specgen")
    if section is None:
        return None
    spec = section.get("spec") if isinstance(section, dict) else None
    if not isinstance(spec, str):
        raise SpecError(Fault("bad-settings", f"[tool.specgen] in {project} names no spec", None, 'write: spec = "shop.yaml"'))
    return spec


def _read(project: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(project.read_text(encoding="utf-8"))
    except ValueError as wrong:
        raise SpecError(Fault("bad-settings", f"{project} cannot be read: {wrong}", None, "name the spec on the command line")) from None
    except OSError as wrong:
        raise EnvironmentProblem(f"{project} cannot be read: {wrong.strerror}", "name the spec on the command line") from wrong
