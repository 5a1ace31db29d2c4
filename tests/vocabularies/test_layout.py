"""A phrase laid out for drawing says the same texts with the same chances, in fewer words."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from specgen.vocabularies.layout import Laid, Listed, Row, Ways, lay, width
from specgen.vocabularies.phrases import Numbers, Phrase, choice, join, words
from tests.vocabularies.test_phrases import law, phrases, side_by_side


def laid_law(laid: Laid) -> Counter[str]:
    """The chance of every text, worked out in full."""
    chances: Counter[str] = Counter()
    if isinstance(laid, Numbers):
        return law(laid)
    if isinstance(laid, Listed):
        for text, weight in zip(laid.texts.to_pylist(), laid.weights, strict=True):
            chances[text] += float(weight)
    if isinstance(laid, Ways):
        for option, share in zip(laid.options, laid.shares, strict=True):
            for text, chance in laid_law(option).items():
                chances[text] += share * chance
    return side_by_side(map(laid_law, laid.parts)) if isinstance(laid, Row) else chances


@given(phrases)
def test_the_law_stays(phrase: Phrase) -> None:
    assert dict(laid_law(lay(phrase))) == pytest.approx(dict(law(phrase)))


def test_what_stands_beside_a_choice_moves_into_it() -> None:
    many = words([f"{number:04d}" for number in range(7_000)])
    ways = choice([join([many, words("ab")]), words(["none"])], [3, 1])

    laid = lay(join([many, words(["-"]), ways, words("!?")]))

    assert isinstance(laid, Row)
    assert [width(part) for part in laid.parts] == [1, 2]


def test_ways_that_are_lists_are_one_list() -> None:
    laid = lay(choice([words(["a", "b"]), join([words("cd"), words("ef")])], [1, 1]))

    assert isinstance(laid, Listed)
    assert laid.texts.to_pylist() == ["a", "b", "ce", "cf", "de", "df"]
