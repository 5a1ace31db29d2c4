"""Imports point one way, libraries stay behind their door, and starting up costs little."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
SETTINGS = configparser.ConfigParser(interpolation=None)
SETTINGS.read(ROOT / "setup.cfg", encoding="utf-8")
CONTRACTS = [name for name in SETTINGS.sections() if name.startswith("importlinter:contract:")]
SLOW_TO_IMPORT = ["dask", "faker", "psycopg2", "pyspark", "scipy.stats"]


def imports(path: Path) -> set[str]:
    """The dotted names that a module imports, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_contract_of_imports_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename="setup.cfg", no_cache=True)

    said = capsys.readouterr().out
    assert status == EXIT_STATUS_SUCCESS, said
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in said


def test_scipy_stats_is_for_tests_only() -> None:
    found = {str(path.relative_to(ROOT)): imports(path) for path in (ROOT / "specgen").rglob("*.py")}

    assert "numpy" in found["specgen/streams.py"]
    assert [path for path, names in found.items() if any(name.startswith("scipy.stats") for name in names)] == []


@pytest.mark.parametrize(
    ("module", "spared"), [("specgen.cli", SLOW_TO_IMPORT), ("specgen.api", [*SLOW_TO_IMPORT, "jsonschema", "specgen.drafting"])]
)
def test_nothing_is_imported_that_only_some_commands_need(module: str, spared: list[str]) -> None:
    code = f"import sys, {module}; print([name for name in {spared} if name in sys.modules])"
    started = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (started.stdout.strip(), started.stderr) == ("[]", "")
