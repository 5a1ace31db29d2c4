"""A phrase that was written is read as it was, and says each list once."""

from __future__ import annotations

import json

from hypothesis import given

from specgen.vocabularies.phrases import Join, Phrase, Words
from specgen.vocabularies.written import read, written
from tests.vocabularies.test_phrases import phrases


@given(phrases)
def test_a_written_phrase_is_read_as_it_was(said: Phrase) -> None:
    assert read(json.loads(json.dumps(written(said)))) == said


def test_a_list_is_written_once() -> None:
    digits = Words(tuple("0123456789"))

    assert len(written(Join((digits, digits, digits)))["lists"]) == 1
