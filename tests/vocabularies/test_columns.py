"""Columns of phrases: the texts of a phrase as often as its law says, each row by itself."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from specgen.streams import stream
from specgen.vocabularies.columns import column
from specgen.vocabularies.phrases import Numbers, Phrase, choice, join, words
from tests.vocabularies.test_phrases import law, phrases

ROWS = 20_000


def texts(said: Phrase, rows: int = ROWS) -> list[str]:
    found: list[str] = column(said, lambda place: stream(1, "t", place))(np.arange(rows, dtype=np.uint64)).to_pylist()
    return found


@given(phrases)
def test_a_column_says_what_its_phrase_says(said: Phrase) -> None:
    assert set(texts(said, 100)) <= law(said).keys()


@pytest.mark.parametrize("said", [
    join([words(["a", "b"], [1, 9]), Numbers(5, 1200), words("xy")]),
    choice([join([words("ab"), Numbers(0, 9_000, 6)]), join([words("ac", [3, 1]), words(["a", "aa"])]), words("a")], [5, 3, 2]),
    choice([join([words([f"{n}." for n in range(9_000)]), words("ab", [1, 4])]), join([words("ab"), Numbers(0, 3), words("!?")])], [1, 3]),
])  # fmt: skip
def test_texts_are_as_frequent_as_the_law_says(said: Phrase) -> None:
    observed, expected = Counter(texts(said)), law(said)

    for project in (len, lambda text: text[:1], lambda text: text[-1:], lambda text: text[-3:-1]):
        shares: Counter[object] = Counter()
        for text, chance in expected.items():
            shares[project(text)] += chance
        found: Counter[object] = Counter()
        for text, count in observed.items():
            found[project(text)] += count
        assert found.keys() <= shares.keys()
        assert all(abs(found[key] / ROWS - share) < 5 * (share * (1 - share) / ROWS) ** 0.5 + 1e-4 for key, share in shares.items())


@pytest.mark.parametrize(
    ("low", "high", "width"), [(0, 9_999_999, 0), (501, 99_950, 5), (998, 8_888_888, 0), (0, 1_000_000, 9), (8, 10_000, 2)]
)
def test_long_numbers_are_written_as_numbers(low: int, high: int, width: int) -> None:
    found = texts(Numbers(low, high, width))

    assert all(low <= int(text) <= high and str(int(text)).zfill(width) == text for text in found)
    assert np.histogram([int(text) for text in found], 10, (low, high + 1))[0] == pytest.approx([ROWS / 10] * 10, rel=0.12)
