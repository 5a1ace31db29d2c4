"""Long texts in shapes say the same texts with the same chances, and columns are drawn by that law."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from specgen.streams import stream
from specgen.vocabularies import layout
from specgen.vocabularies import shapes as long_texts
from specgen.vocabularies.layout import lay
from specgen.vocabularies.phrases import Phrase, choice, join, words
from specgen.vocabularies.runs import Runs
from specgen.vocabularies.shapes import Shape, shapes
from tests.vocabularies.test_phrases import law

ROWS = 40_000
WORDS = ["a", "to", "the"]


def sentence(most: int) -> Phrase:
    """One to `most` words, the first with a capital, a stop behind the last."""
    lengths = [join([words([" "]), words(WORDS)] * more) for more in range(most)]
    return join([words([word.title() for word in WORDS]), choice(lengths, [12] + [1] * (most - 1)), words(["."])])


LONG = join([sentence(3), choice([words([""]), join([words([" "]), sentence(2)])], [3, 1])])


def chance(found: list[Shape]) -> Counter[str]:
    """The chance of every text, worked out in full."""
    chances: Counter[str] = Counter()
    for shape in found:
        texts = [""]
        for each in shape.lists:
            texts = [text + word for text in texts for word in each.texts.to_pylist()]
        for text in texts:
            chances[text] += shape.share / len(texts)
    return chances


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of few words are made like long ones, since their law can be worked out."""
    monkeypatch.setattr(long_texts, "_LONG", 2)
    monkeypatch.setattr(layout, "_LISTED", len(WORDS))


@pytest.mark.usefixtures("short")
def test_the_law_stays() -> None:
    found = shapes(lay(LONG))

    assert found is not None
    assert dict(chance(found)) == pytest.approx(dict(law(LONG)))


@pytest.mark.usefixtures("short")
def test_stops_and_spaces_stand_on_few_lists() -> None:
    found = shapes(lay(LONG))

    assert found is not None
    assert {len(each.texts) for shape in found for each in shape.lists} == {len(WORDS)}
    assert {each.texts[0].as_py() for shape in found for each in shape.lists} <= {"A", " a", ". A", "A.", " a.", ". A."}


@pytest.mark.usefixtures("short")
def test_a_text_that_counts_twice_is_written_twice() -> None:
    found = shapes(lay(join([words(["a", "b"], [1, 2]), words("xyz")] * 9)))

    assert found is not None
    assert {tuple(each.texts.to_pylist()) for each in found[0].lists} == {("a", "b", "b"), ("x", "y", "z")}


@pytest.mark.usefixtures("short")
def test_texts_are_as_frequent_as_the_law_says() -> None:
    found = shapes(lay(LONG))
    assert found is not None

    made = Counter(Runs.of(found, stream(1, "t", "c"))(np.arange(ROWS, dtype=np.uint64)).to_pylist())

    expected = law(LONG)
    distance = sum((made[text] - ROWS * share) ** 2 / (ROWS * share) for text, share in expected.items())
    assert made.keys() <= expected.keys()
    assert distance < len(expected) + 5 * (2 * len(expected)) ** 0.5


@pytest.mark.usefixtures("short")
def test_a_text_depends_on_its_address_only() -> None:
    found = shapes(lay(LONG))
    assert found is not None
    make, address = Runs.of(found, stream(1, "t", "c")), np.arange(20_000, dtype=np.uint64)

    backwards = make(address[::-1].copy()).to_pylist()

    assert make(address).to_pylist() == backwards[::-1]
    assert make(address[:0]).to_pylist() == []


@pytest.mark.parametrize("said", [
    words(WORDS),
    join([words(["a", "b"]), words(["c", "d", "e"])] * 9),
    join([words(["a", "b", "c"], [1, 2.5, 4]), words("xyz")] * 9),
])  # fmt: skip
def test_other_texts_have_no_shapes(said: Phrase) -> None:
    assert shapes(lay(said)) is None
