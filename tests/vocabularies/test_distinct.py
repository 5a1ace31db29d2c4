"""Numbered texts are all different, and what cannot be shown to be so is not numbered."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from specgen.streams import stream
from specgen.vocabularies import numbering, phrase
from specgen.vocabularies.phrases import Choice, Join, Phrase, Words, accepts
from tests.vocabularies.test_phrases import law, phrases

DIGITS = Words(tuple("0123456789"))


@given(phrases)
def test_a_numbering_gives_every_text_once(said: Phrase) -> None:
    numbered = numbering(said)

    if numbered is not None:
        texts = numbered.column(stream(1, "t", "c"))(np.arange(numbered.size)).to_pylist()
        assert len(set(texts)) == numbered.size == len(law(said))
        assert set(texts) == set(law(said))


def test_two_ways_to_one_text_are_not_numbered() -> None:
    either = Words(("a", "ab"))

    assert numbering(Join((either, Words(("c", "bc"))))) is None
    assert numbering(Choice((Join((either, DIGITS)), Join((Words(("a", "b")), DIGITS))), (0.5, 0.5))) is None


def test_a_separator_makes_parts_distinct() -> None:
    assert numbering(Join((Words(("a ", "ab ")), Words(("c", "bc"))))) is not None


def test_a_language_longer_than_any_number_is_still_numbered() -> None:
    numbered = numbering(Join((Words(tuple(f"{n:04}" for n in range(10_000))),) * 6))
    assert numbered is not None

    texts = numbered.column(stream(1, "t", "c"))(np.arange(20_000)).to_pylist()

    assert len(set(texts)) == 20_000
    assert all(accepts(numbered.phrase, text) for text in texts[:50])


def test_distinct_codes_of_faker_are_numbered() -> None:
    numbered = numbering(phrase("pt_BR", "license_plate"))

    assert numbered is not None
    assert numbered.size == 26**4 * 10**3
