"""The texts of a phrase numbered without a repetition: for columns whose values must be distinct.

Two parts side by side never give one text twice if the first is prefix-free (no word of it begins another) or the second
suffix-free: then there is one way to cut the text. Two ways of a choice have no text in common if their lengths differ, or if
both are of one fixed length and at some position no character is possible in both. What cannot be shown so is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.permutations import permutation
from specgen.records import record
from specgen.streams import Ints, Stream
from specgen.vocabularies.layout import Laid, Listed, Part, Row, Ways, lay, width
from specgen.vocabularies.phrases import Numbers, Phrase
from specgen.vocabularies.texts import Slots, TextTable, joined

_MOST = 1 << 40
"""A longer language is cut into so many equal stretches, of which each gives one text."""


@record
class Numbering:
    """A phrase whose ways all lead to different texts; `size` of them."""

    phrase: Phrase
    laid: Laid

    @property
    def size(self) -> int:
        return self.laid.size

    def column(self, stream: Stream) -> Callable[[Ints], pa.Array]:
        """For row numbers (below `size`) their texts, scattered, no two alike."""
        used = min(self.size, _MOST)
        scattered, stride = permutation(used, stream), self.size // used
        if stride > 1 and self.size >= 1 << 62:
            stride = ((1 << 62) - 1) // used
        table = TextTable()
        fill = _filler(self.laid, table)
        texts, words = table.array(), width(self.laid)

        def make(rows: Ints) -> pa.Array:
            slots = np.zeros((len(rows), words), np.int32)
            fill(scattered(rows) * np.int64(stride), slots)
            return joined(slots, texts)

        return make


def numbering(phrase: Phrase) -> Numbering | None:
    """The numbering of a phrase, or None where two ways may lead to one text."""
    laid = lay(phrase)
    return Numbering(phrase, laid) if _unambiguous(laid) else None


def _unambiguous(laid: Laid) -> bool:
    if isinstance(laid, Numbers):
        return True
    if isinstance(laid, Listed):
        return len(laid.texts.unique()) == laid.size
    if isinstance(laid, Row):
        return all(map(_unambiguous, laid.parts)) and _cut_in_one_way(laid.parts)
    return all(map(_unambiguous, laid.options)) and all(_disjoint(a, b) for a, b in combinations(laid.options, 2))


def _cut_in_one_way(row: tuple[Part, ...]) -> bool:
    """From the left as long as parts are prefix-free, from the right as long as they are suffix-free, at most one part remains."""
    left = next((n for n, part in enumerate(row) if not _prefix_free(part, 1)), len(row))
    right = next((n for n, part in enumerate(reversed(row)) if not _prefix_free(part, -1)), len(row))
    return left + right >= len(row) - 1


def _prefix_free(part: Part, step: int) -> bool:
    if isinstance(part, Listed):
        ordered = sorted(text[::step] for text in part.texts.to_pylist())
        return not any(after.startswith(before) for before, after in pairwise(ordered))
    least, most = _lengths(part)
    return least == most


def _disjoint(one: Laid, other: Laid) -> bool:
    (low, high), (least, most) = _lengths(one), _lengths(other)
    if high < least or most < low:
        return True
    alphabets, others = _alphabets(one), _alphabets(other)
    return low == high == least == most and any(a.isdisjoint(b) for a, b in zip(alphabets, others, strict=True))


def _lengths(laid: Laid) -> tuple[int, int]:
    """The shortest and the longest text."""
    if isinstance(laid, Numbers):
        return len(laid.text(0)), len(laid.text(laid.size - 1))
    if isinstance(laid, Listed):
        ends = pc.min_max(pc.utf8_length(laid.texts))
        return ends["min"].as_py(), ends["max"].as_py()
    inner = [_lengths(part) for part in (laid.parts if isinstance(laid, Row) else laid.options)]
    if isinstance(laid, Row):
        return sum(low for low, _ in inner), sum(high for _, high in inner)
    return min(low for low, _ in inner), max(high for _, high in inner)


def _alphabets(laid: Laid) -> list[set[str]]:
    """The characters possible at each position, for texts of one length."""
    if isinstance(laid, Numbers):
        return [set("0123456789") for _ in laid.text(0)]
    if isinstance(laid, Listed):
        return [set(characters) for characters in zip(*laid.texts.to_pylist(), strict=False)]
    if isinstance(laid, Row):
        return [alphabet for part in laid.parts for alphabet in _alphabets(part)]
    return [set().union(*column) for column in zip(*map(_alphabets, laid.options), strict=False)]


Filled = Callable[[Ints, Slots], None]
"""Writes the words of the texts with some numbers into the first slots."""


def _filler(laid: Laid, table: TextTable) -> Filled:
    if isinstance(laid, Listed):
        return _word(table.add(laid))
    if isinstance(laid, Numbers):
        return _number(table.limbs(laid))
    return _joined(laid, table) if isinstance(laid, Row) else _chosen(laid, table)


def _word(first: int) -> Filled:
    def fill(number: Ints, slots: Slots) -> None:
        slots[:, 0] = number + first

    return fill


def _number(words: Callable[[Ints], Sequence[Ints]]) -> Filled:
    def fill(number: Ints, slots: Slots) -> None:
        for at, word in enumerate(words(number)):
            slots[:, at] = word

    return fill


def _joined(row: Row, table: TextTable) -> Filled:
    parts = [(part.size, width(part), _filler(part, table)) for part in row.parts]

    def fill(number: Ints, slots: Slots) -> None:
        at = row.width
        for size, words, part in reversed(parts):
            at -= words
            rest = number // size if size < 1 << 62 else np.zeros_like(number)
            part(number - rest * size if size < 1 << 62 else number, slots[:, at:])
            number = rest

    return fill


def _chosen(ways: Ways, table: TextTable) -> Filled:
    options = [(option.size, _filler(option, table)) for option in ways.options]

    def fill(number: Ints, slots: Slots) -> None:
        first = 0
        for size, option in options:
            rows = np.flatnonzero((number >= first) & (number < first + size))
            inner = np.zeros((len(rows), ways.width), np.int32)
            option(number[rows] - np.int64(min(first, (1 << 62) - 1)), inner)
            slots[rows, : ways.width] = inner
            first += size

    return fill
