"""Every faulty spec is refused with exactly the faults that its comments declare, and its mended twin with none (tests/error_cases.py)."""

from __future__ import annotations

import functools
import re

import pytest

from specgen.api import Dataset
from specgen.diagnostics import render
from specgen.errors import SpecError
from specgen.language import load
from tests.error_cases import Case, cases, included

CASES = cases()


@functools.cache
def refusal(case: Case) -> SpecError:
    """Binding, planning or making the rows (into no sink at all) refuses the spec."""
    with pytest.raises(SpecError) as caught:
        Dataset(load(case.source, name=str(case.path))).run([], jobs=1)
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_a_faulty_spec_is_refused_with_its_declared_faults(case: Case) -> None:
    error = refusal(case)

    places = {fault.span.file for fault in error.faults if fault.span}
    declared = [fault for one in [case, *included()] if one is case or str(one.path) in places for fault in one.faults]
    found = sorted((fault.span.file, fault.span.line, fault.code) for fault in error.faults if fault.span)
    assert found == sorted((fault.file, fault.line, fault.code) for fault in declared), render(error)
    assert len(found) == len(error.faults), render(error)
    for fault in declared:
        same = [one for one in error.faults if one.code == fault.code and one.span and one.span.line == fault.line]
        assert any(fault.words in f"{one.message} {one.help}" for one in same), render(error)
        assert fault.column is None or fault.column in [one.span.column for one in same if one.span], render(error)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_a_fault_is_shown_with_its_line_and_a_caret(case: Case) -> None:
    error = refusal(case)

    shown = render(error, sources={str(case.path): case.text})

    lines = case.text.split("\n")
    for fault in error.faults:
        assert fault.span is not None
        assert (
            fault.span.file != str(case.path) or f"{fault.span.line} | {lines[fault.span.line - 1]}".replace("\t", "    ").rstrip() in shown
        )
    assert len(re.findall(r"^ +\| +\^+$", shown, re.M)) == len(error.faults) + sum(len(fault.related) for fault in error.faults)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_related_places_are_those_that_are_declared(case: Case) -> None:
    found = sorted((span.line, fault.code) for fault in refusal(case).faults for span, _ in fault.related if span.file == str(case.path))

    assert found == sorted(case.related)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_the_mended_spec_makes_its_rows(case: Case) -> None:
    Dataset(load(case.mended, name=str(case.path))).run([], jobs=1)


def test_there_are_at_least_sixty_cases() -> None:
    assert len(CASES) >= 60
