"""Every code has a meaning and a case: read from the source, so that a new one cannot be forgotten."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.codes import CODES
from tests.error_cases import cases, commands, included

SOURCE = Path(__file__).parents[1] / "specgen"


@pytest.fixture(scope="module")
def trees() -> list[ast.Module]:
    """The modules of the package, for as long as these tests last: they are large."""
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))]


def _positions(*trees: ast.AST) -> dict[str, int]:
    """The functions and classes that take a `code`, and as which argument."""
    found = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
        elif isinstance(node, ast.ClassDef):
            names = [item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)]
            made = next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None)
            names = [argument.arg for argument in made.args.args[1:]] if made else names
        else:
            continue
        if "code" in names:
            found[node.name] = names.index("code")
    return found


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _assigned(trees: list[ast.Module]) -> Iterator[str]:
    """Codes that reach their call by a variable named so: `code, message = "conflicting-keys", …`."""
    for node in (node for tree in trees for node in ast.walk(tree)):
        targets = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(targets, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(targets.elts, node.value.elts, strict=True)
            yield from (text for name, value in pairs if isinstance(name, ast.Name) and name.id == "code" for text in _texts(value))


def raised(trees: list[ast.Module]) -> set[str]:
    """Every code that some call in the package says."""
    everywhere = _positions(*trees)
    return {text for tree in trees for argument in _arguments(tree, everywhere) for text in _texts(argument)} | set(_assigned(trees))


def _arguments(tree: ast.AST, everywhere: dict[str, int]) -> Iterator[ast.expr]:
    """What stands for `code` in the calls of a module; a function of its own goes before one of that name elsewhere."""
    positions = everywhere | _positions(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in positions):
        place = positions[_called(call)]
        yield from call.args[place : place + 1]
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "code")


def test_the_functions_that_take_a_code_are_found(trees: list[ast.Module]) -> None:
    assert {"Fault", "fault", "Refused", "PatternError"} <= set(_positions(*trees))


def test_every_code_has_a_meaning_and_every_meaning_a_code(trees: list[ast.Module]) -> None:
    assert raised(trees) == set(CODES)


def test_every_code_has_a_case() -> None:
    shown = defaultdict(list)
    for case in [*cases(), *included(), *commands()]:
        for fault in case.faults:
            shown[fault.code].append(case.path.stem)

    assert sorted(set(CODES) - set(shown)) == []
    assert sorted(set(shown) - set(CODES)) == []


def test_a_code_is_kebab_case_and_its_meaning_a_sentence() -> None:
    for code, meaning in CODES.items():
        assert code == code.lower() and all(part.isalnum() for part in code.split("-"))
        assert meaning.endswith(".") and " " in meaning
