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
CONTRACTS = configparser.ConfigParser(interpolation=None)
CONTRACTS.read(ROOT / "setup.cfg", encoding="utf-8")
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


@pytest.mark.parametrize("contract", [name.rpartition(":")[2] for name in CONTRACTS.sections() if name.startswith("importlinter:")])
def test_contract_of_imports_is_kept(contract: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename="setup.cfg", limit_to_contracts=(contract,), no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("path", sorted((ROOT / "specgen").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_scipy_stats_is_for_tests_only(path: Path) -> None:
    assert [name for name in imports(path) if name.startswith("scipy.stats")] == []


@pytest.mark.parametrize(
    ("module", "spared"), [("specgen.cli", SLOW_TO_IMPORT), ("specgen.api", [*SLOW_TO_IMPORT, "jsonschema", "specgen.drafting"])]
)
def test_nothing_is_imported_that_only_some_commands_need(module: str, spared: list[str]) -> None:
    code = f"import sys, {module}; print([name for name in {spared} if name in sys.modules])"
    started = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (started.stdout.strip(), started.stderr) == ("[]", "")
