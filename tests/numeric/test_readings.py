"""Whether strings have two readings is decided in time, whatever the pattern."""

from __future__ import annotations

import pytest

from specgen.numeric.readings import unambiguous
from specgen.numeric.regular import parse


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("[a-z]{1,300}@[a-z]{1,200}", True),
        ("[a-z]{1,300}[a-m]{0,200}", False),
        ("((a|b)c|[cd]e){2}", True),
        ("(foo|ba{2}|[x-z]{2})-[0-9]{4}", True),
        ("(b|bc)(cd|d)", False),
        (".{4000}", True),
    ],
)
def test_long_and_nested_patterns_are_decided(pattern: str, expected: bool) -> None:
    assert unambiguous(parse(pattern)) is expected


def test_more_positions_than_are_walked_count_as_not_proven() -> None:
    assert not unambiguous(parse("a{0,700}"))
