"""Texts that are put together by chance: a weighted list, a range of numbers, parts side by side, or one of several ways.

    Phrase = Words | Numbers | Join | Choice

`words`, `numbers`, `join` and `choice` build them in their shortest form: equal ways are merged, what all ways begin or end with is
taken out. None of this changes the law. `specgen.vocabularies.layout` makes of it what rows are drawn from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import cached_property, reduce

from specgen.records import record

LISTED = 10_000
"""What is put together of parts is listed in full up to this many texts."""
LONGEST = 200_000
"""No list is longer."""
_FEW = 100
"""A longer range of numbers is not listed; so many of it, evenly spread, are its examples."""


@record
class Words:
    """One of distinct texts; `weights` sum to 1, None where all are alike."""

    texts: tuple[str, ...]
    weights: tuple[float, ...] | None = None

    @property
    def size(self) -> int:
        return len(self.texts)

    @property
    def shares(self) -> tuple[float, ...]:
        return self.weights or (1.0 / len(self.texts),) * len(self.texts)

    @property
    def coverage(self) -> int:
        return len(self.texts)

    def example(self, number: int) -> str:
        """A text; 0, 1, … up to `coverage` show each word at least once."""
        return self.texts[number % len(self.texts)]

    @cached_property
    def _by_length(self) -> tuple[frozenset[str], tuple[int, ...]]:
        return frozenset(self.texts), tuple(sorted({len(text) for text in self.texts}))

    def ends(self, text: str, starts: Iterable[int]) -> set[int]:
        """Where in `text` a word can end that begins at one of the starts."""
        known, lengths = self._by_length
        return {
            start + length
            for start in starts
            for length in lengths
            if text[start : start + length] in known and start + length <= len(text)
        }


@record
class Numbers:
    """Whole numbers from `low` to `high`, all alike, with leading zeros up to `width`."""

    low: int
    high: int
    width: int = 0

    @property
    def size(self) -> int:
        return self.high - self.low + 1

    @property
    def coverage(self) -> int:
        return _FEW

    def example(self, number: int) -> str:
        return self.text(number % _FEW * (self.size - 1) // (_FEW - 1))

    def text(self, number: int) -> str:
        """The text of the number at a place, from 0."""
        return str(self.low + number).zfill(self.width)

    def ends(self, text: str, starts: Iterable[int]) -> set[int]:
        lengths = range(len(self.text(0)), len(self.text(self.size - 1)) + 1)
        return {start + length for start in starts for length in lengths if self._says(text[start : start + length])}

    def _says(self, text: str) -> bool:
        return text.isascii() and text.isdigit() and self.low <= int(text) <= self.high and str(int(text)).zfill(self.width) == text


@record
class Join:
    """Parts side by side, drawn independently."""

    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        return math.prod(part.size for part in self.parts)

    @property
    def coverage(self) -> int:
        return max(part.coverage for part in self.parts)

    def example(self, number: int) -> str:
        return "".join(part.example(number) for part in self.parts)

    def ends(self, text: str, starts: Iterable[int]) -> set[int]:
        found = set(starts)
        for part in self.parts:
            found = part.ends(text, found)
        return found


@record
class Choice:
    """One of several phrases; `weights` sum to 1."""

    options: tuple[Words | Numbers | Join, ...]
    weights: tuple[float, ...] = field(default=())

    @property
    def size(self) -> int:
        return sum(option.size for option in self.options)

    @property
    def coverage(self) -> int:
        return max(option.coverage for option in self.options) * len(self.options)

    def example(self, number: int) -> str:
        return self.options[number % len(self.options)].example(number // len(self.options))

    def ends(self, text: str, starts: Iterable[int]) -> set[int]:
        return set().union(*(option.ends(text, starts) for option in self.options))


class NotAPhrase(Exception):
    """A provider does something with chance that no phrase says; the message says what."""


Part = Words | Numbers | Choice
Phrase = Part | Join


def lengths(phrase: Phrase) -> tuple[int, int]:
    """How many characters its shortest and longest texts have."""
    if isinstance(phrase, Words):
        found = [len(text) for text in phrase.texts]
        return min(found), max(found)
    if isinstance(phrase, Numbers):
        return len(phrase.text(0)), len(phrase.text(phrase.size - 1))
    if isinstance(phrase, Join):
        parts = [lengths(part) for part in phrase.parts]
        return sum(low for low, _ in parts), sum(high for _, high in parts)
    options = [lengths(option) for option in phrase.options]
    return min(low for low, _ in options), max(high for _, high in options)


def accepts(phrase: Phrase, text: str) -> bool:
    """Whether the phrase can make this text."""
    return len(text) in phrase.ends(text, [0])


def words(texts: Sequence[str], weights: Sequence[float] | None = None) -> Words:
    """A list in its shortest form: equal texts are one, with their weights added."""
    if weights is None and len(distinct := tuple(dict.fromkeys(texts))) == len(texts):
        return Words(distinct)
    total: dict[str, float] = {}
    for text, weight in zip(texts, weights or [1.0] * len(texts), strict=True):
        if weight > 0:
            total[text] = total.get(text, 0.0) + weight
    if len(set(total.values())) == 1:
        return Words(tuple(total))
    scale = math.fsum(total.values())
    return Words(tuple(total), tuple(weight / scale for weight in total.values()))


def numbers(low: int, high: int, width: int = 0) -> Words | Numbers:
    """Whole numbers from low (at least 0) to high, all alike, with leading zeros up to a width; a few are a list."""
    found = Numbers(low, high, width)
    return Words(tuple(map(found.text, range(found.size)))) if found.size <= _FEW else found


def join(parts: Iterable[Phrase]) -> Phrase:
    """Phrases side by side."""
    merged: list[Part] = []
    for part in _flat(parts):
        before = merged[-1] if merged else None
        if isinstance(before, Words) and isinstance(part, Words) and before.size == part.size == 1:
            merged[-1] = Words((before.texts[0] + part.texts[0],))
        else:
            merged.append(part)
    if not merged:
        return Words(("",))
    return merged[0] if len(merged) == 1 else Join(tuple(merged))


def choice(options: Sequence[Phrase], weights: Sequence[float]) -> Phrase:
    """One of several phrases, by weight."""
    ways = _ways(options, weights)
    lists = [way for way in ways if isinstance(way, Words)]
    if len(lists) > 1:
        mixed = _mixture(lists, [ways[way] for way in lists])
        ways = {way: ways[way] for way in ways if not isinstance(way, Words)} | {mixed: sum(ways[way] for way in lists)}
    if len(ways) == 1:
        return next(iter(ways))
    return _factored(list(ways), list(ways.values()))


def listed(phrase: Phrase) -> Words | None:
    """A phrase as one list, None where that would be too long."""
    if isinstance(phrase, Words):
        return phrase
    if phrase.size > (LONGEST if isinstance(phrase, Numbers) else LISTED):
        return None
    if isinstance(phrase, Numbers):
        return Words(tuple(map(phrase.text, range(phrase.size))))
    inner = [found for found in map(listed, phrase.parts if isinstance(phrase, Join) else phrase.options) if found]
    return reduce(_product, inner) if isinstance(phrase, Join) else _mixture(inner, phrase.weights)


def _flat(parts: Iterable[Phrase]) -> Iterable[Part]:
    for part in parts:
        if isinstance(part, Join):
            yield from part.parts
        elif part != Words(("",)):
            yield part


def _product(left: Words, right: Words) -> Words:
    texts = [a + b for a in left.texts for b in right.texts]
    if left.weights is None and right.weights is None:
        return words(texts)
    return words(texts, [a * b for a in left.shares for b in right.shares])


def _mixture(lists: Sequence[Words], weights: Sequence[float]) -> Words:
    texts = [text for each in lists for text in each.texts]
    return words(texts, [share * weight for each, weight in zip(lists, weights, strict=True) for share in each.shares])


def _ways(options: Sequence[Phrase], weights: Sequence[float]) -> dict[Words | Numbers | Join, float]:
    """The options, those of nested choices among them, equal ones added up."""
    total = math.fsum(weights)
    ways: dict[Words | Numbers | Join, float] = {}
    for option, weight in zip(options, weights, strict=True):
        inner = zip(option.options, option.weights, strict=True) if isinstance(option, Choice) else [(option, 1.0)]
        for way, share in inner:
            if weight * share > 0:
                ways[way] = ways.get(way, 0.0) + weight / total * share
    return ways


def _factored(ways: list[Words | Numbers | Join], weights: list[float]) -> Phrase:
    """A choice without what all its ways begin or end with."""
    rows: list[list[Part]] = [[*way.parts] if isinstance(way, Join) else [way] for way in ways]
    head = _shared(rows)
    rest = [row[len(head) :] for row in rows]
    tail = _shared([row[::-1] for row in rest])[::-1]
    if not head and not tail:
        return Choice(tuple(ways), tuple(weights))
    middle = choice([join(row[: len(row) - len(tail)]) for row in rest], weights)
    return join([*head, middle, *tail])


def _shared(rows: list[list[Part]]) -> list[Part]:
    shared = []
    for column in zip(*rows, strict=False):
        if any(part != column[0] for part in column):
            break
        shared.append(column[0])
    return shared
