"""Every faulty spec in tests/cases/errors is refused with exactly the faults that its comments declare, each on its line.

A comment `# fault: CODE words` on a line expects a fault with that code on that line, and the words in its message or help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from specgen import api
from specgen.diagnostics import render
from specgen.errors import SpecError

FOLDER = Path(__file__).parent / "cases" / "errors"
CASES = sorted(FOLDER.glob("*.yaml"))
_DECLARED = re.compile(r"#\s*fault: ([a-z0-9-]+) *(.*?)\s*(?=# fault:|$)")


@dataclass(frozen=True)
class Expected:
    """A fault that a comment declares."""

    line: int
    code: str
    words: str


def expected(path: Path) -> list[Expected]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Expected(number, code, words) for number, line in enumerate(lines, 1) for code, words in _DECLARED.findall(line)]


def refusal(path: Path) -> SpecError:
    """Binding, planning or making the rows (into no sink at all) refuses the spec."""
    with pytest.raises(SpecError) as caught:
        api.load(path).run([], jobs=1)
    return caught.value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_faulty_spec_is_refused_with_its_declared_faults(path: Path) -> None:
    declared = expected(path)

    error = refusal(path)

    found = sorted((fault.span.line if fault.span else 0, fault.code) for fault in error.faults)
    assert found == sorted((fault.line, fault.code) for fault in declared), render(error)
    for fault in declared:
        same = [one for one in error.faults if one.code == fault.code and one.span and one.span.line == fault.line]
        assert any(fault.words in f"{one.message} {one.help}" for one in same), render(error)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_fault_is_shown_with_its_line_and_a_caret(path: Path) -> None:
    error = refusal(path)

    shown = render(error)

    lines = path.read_text(encoding="utf-8").splitlines()
    for fault in error.faults:
        assert fault.span is not None
        assert f"{fault.span.line} | {lines[fault.span.line - 1]}".replace("\t", "    ").rstrip() in shown
    assert len(re.findall(r"^ +\| +\^+$", shown, re.M)) == len(error.faults) + sum(len(fault.related) for fault in error.faults)


def test_every_case_declares_a_fault_and_one_declares_several() -> None:
    counts = [len(expected(path)) for path in CASES]

    assert min(counts) >= 1
    assert max(counts) >= 2
