"""A string's number is the one that spells it."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.numeric.numbering import number_of
from specgen.numeric.regular import parse
from specgen.numeric.spelling import speller

PATTERNS = ["[A-C]{2}-\\d", "(X{0,2}[SL]|M|\\d{2}(\\.5)?)", "a|bc|d(e|f){2}", "[aé€]{2}x?", "", "(foo|ba[rz]){1,3}!"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_string_leads_back_to_its_number(pattern: str) -> None:
    tree = parse(pattern)
    strings = speller(tree)(np.arange(tree.size)).to_pylist()

    assert [number_of(tree, text) for text in strings] == list(range(tree.size))


@pytest.mark.parametrize("text", ["", "AA-", "AA-00", "aa-0", "ZZ-0"])
def test_a_string_of_another_language_has_none(text: str) -> None:
    assert number_of(parse("[A-C]{2}-\\d"), text) == -1
