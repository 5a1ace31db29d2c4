"""docs/how-it-works.md says what the code does: its session is typed, and its links lead to names that are there."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT

PAGE = ROOT / "docs" / "how-it-works.md"
NAMED = re.findall(r"\[`(\w+)`\]\(\.\./(specgen/[\w/]+\.py)\)", PAGE.read_text(encoding="utf-8"))


def test_the_session_prints_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    failed, attempted = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")

    assert failed == 0
    assert attempted > 20


def names(path: Path) -> set[str]:
    """What a module, and each class in it, defines."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found | {path.stem, path.parent.name}


@pytest.mark.parametrize(("name", "path"), dict.fromkeys(NAMED))
def test_a_name_that_is_linked_is_defined_there(name: str, path: str) -> None:
    assert name in names(ROOT / path)
