"""The shapes of long texts: how many words, and which of them begin or end a sentence; the words themselves are alike in all.

A paragraph of up to four sentences of four to nine words has 780 shapes, and every word in them is one of the same list, with a
capital, a stop or a space. A text is then a shape and so many draws from one list.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import field
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.records import record
from specgen.vocabularies.layout import Laid, Listed, Row, Ways
from specgen.vocabularies.phrases import Numbers

_LONG = 8
"""Texts of fewer words are made sooner word by word."""
_SHAPES = 2_000
_MANY = 10
"""No text is written more often in a list."""
_UNEVEN = 1e-6


@record
class Shape:
    """Words side by side, each from a list of the same length, all alike; `share` is how often."""

    lists: tuple[Listed, ...]
    share: float


def shapes(laid: Laid) -> list[Shape] | None:
    """The shapes of a long text; None where a text has few words, or their lists differ."""
    if isinstance(laid, Numbers | Listed) or laid.width < _LONG or not 0 < _count(laid) <= _SHAPES:
        return None
    wardrobe = _Wardrobe()
    found = [Shape(wardrobe.merged(lists), share) for lists, share in _shapes(laid)]
    sizes = {each.size for shape in found for each in shape.lists}
    return found if len(sizes) == 1 and all(shape.lists for shape in found) else None


def _count(laid: Laid) -> int:
    """How many shapes there are; 0 where there is no telling."""
    if isinstance(laid, Numbers):
        return 0
    if isinstance(laid, Listed):
        return len(_alike(laid))
    if isinstance(laid, Row):
        return math.prod(map(_count, laid.parts))
    counts = [_count(option) for option in laid.options]
    return sum(counts) if all(counts) else 0


def _shapes(laid: Laid) -> Iterator[tuple[tuple[Listed, ...], float]]:
    if isinstance(laid, Listed):
        yield from (((part,), share) for part, share in _alike(laid))
    elif isinstance(laid, Row):
        for chosen in product(*(list(_shapes(part)) for part in laid.parts)):
            yield sum((lists for lists, _ in chosen), ()), math.prod(share for _, share in chosen)
    elif isinstance(laid, Ways):
        for option, share in zip(laid.options, laid.shares, strict=True):
            yield from ((lists, share * inner) for lists, inner in _shapes(option))


def _alike(words: Listed) -> list[tuple[Listed, float]]:
    """A list as lists whose texts are all alike, a text as often as it counts; empty where there are none.

    A text that counts for many, such as the stop where a sentence may end, is a list of its own.
    """
    if words.shares is None:
        return [(words, 1.0)]
    times = words.shares / words.shares.min()
    large, rest = np.flatnonzero(times > _MANY), np.flatnonzero(times <= _MANY)
    if len(large) > 1 or np.abs(times[rest] - times[rest].round()).max() > _UNEVEN:
        return []
    lists = [large, np.repeat(rest, times[rest].round().astype(int))]
    return [
        (Listed((words.key, number), words.texts.take(pa.array(chosen))), float(words.shares[np.unique(chosen)].sum()))
        for number, chosen in enumerate(lists)
        if len(chosen)
    ]


@record
class _Wardrobe:
    """What all texts of a list begin or end with is taken off them and put on the list behind: few different lists are left."""

    taken_off: dict[Hashable, tuple[str, Listed, str]] = field(default_factory=dict)
    bare: dict[tuple[str, ...], Listed] = field(default_factory=dict)
    worn: dict[tuple[str, Hashable, str], Listed] = field(default_factory=dict)

    def merged(self, lists: tuple[Listed, ...]) -> tuple[Listed, ...]:
        """The same texts from lists side by side none of which has one text only; nothing where all have."""
        row, between = list[Listed](), ""
        for words in lists:
            begin, bare, end = self._undressed(words)
            if bare.size == 1:
                between += begin
            else:
                row.append(self._dressed(between + begin, bare, ""))
                between = end
        return (*row[:-1], self._dressed("", row[-1], between)) if row else ()

    def _undressed(self, words: Listed) -> tuple[str, Listed, str]:
        if words.key not in self.taken_off:
            texts: list[str] = words.texts.to_pylist()
            begin = _common(texts)
            end = _common([text[len(begin) :][::-1] for text in texts])[::-1]
            bare = tuple(text[len(begin) : len(text) - len(end)] for text in texts)
            self.bare.setdefault(bare, Listed(len(self.bare), pa.array(bare)))
            self.taken_off[words.key] = begin, self.bare[bare], end
        return self.taken_off[words.key]

    def _dressed(self, begin: str, words: Listed, end: str) -> Listed:
        key = (begin, words.key, end)
        if key not in self.worn:
            self.worn[key] = Listed(key, pc.binary_join_element_wise(begin, words.texts, end, ""))
        return self.worn[key]


def _common(texts: Sequence[str]) -> str:
    """What all texts begin with."""
    first, last = min(texts), max(texts)
    return first[: next((place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))]
