"""CONTRIBUTING.md does what it says: its files are written into a copy of the project, and its commands typed there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, blocks

PAGE = ROOT / "CONTRIBUTING.md"
COPIED = ("benchmarks", "docs", "specgen", "specs", "templates", "tests")
EVERY_PAGE = ["-m", "docs.scripts"]
ONE_PAGE = ["-c", "from docs.scripts import language, pages; pages.write(language.PATH, language.page())"]
TYPED = {".venv/bin/specgen": ["-m", "specgen"], ".venv/bin/python": []}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the files of the page in it."""
    folder = tmp_path_factory.mktemp("project")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*.cfg")]:
        shutil.copy(path, folder)
    for path, text in files().items():
        assert not (folder / path).exists()
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def files() -> dict[str, str]:
    """The files that the page says to write: each block of Python under a line that ends in its path."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    found = [block for block in blocks(PAGE) if block.language == "python"]
    return {re.findall(r"`([\w/.]+)`:$", lines[block.line - 3])[0]: block.text for block in found}


def commands() -> list[str]:
    typed = [block for block in blocks(PAGE) if block.language == "bash"]
    return [line for block in typed for line in block.text.splitlines()]


def python(command: str, docs: list[str]) -> list[str]:
    """A line of the page as arguments of this Python."""
    if command == "make docs":
        return [sys.executable, *docs]
    start = next(start for start in TYPED if command.startswith(start))
    return [sys.executable, *TYPED[start], *shlex.split(command.removeprefix(start))]


def test_the_page_has_two_kinds_and_commands() -> None:
    assert list(files()) == ["specgen/distributions/rayleigh.py", "specgen/sinks/html.py"]
    assert len(commands()) == 5


@pytest.mark.parametrize("docs", [ONE_PAGE, pytest.param(EVERY_PAGE, marks=pytest.mark.slow)], ids=["one page", "every page"])
def test_each_command_works_in_a_project_with_the_two_kinds(project: Path, docs: list[str]) -> None:
    """`make docs` writes the page that lists the kinds; the slow one writes those too that no kind changes."""
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTEST_ADDOPTS": "-n0"}
    for command in commands():
        ran = subprocess.run(python(command, docs), cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8")

        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
        if "pytest" in command:
            assert int(ran.stdout.rpartition(" passed")[0].split()[-1]) >= 5
    assert "### rayleigh" in (project / "docs" / "language.md").read_text(encoding="utf-8")
    assert "<table>" in (project / "data" / "html" / "products.html").read_text(encoding="utf-8")


def test_each_file_is_as_the_tools_want_it(project: Path) -> None:
    written = [str(project / path) for path in files()]
    checks = (["-m", "ruff", "check"], ["-m", "ruff", "format", "--check"])

    ran = [subprocess.run([sys.executable, *check, *written], cwd=project, capture_output=True, text=True) for check in checks]

    assert [one.stdout for one in ran if one.returncode] == []
