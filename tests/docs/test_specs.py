"""Every spec that the docs show is part of a file that runs, and passes its checks."""

from __future__ import annotations

import inspect
import re
import textwrap
from functools import cache
from pathlib import Path

import pytest

from specgen import api
from specgen.errors import SpecError
from specgen.language.load import fillers
from tests.docs.markdown import PAGES, ROOT, Block, blocks

WRONG = {"docs/tutorial/step_09.yaml": "check-broken"}
"""What a spec of the docs is there to be refused for."""
FILES = [path for path in sorted((ROOT / "docs").rglob("*.yaml")) if str(path.relative_to(ROOT)) not in WRONG]
SHIPPED = sorted((ROOT / "specs").glob("*.yaml"))
TEACHES_BY_FAULTS = {"docs/errors.md"}
"""Its specs are wrong on purpose, and cases of tests/cases/errors."""
SHOWN = [
    block for page in PAGES if str(page.relative_to(ROOT)) not in TEACHES_BY_FAULTS for block in blocks(page) if block.language == "yaml"
]
SNIPPETS = [
    (name, line.strip())
    for name, kind in fillers().items()
    for line in re.findall(r"^ {4}(\w+: \{.*\})$", inspect.cleandoc(kind.__doc__), re.M)
]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def runnable() -> list[list[str]]:
    """The lines of all specs that some test runs."""
    texts = [*(path.read_text(encoding="utf-8") for path in [*FILES, *SHIPPED]), *(kind.example for kind in fillers().values())]
    return [plain(text).splitlines() for text in texts]


def plain(text: str) -> str:
    """A text without what a reader does not see: indentation of the whole, comments behind it, room at line ends."""
    return "\n".join(line.split("  #")[0].rstrip() for line in textwrap.dedent(text).strip().splitlines())


def holds(lines: list[str], part: str) -> bool:
    """Whether the lines hold those of a text, one after the other, indented or not."""
    wanted = plain(part).splitlines()
    stretches = (lines[at : at + len(wanted)] for at in range(len(lines) - len(wanted) + 1))
    return any(textwrap.dedent("\n".join(stretch)).splitlines() == wanted for stretch in stretches)


@pytest.mark.parametrize("block", SHOWN, ids=str)
def test_a_spec_that_is_shown_is_part_of_one_that_runs(block: Block) -> None:
    assert any(holds(lines, block.text) for lines in runnable())


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_spec_of_the_docs_runs_and_passes_its_checks(path: Path, tmp_path: Path) -> None:
    outcome = api.load(path).run([api.open_target(f"duckdb:{tmp_path / 'out.duckdb'}")])

    assert outcome.failed == ()
    assert outcome.checks


@pytest.mark.parametrize(("path", "code"), WRONG.items())
def test_a_spec_that_shows_a_fault_has_that_one(path: str, code: str) -> None:
    with pytest.raises(SpecError) as refused:
        api.load(ROOT / path).run([])

    assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize(("kind", "column"), SNIPPETS, ids=[f"{name}: {line[:20]}" for name, line in SNIPPETS])
def test_a_column_in_a_docstring_loads(kind: str, column: str, tmp_path: Path) -> None:
    spec = tmp_path / "snippet.yaml"
    spec.write_text(f"specgen: 1\ntables:\n  t:\n    rows: 50\n    columns:\n      {column}\n", encoding="utf-8")

    assert api.load(spec).rows("t", 0, 50).num_rows == 50
