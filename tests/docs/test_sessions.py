"""Python sessions in the docs are typed, and where docs/how-it-works.md links to a name, it is there."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest

from tests.docs.markdown import PAGES, ROOT

PAGE = ROOT / "docs" / "how-it-works.md"
NAMED = re.findall(r"\[`(\w+)`\]\(\.\./(specgen/[\w/]+\.py)\)", PAGE.read_text(encoding="utf-8"))


SESSIONS = [page for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_a_session_prints_what_the_page_shows(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    failed, attempted = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert failed == 0
    assert attempted > 5


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
