"""The short form of a phrase says the same texts with the same chances as the long one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.vocabularies.phrases import Choice, Join, Numbers, Phrase, Words, accepts, choice, join, listed, numbers, words

texts = st.lists(st.text("ab ", max_size=2), min_size=1, max_size=4)
lists = texts.flatmap(lambda found: st.lists(st.integers(1, 5), min_size=len(found), max_size=len(found)).map(lambda w: words(found, w)))
ranges = st.builds(lambda low, size, width: Numbers(low, low + size, width), st.integers(0, 12), st.integers(0, 3), st.integers(0, 3))
joins = [lambda inner: inner.map(join), lambda inner: inner.map(lambda options: choice(options, range(1, len(options) + 1)))]


def made(leaves: int) -> st.SearchStrategy[Phrase]:
    return st.recursive(
        lists | ranges, lambda inner: st.one_of([built(st.lists(inner, min_size=1, max_size=3)) for built in joins]), max_leaves=leaves
    )


phrases, small = made(6), made(2)


def law(phrase: Phrase) -> Counter[str]:
    """The chance of every text, worked out in full."""
    chances: Counter[str] = Counter()
    if isinstance(phrase, Words):
        return Counter(dict(zip(phrase.texts, phrase.shares, strict=True)))
    if isinstance(phrase, Numbers):
        return Counter({phrase.text(number): 1 / phrase.size for number in range(phrase.size)})
    if isinstance(phrase, Choice):
        for option, weight in zip(phrase.options, phrase.weights, strict=True):
            for text, chance in law(option).items():
                chances[text] += weight * chance
        return chances
    return side_by_side(map(law, phrase.parts))


def side_by_side(laws: Iterable[Counter[str]]) -> Counter[str]:
    found = Counter({"": 1.0})
    for law in laws:
        longer: Counter[str] = Counter()
        for (text, chance), (end, share) in product(found.items(), law.items()):
            longer[text + end] += chance * share
        found = longer
    return found


@given(st.lists(small, min_size=1, max_size=3))
def test_join_multiplies_chances(parts: list[Phrase]) -> None:
    assert dict(law(join(parts))) == pytest.approx(dict(side_by_side(map(law, parts))))


@given(st.lists(phrases, min_size=1, max_size=4))
def test_choice_mixes_chances(options: list[Phrase]) -> None:
    weights = list(range(1, len(options) + 1))
    expected: Counter[str] = Counter()
    for option, weight in zip(options, weights, strict=True):
        for text, chance in law(option).items():
            expected[text] += weight / sum(weights) * chance

    assert dict(law(choice(options, weights))) == pytest.approx(dict(expected))


@given(phrases, st.text("ab ", max_size=5))
def test_a_phrase_accepts_just_what_it_says(phrase: Phrase, text: str) -> None:
    said = law(phrase)

    assert all(accepts(phrase, each) for each in said)
    assert accepts(phrase, text) == (text in said)


@given(phrases)
def test_examples_show_every_word(phrase: Phrase) -> None:
    shown = {phrase.example(number) for number in range(phrase.coverage)}

    assert all(accepts(phrase, text) for text in shown)
    for part in phrase.parts if isinstance(phrase, Join) else [phrase]:
        if isinstance(part, Words):
            assert {part.example(number) for number in range(phrase.coverage)} == set(part.texts)


@pytest.mark.parametrize(
    ("low", "high", "width"), [(0, 0, 0), (0, 9, 0), (7, 1234, 0), (0, 999, 3), (501, 99950, 5), (100, 999, 0), (1, 20, 2)]
)
def test_numbers_are_all_alike(low: int, high: int, width: int) -> None:
    expected = {str(number).zfill(width): 1 / (high - low + 1) for number in range(low, high + 1)}

    assert dict(law(numbers(low, high, width))) == pytest.approx(expected)


@given(phrases)
def test_a_short_phrase_is_a_list_of_the_same_law(phrase: Phrase) -> None:
    found = listed(phrase)

    assert found is not None
    assert dict(law(found)) == pytest.approx(dict(law(phrase)))
