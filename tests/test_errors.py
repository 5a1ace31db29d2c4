"""Faults that are gathered, and nodes that nobody may read."""

from __future__ import annotations

import pytest

from specgen.errors import Fault, Faults, Span, SpecError
from specgen.nodes import Broken, Node

PLACE = Span("shop.yaml", 3, 5, 3, 9)
ONE, TWO = Fault("one", "first", PLACE), Fault("two", "second", PLACE)


def gathered(*steps: Fault | None) -> tuple[Fault, ...] | None:
    """What is raised after these steps fail, each with a fault or with none; None if nothing is."""
    try:
        with Faults() as faults:
            for fault in steps:
                with faults.step():
                    raise SpecError(() if fault is None else fault)
    except SpecError as error:
        return error.faults
    return None


def test_every_step_runs_and_all_faults_come_at_the_end_each_once() -> None:
    assert gathered(ONE, TWO, ONE) == (ONE, TWO)


def test_a_step_that_fails_without_a_fault_fails_the_whole_without_one() -> None:
    assert gathered(None) == ()
    assert gathered(None, ONE) == (ONE,)


def test_without_a_failure_nothing_is_raised() -> None:
    assert gathered() is None


def test_what_is_raised_outside_of_a_step_joins_what_was_gathered() -> None:
    with pytest.raises(SpecError) as caught, Faults() as faults:
        faults.add(ONE)
        raise SpecError(TWO)

    assert caught.value.faults == (ONE, TWO)


def test_other_errors_pass_as_they_are() -> None:
    with pytest.raises(ZeroDivisionError), Faults() as faults:
        faults.add(ONE)
        _ = 1 // 0


@pytest.mark.parametrize("name", ["plain", "text", "items", "entries", "keys", "is_map", "is_list", "is_scalar", "get", "fault"])
def test_whoever_reads_a_broken_node_gives_up_with_nothing_to_add(name: str) -> None:
    with pytest.raises(SpecError) as caught:
        getattr(Broken(PLACE), name)

    assert caught.value.faults == ()


def test_a_broken_node_is_a_node_that_knows_its_place() -> None:
    broken = Broken(PLACE)

    assert isinstance(broken, Node)
    assert broken.span == PLACE
    with pytest.raises(SpecError):
        list(broken)
