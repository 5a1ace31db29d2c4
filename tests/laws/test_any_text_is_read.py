"""Whatever the text, reading it ends soon: in a plan, or in faults that each have a place in the file."""

from __future__ import annotations

import time

import pytest

from specgen.api import Dataset
from specgen.errors import Fault, SpecError
from specgen.language import load
from specgen.language.syntax import lines
from tests.error_cases import ERRORS
from tests.mutations import mutated

FILE = str(ERRORS / "damaged.yaml")
"""Where the damaged specs seem to lie, so that they find what they include."""
SPECS, ORDINARY, AT_ONCE = 2_000, 500, 100
SECONDS = 60
"""Of processor time for one spec: a hang, on any machine; the slowest takes a hundredth of it."""


def faults(text: str) -> tuple[Fault, ...]:
    """The faults of a spec; none if it has a plan."""
    try:
        plan = Dataset(load(text, name=FILE)).plan
    except SpecError as error:
        assert error.faults
        return error.faults
    assert plan.tables
    return ()


def inside(fault: Fault, text: str) -> bool:
    """Whether the place of a fault is in the text, its end included, or in a file that the text includes."""
    page, span = lines(text), fault.span
    if span is None or span.file != FILE:
        return span is not None
    return 1 <= span.line <= len(page) and 1 <= span.column <= len(page[span.line - 1]) + 1


@pytest.mark.parametrize(
    "first", [*range(0, ORDINARY, AT_ONCE), *(pytest.param(first, marks=pytest.mark.slow) for first in range(ORDINARY, SPECS, AT_ONCE))]
)
def test_a_damaged_spec_is_planned_or_refused_at_a_place(first: int) -> None:
    """500 of them; the slow ones are 1,500 more."""
    for number in range(first, first + AT_ONCE):
        text, start = mutated(number), time.process_time()

        found = faults(text)

        assert [str(fault) for fault in found if not inside(fault, text)] == [], number
        assert time.process_time() - start < SECONDS, number


@pytest.mark.parametrize(
    "text",
    [
        "specgen: 1\ntables: {a: {rows: 1000000000000000, columns: {x: integer}}}",
        "specgen: 1\ntables: {a: {rows: 10, columns: {x: {type: text, pattern: '[a-z]{1000000}'}}}}",
        "specgen: 1\ntables: {a: {rows: 10, columns: {x: {type: text, pattern: '((a{4000}){4000}){4000}'}}}}",
        "specgen: 1\nx-a: " + "[" * 100_000,
        "specgen: 1\nx-a: " + "{a: " * 5_000,
        "specgen: 1\nx-a: " + "- " * 5_000 + "1",
        "a: &a [1, 2, 3]\n"
        + "".join(f"{two}: &{two} [{', '.join(['*' + one] * 9)}]\n" for one, two in zip("abcdefghij", "bcdefghijk", strict=True)),
        "specgen: 1\nparams: {a: '${9**9**9}', b: '${1e999999999}', c: '${" + "(" * 5_000 + "}', d: '${" + "1+" * 20_000 + "1}'}",
        "specgen: 1\ntables: {a: {rows: 10, columns: {x: {type: bigint, expr: " + "-(" * 5_000 + "}}}}",
        "specgen: 1\ntables: {a: {rows: 10, columns: {x: {type: bigint, expr: 1" + " + 1" * 20_000 + "}}}}",
        "specgen: 1\ntables: {a: {rows: 10, columns: {x: '" + "struct(a " * 2_000 + "'}}}",
        "specgen: 1\nseed: " + "9" * 10_000,
        "specgen: 1\ntables:\n  a:\n    rows: 9\n    columns:\n"
        + "".join(f"      c{n}: {{type: bigint, expr: c{n + 1} + 1}}\n" for n in range(300))
        + "      c300: bigint",
    ],
    ids=lambda text: text[:60].replace("\n", " "),
)
def test_nothing_takes_long_because_it_is_large_or_deep(text: str) -> None:
    start = time.process_time()

    found = faults(text)

    assert [str(fault) for fault in found if not inside(fault, text)] == []
    assert time.process_time() - start < SECONDS


def test_a_damaged_spec_is_the_same_for_the_same_number() -> None:
    assert [mutated(number) for number in range(50)] == [mutated(number) for number in range(50)]
    assert len({mutated(number) for number in range(50)}) > 45
