"""A record is a frozen dataclass in all but what its declaration costs: whatever holds of the one is asked of the other."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest

from specgen.records import record


def declared(decorator: Callable[[type], type]) -> Any:
    """Most of what a field may be, under a decorator."""

    @decorator
    class Measure:
        """A length, say."""

        value: float
        unit: str = "m"
        notes: dict[str, str] = field(default_factory=dict)
        by: str = field(default="", kw_only=True)
        seen: int = field(default=0, compare=False, repr=False)

        @cached_property
        def doubled(self) -> float:
            return 2 * self.value

    return Measure


Measure, Usual = declared(record), declared(dataclass(frozen=True))


@record
class Dated(Measure):
    """One with a field more."""

    day: int = 1

    def __post_init__(self) -> None:
        if self.day < 1:
            raise ValueError(self.day)


@record
class Nothing:
    """No fields."""


@pytest.mark.parametrize(
    ("values", "named"),
    [((1.0,), {}), ((1.0, "km"), {}), ((1.0,), {"by": "me"}), ((1.0, "km", {"a": "b"}, 3), {"by": "x"}), ((), {"value": 2.0, "seen": 4})],
)
def test_it_is_made_shown_and_compared_as_a_dataclass_is(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Measure(*values, **named), Usual(*values, **named)

    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert repr(ours) == repr(theirs)
    assert ours == Measure(*values, **named) != Measure(5.0)
    assert ours == dataclasses.replace(ours, seen=99) != dataclasses.replace(ours, unit="mile")
    assert ours != theirs


@pytest.mark.parametrize(
    "wrong",
    [lambda kind: kind(), lambda kind: kind(1.0, value=2.0), lambda kind: kind(1.0, size=1), lambda kind: kind(1.0, "m", {}, 1, 2, 3)],
)
def test_what_does_not_fit_is_a_type_error(wrong: Callable[[Any], object]) -> None:
    for kind in (Usual, Measure):
        with pytest.raises(TypeError):
            wrong(kind)


def test_it_says_what_it_takes() -> None:
    ours, theirs = (inspect.signature(kind).parameters.values() for kind in (Measure, Usual))

    assert [(one.name, one.kind, one.annotation) for one in ours] == [(one.name, one.kind, one.annotation) for one in theirs]


def test_it_cannot_be_changed_but_may_remember() -> None:
    measure = Measure(1.5)

    with pytest.raises(dataclasses.FrozenInstanceError, match=r"Measure\.unit"):
        measure.unit = "km"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match=r"Measure\.value"):
        del measure.value
    assert measure.doubled == 3.0


def test_each_has_its_own_default() -> None:
    one, other = Measure(1.0), Measure(1.0)

    one.notes["a"] = "b"

    assert other.notes == {}


def test_equal_ones_have_one_hash() -> None:
    assert {Nothing(), Nothing()} == {Nothing()}
    assert len({Dated(1.0, "m", (), day=2), Dated(1.0, "m", (), day=2), Dated(1.0, "m", (), day=3)}) == 2  # type: ignore[arg-type]


def test_it_is_inherited_copied_and_sent() -> None:
    dated = Dated(1.0, day=3)

    with pytest.raises(ValueError, match="0"):
        Dated(1.0, day=0)
    assert dated != Measure(1.0)
    assert pickle.loads(pickle.dumps(dated)) == copy.deepcopy(dated) == dated
