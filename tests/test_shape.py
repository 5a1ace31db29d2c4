"""The shape of the code: small modules, small functions, names that say something, and nothing that only one machine knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path.relative_to(ROOT) for folder in ("docs", "specgen", "specs", "templates") for path in (ROOT / folder).rglob("*.py"))
TESTS = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40

NAMELESS = {"base", "base2", "common", "handler", "helper", "helpers", "manager", "misc", "processor", "util", "utils"}
ACROSS = {"cases", "integration", "laws"}
"""Folders of tests that speak of the whole, not of one module."""
MACHINE_PATH = re.compile(r"(?<![\w.}/])/(?:root|home|Users|work|opt|tmp)/\w|\b[A-Z]:\\{1,2}Users\b")
REGISTRY = re.compile(r"\bpypi[.]org|python[h]osted|[-]index-url|registry[.]npmjs|proxy[.]golang")
UNREPEATABLE = re.compile(r"(?:.*[.])?(?:time[.]time(?:_ns)?|(?:datetime|date)[.](?:now|today|utcnow)|uuid[.]uuid[14]|urandom)|hash")
"""Calls whose answer differs from run to run; durations come from time.perf_counter and time.monotonic."""
RANDOM_MODULES = {"random", "secrets"}


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def files() -> Iterator[Path]:
    """The files of the project: its own folders and what lies beside them, without what tools and runs leave behind."""
    for folder in (".ci", "benchmarks", "docs", "specgen", "specs", "templates", "tests"):
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".env")


def test_a_module_fits_on_a_few_screens() -> None:
    lengths = {str(path): len(text(path).splitlines()) for path in MODULES + TESTS}

    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_a_function_fits_on_one_screen() -> None:
    found = ((path, node, (node.end_lineno or 0) - node.lineno + 1) for path in MODULES + TESTS for node in functions(tree(path)))

    assert [f"{path}: {node.name} has {length} lines" for path, node, length in found if length > LONGEST_FUNCTION] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in MODULES + TESTS if {part.removeprefix("test_") for part in path.with_suffix("").parts} & NAMELESS] == []


def test_a_public_module_says_in_its_first_line_what_it_gives() -> None:
    public = [path for path in MODULES if not path.stem.startswith("_") or path.stem == "__main__"]

    assert [str(path) for path in public if not (ast.get_docstring(tree(path)) or "").strip()] == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in MODULES}

    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


def test_nothing_reads_a_clock_or_global_randomness() -> None:
    assert {str(path): found for path in MODULES if (found := unrepeatable(tree(path)))} == {}


def unrepeatable(tree: ast.Module) -> set[str]:
    """What a module calls or imports that gives something else in each run."""
    allowed = {id(call) for function in functions(tree) if function.name == "__hash__" for call in ast.walk(function)}
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in allowed}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    taken = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    numpys = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return {name for name in called if UNREPEATABLE.fullmatch(name)} | (imported | taken) & RANDOM_MODULES | numpys & {"np.random"}


@pytest.mark.parametrize("code", ["time.time()", "hash(x)", "x.datetime.now()", "import random", "from secrets import choice", "np.random"])
def test_what_differs_from_run_to_run_is_noticed(code: str) -> None:
    assert unrepeatable(ast.parse(code))


def test_no_file_knows_a_machine_or_a_registry() -> None:
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path in files() for match in _private(path)]

    assert found == []


ACROSS = {"benchmarks", "docs", "facts", "laws", "integration"}
"""Folders of tests that hold for the whole and so mirror no module."""


def test_the_tests_mirror_the_package() -> None:
    strangers = [str(path) for path in TESTS if path.stem.startswith("test_") and path.parent.name not in ACROSS and not _mirrored(path)]

    assert strangers == []


def _private(path: Path) -> Iterator[re.Match[str]]:
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    yield from MACHINE_PATH.finditer(content)
    yield from REGISTRY.finditer(content)


def _mirrored(test: Path) -> bool:
    """tests/plan/test_memory.py stands beside specgen/plan/memory.py; a folder's own test may cover the folder."""
    folder = Path(*test.parts[1:-1])
    if folder == Path(".") or test.parts[1] in ACROSS | {"specs", "templates"}:
        return True
    beside = {path.stem for path in (ROOT / "specgen" / folder).iterdir()} if (ROOT / "specgen" / folder).is_dir() else set()
    about = test.stem.removeprefix("test_")
    return about in {folder.name, "laws"} or any(about == name or about.startswith(f"{name}_") for name in beside)
