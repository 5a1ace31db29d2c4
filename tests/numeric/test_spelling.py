"""Strings by number: in order, in parts, and the same whatever the batch."""

from __future__ import annotations

import math

import numpy as np
import pytest

from specgen.numeric.regular import parse
from specgen.numeric.spelling import chunks, speller


def test_the_last_position_runs_fastest() -> None:
    assert speller(parse("[ab](x|yz)"))(np.arange(4)).to_pylist() == ["ax", "ayz", "bx", "byz"]
    assert speller(parse("[ab]{0,2}"))(np.arange(7)).to_pylist() == ["", "a", "b", "aa", "ab", "ba", "bb"]


def test_a_long_string_is_its_number_in_mixed_radix() -> None:
    numbers = np.array([0, 1, 25, 26, 26**12 - 1, 123_456_789_012], np.int64)

    found = speller(parse("[A-Z]{12}-ok"))(numbers).to_pylist()

    assert [_number(text[:12]) for text in found] == numbers.tolist()
    assert {text[12:] for text in found} == {"-ok"}


def _number(text: str) -> int:
    value = 0
    for character in text:
        value = value * 26 + ord(character) - 65
    return value


@pytest.mark.parametrize("pattern", ["", "[ab]{3}", "a|bc", "x[ä€]{1,2}"])
def test_no_numbers_give_no_strings(pattern: str) -> None:
    assert speller(parse(pattern))(np.zeros(0, np.int64)).to_pylist() == []


def test_any_numbers_in_any_order_are_spelled_alike() -> None:
    tree = parse("(foo|ba{2}|[x-z]{2})-[0-9]{3}")
    everything = speller(tree)(np.arange(tree.size))
    some = np.array([11, 3, 3, tree.size - 1, 0])

    assert speller(tree)(some).to_pylist() == everything.take(some).to_pylist()


def test_chunks_together_are_the_whole_and_none_is_larger_than_asked_unless_one_link_is() -> None:
    tree = parse("[A-Z]{9}(ab|[cd]){2}[0-9]{1,12}x")
    parts = list(chunks(tree, 10**6))

    assert math.prod(part.size for part in parts) == tree.size
    assert sorted(part.size > 10**6 for part in parts) == [False] * (len(parts) - 1) + [True]
