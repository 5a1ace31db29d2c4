"""The texts of a phrase numbered without a repetition: for columns whose values must be distinct.

Two parts side by side never give one text twice if the first is prefix-free (no word of it begins another) or the second
suffix-free: then there is one way to cut the text. Two ways of a choice have no text in common if their lengths differ, or if
both are of one fixed length and at some position no character is possible in both. What cannot be shown so is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pyarrow as pa

from specgen.numeric.permutations import permutation
from specgen.streams import Ints, Stream
from specgen.vocabularies.columns import Slots, TextTable, joined
from specgen.vocabularies.phrases import Choice, Join, Phrase, Words

_MOST = 1 << 40
"""A longer language is cut into so many equal stretches, of which each gives one text."""


@dataclass(frozen=True)
class Numbering:
    """A phrase whose ways all lead to different texts; `size` of them."""

    phrase: Phrase

    @property
    def size(self) -> int:
        return self.phrase.size

    def column(self, stream: Stream) -> Callable[[Ints], pa.Array]:
        """For row numbers (below `size`) their texts, scattered, no two alike."""
        used = min(self.size, _MOST)
        scattered, stride = permutation(used, stream), self.size // used
        if stride > 1 and self.size >= 1 << 62:
            stride = ((1 << 62) - 1) // used
        table = TextTable()
        fill = _filler(self.phrase, table)
        texts, width = table.array(), self.phrase.slots

        def make(rows: Ints) -> pa.Array:
            slots = np.zeros((len(rows), width), np.int32)
            fill(scattered(rows) * np.int64(stride), slots, 0)
            return joined(slots, texts)

        return make


def numbering(phrase: Phrase) -> Numbering | None:
    """The numbering of a phrase, or None where two ways may lead to one text."""
    return Numbering(phrase) if _unambiguous(phrase) else None


def _unambiguous(phrase: Phrase) -> bool:
    if isinstance(phrase, Words):
        return True
    if isinstance(phrase, Join):
        return all(map(_unambiguous, phrase.parts)) and _cut_in_one_way(phrase.parts)
    return all(map(_unambiguous, phrase.options)) and all(_disjoint(a, b) for a, b in combinations(phrase.options, 2))


def _cut_in_one_way(parts: tuple[Words | Choice, ...]) -> bool:
    """From the left as long as parts are prefix-free, from the right as long as they are suffix-free, at most one part remains."""
    left = next((n for n, part in enumerate(parts) if not _prefix_free(part, 1)), len(parts))
    right = next((n for n, part in enumerate(reversed(parts)) if not _prefix_free(part, -1)), len(parts))
    return left + right >= len(parts) - 1


def _prefix_free(part: Words | Choice, step: int) -> bool:
    if isinstance(part, Words):
        ordered = sorted(text[::step] for text in part.texts)
        return not any(after.startswith(before) for before, after in pairwise(ordered))
    lengths = _lengths(part)
    return lengths[0] == lengths[1]


def _disjoint(one: Phrase, other: Phrase) -> bool:
    (low, high), (least, most) = _lengths(one), _lengths(other)
    if high < least or most < low:
        return True
    alphabets, others = _alphabets(one), _alphabets(other)
    return low == high == least == most and any(a.isdisjoint(b) for a, b in zip(alphabets, others, strict=True))


def _lengths(phrase: Phrase) -> tuple[int, int]:
    """The shortest and the longest text."""
    if isinstance(phrase, Words):
        lengths = [len(text) for text in phrase.texts]
        return min(lengths), max(lengths)
    inner = [_lengths(part) for part in (phrase.parts if isinstance(phrase, Join) else phrase.options)]
    if isinstance(phrase, Join):
        return sum(low for low, _ in inner), sum(high for _, high in inner)
    return min(low for low, _ in inner), max(high for _, high in inner)


def _alphabets(phrase: Phrase) -> list[set[str]]:
    """The characters possible at each position, for texts of one length."""
    if isinstance(phrase, Words):
        return [set(characters) for characters in zip(*phrase.texts, strict=False)]
    if isinstance(phrase, Join):
        return [alphabet for part in phrase.parts for alphabet in _alphabets(part)]
    return [set().union(*column) for column in zip(*map(_alphabets, phrase.options), strict=False)]


def _filler(phrase: Phrase, table: TextTable) -> Callable[[Ints, Slots, int], None]:
    """Writes the words of the texts with some numbers into columns of the slots, from the given one."""
    if isinstance(phrase, Words):
        first = table.add(phrase.texts)

        def word(number: Ints, slots: Slots, at: int) -> None:
            slots[:, at] = number + first

        return word
    return _joined(phrase, table) if isinstance(phrase, Join) else _chosen(phrase, table)


def _joined(phrase: Join, table: TextTable) -> Callable[[Ints, Slots, int], None]:
    parts = [(part.size, part.slots, _filler(part, table)) for part in phrase.parts]

    def fill(number: Ints, slots: Slots, at: int) -> None:
        at += phrase.slots
        for size, width, part in reversed(parts):
            at -= width
            rest = number // size if size < 1 << 62 else np.zeros_like(number)
            part(number - rest * size if size < 1 << 62 else number, slots, at)
            number = rest

    return fill


def _chosen(phrase: Choice, table: TextTable) -> Callable[[Ints, Slots, int], None]:
    options = [(option.size, _filler(option, table)) for option in phrase.options]

    def fill(number: Ints, slots: Slots, at: int) -> None:
        first = 0
        for size, option in options:
            rows = np.flatnonzero((number >= first) & (number < first + size))
            inner = np.zeros((len(rows), slots.shape[1]), np.int32)
            option(number[rows] - np.int64(min(first, (1 << 62) - 1)), inner, at)
            slots[rows, at:] = inner[:, at:]
            first += size

    return fill
