"""Patterns as trees: what they describe is what Python's `re` matches, and what has no end or no meaning is refused."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.numeric.readings import unambiguous
from specgen.numeric.regular import LONGEST, PatternError, parse
from specgen.numeric.spelling import speller

ATOMS = st.sampled_from(["a", "b", "ä", "[ab]", "[^ -ac-~]", r"\.", "(?:ab)", "[aä€]"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=0, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({'|'.join(some)})"),
        st.tuples(inner, st.sampled_from(["?", "{2}", "{0,2}", "{1,3}", "{0}"])).map(lambda two: f"({two[0]}){two[1]}"),
    ),
    max_leaves=5,
)
SOME = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def strings(pattern: str) -> list[str]:
    tree = parse(pattern)
    found: list[str] = speller(tree)(np.arange(tree.size)).to_pylist()
    return found


@SOME
@given(PATTERNS.filter(lambda pattern: parse(pattern).size <= 5_000))
def test_every_number_is_a_string_that_matches_and_twice_the_same_only_if_ambiguous(pattern: str) -> None:
    found, tree = strings(pattern), parse(pattern)

    assert [text for text in found if not re.fullmatch(pattern, text)] == []
    assert (len(set(found)) == tree.size) == unambiguous(tree)
    assert (min(map(len, found)), max(map(len, found))) == tree.lengths


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        (r"SKU-[A-Z]{3}-\d{5}", 26**3 * 10**5),
        (r"\d", 10),
        (r"\w", 63),
        (r"\s", 1),
        (r".", 95),
        (r"\D", 85),
        (r"\W", 32),
        (r"\S", 94),
        ("[^0-9A-Fa-f]", 73),
        (r"[\d_-]", 12),
        (r"[]", None),
        ("", 1),
        ("^ab$", 1),
        ("[a-z]{1,3}", 26 + 26**2 + 26**3),
        ("(a|b|c)d?", 6),
        ("[0-9a-f]{64}", 16**64),
    ],
)
def test_a_pattern_knows_how_many_strings_it_has(pattern: str, size: int | None) -> None:
    if size is None:
        with pytest.raises(PatternError):
            parse(pattern)
    else:
        assert (parse(pattern).size, unambiguous(parse(pattern))) == (size, True)


@pytest.mark.parametrize("pattern", ["a?a?", "(a|a)", "(a|ab)(bc|c)", "(a?){2}", "(|a)(|a)", "(a|){0,1}", "[ab]{1,2}[bc]{0,1}"])
def test_a_string_with_two_readings_makes_a_pattern_ambiguous(pattern: str) -> None:
    assert not unambiguous(parse(pattern))


@pytest.mark.parametrize(
    ("pattern", "code", "at", "help"),
    [
        ("ab*", "endless-pattern", 2, "{0,8}"),
        ("a+", "endless-pattern", 1, "{1,8}"),
        ("a{2,}", "endless-pattern", 1, "{2,10}"),
        ("a{3,1}", "bad-pattern", 1, "{1,3}"),
        ("a{x}", "bad-pattern", 1, "\\{"),
        ("a{1", "bad-pattern", 1, "\\{"),
        ("(a", "bad-pattern", 0, "\\("),
        ("a)", "bad-pattern", 1, "\\)"),
        ("[a", "bad-pattern", 0, "\\["),
        ("[z-a]", "bad-pattern", 1, "goes up"),
        (r"[\d-z]", "bad-pattern", 1, "goes up"),
        ("[^ -~]", "bad-pattern", 0, ""),
        ("[^é]", "bad-pattern", 0, "leave"),
        ("[[:alpha:]]", "bad-pattern", 1, "[A-Za-z]"),
        ("(?=a)", "bad-pattern", 0, "(?:…)"),
        (r"a\b", "bad-pattern", 1, "known"),
        (r"(a)\1", "bad-pattern", 3, "known"),
        ("a\\", "bad-pattern", 1, "known"),
        ("a??", "bad-pattern", 2, "group"),
        ("a|*", "bad-pattern", 2, "\\*"),
        ("a^b", "bad-pattern", 1, "\\^"),
        ("(a$)", "bad-pattern", 2, "\\$"),
        (f"a{{{LONGEST + 1}}}", "pattern-too-long", 1, ""),
        ("(a{90}){90}", "pattern-too-long", 0, ""),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_character(pattern: str, code: str, at: int, help: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse(pattern)

    assert (caught.value.code, caught.value.at) == (code, at)
    assert help in caught.value.help
