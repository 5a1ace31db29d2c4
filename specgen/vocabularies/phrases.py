"""Texts that are put together by chance: a weighted list, parts side by side, or one of several ways.

    Phrase = Words | Join | Choice

`words`, `join` and `choice` build them in their shortest form: small products are listed, equal ways are merged, what all ways
begin or end with is taken out. None of this changes the law.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

LISTED = 10_000
"""Neighbouring lists are multiplied out up to this many texts: one draw and one look-up instead of two."""
LONGEST = 200_000
"""No list is longer."""


@dataclass(frozen=True)
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
    def slots(self) -> int:
        return 1

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


@dataclass(frozen=True)
class Join:
    """Parts side by side, drawn independently."""

    parts: tuple[Words | Choice, ...]

    @property
    def size(self) -> int:
        return math.prod(part.size for part in self.parts)

    @property
    def slots(self) -> int:
        """How many words a text has at most."""
        return sum(part.slots for part in self.parts)

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


@dataclass(frozen=True)
class Choice:
    """One of several phrases; `weights` sum to 1."""

    options: tuple[Words | Join, ...]
    weights: tuple[float, ...] = field(default=())

    @property
    def size(self) -> int:
        return sum(option.size for option in self.options)

    @property
    def slots(self) -> int:
        return max(option.slots for option in self.options)

    @property
    def coverage(self) -> int:
        return max(option.coverage for option in self.options) * len(self.options)

    def example(self, number: int) -> str:
        return self.options[number % len(self.options)].example(number // len(self.options))

    def ends(self, text: str, starts: Iterable[int]) -> set[int]:
        return set().union(*(option.ends(text, starts) for option in self.options))


Phrase = Words | Join | Choice


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


def join(parts: Iterable[Phrase]) -> Phrase:
    """Phrases side by side."""
    merged: list[Words | Choice] = []
    for part in _flat(parts):
        before = merged[-1] if merged else None
        if isinstance(before, Words) and isinstance(part, Words) and _listable(before, part):
            merged[-1] = _product(before, part)
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


def numbers(low: int, high: int, width: int = 0) -> Phrase:
    """Whole numbers from low to high, all alike, with leading zeros up to a width: leading digits by list, then any digits."""
    blocks: dict[int, list[str]] = {}
    while low <= high:
        free = 0
        while low % 10 ** (free + 1) == 0 and low + 10 ** (free + 1) - 1 <= high and (low or width > free + 1):
            free += 1
        lead = low // 10**free
        blocks.setdefault(free, []).append(str(lead).zfill(max(width - free, 1)))
        low += 10**free
    digit = words([str(number) for number in range(10)])
    options = [join([words(leads), *[digit] * free]) for free, leads in blocks.items()]
    return choice(options, [len(leads) * 10**free for free, leads in blocks.items()])


def compact(phrase: Phrase) -> Phrase:
    """The same law with fixed texts moved into a choice beside them, where they take no look-up of their own."""
    if isinstance(phrase, Words):
        return phrase
    if isinstance(phrase, Choice):
        return Choice(tuple(compact(option) for option in phrase.options), phrase.weights)  # type: ignore[misc]
    return Join(_absorbed([compact(part) for part in phrase.parts]))  # type: ignore[misc]


def _absorbed(parts: Sequence[Words | Choice]) -> tuple[Words | Choice, ...]:
    found: list[Words | Choice] = []
    for part in parts:
        before = found[-1] if found else None
        if isinstance(before, Words) and before.size == 1 and isinstance(part, Choice) and _takes(part, 0):
            found[-1] = _with(part, before, 0)
        elif isinstance(before, Choice) and isinstance(part, Words) and part.size == 1 and _takes(before, -1):
            found[-1] = _with(before, part, -1)
        else:
            found.append(part)
    return tuple(found)


def _takes(part: Choice, edge: int) -> bool:
    """Whether every way begins (edge 0) or ends (-1) with a list."""
    return all(isinstance(option, Words) or isinstance(option.parts[edge], Words) for option in part.options)


def _with(part: Choice, text: Words, edge: int) -> Choice:
    return Choice(tuple(_extended(option, text, edge) for option in part.options), part.weights)


def _extended(option: Words | Join, text: Words, edge: int) -> Words | Join:
    if isinstance(option, Words):
        return _product(text, option) if edge == 0 else _product(option, text)
    changed = _extended(option.parts[edge], text, edge)  # type: ignore[arg-type]
    assert isinstance(changed, Words)
    return Join((changed, *option.parts[1:]) if edge == 0 else (*option.parts[:-1], changed))


def _flat(parts: Iterable[Phrase]) -> Iterable[Words | Choice]:
    for part in parts:
        if isinstance(part, Join):
            yield from part.parts
        elif part != Words(("",)):
            yield part


def _listable(left: Words, right: Words) -> bool:
    size = left.size * right.size
    return size <= LISTED or (1 in (left.size, right.size) and size <= LONGEST)


@lru_cache(maxsize=16)
def _product(left: Words, right: Words) -> Words:
    texts = [a + b for a in left.texts for b in right.texts]
    if left.weights is None and right.weights is None:
        return words(texts)
    return words(texts, [a * b for a in left.shares for b in right.shares])


def _mixture(lists: Sequence[Words], weights: Sequence[float]) -> Words:
    texts = [text for each in lists for text in each.texts]
    return words(texts, [share * weight for each, weight in zip(lists, weights, strict=True) for share in each.shares])


def _ways(options: Sequence[Phrase], weights: Sequence[float]) -> dict[Words | Join, float]:
    """The options, those of nested choices among them, equal ones added up."""
    total = math.fsum(weights)
    ways: dict[Words | Join, float] = {}
    for option, weight in zip(options, weights, strict=True):
        inner = zip(option.options, option.weights, strict=True) if isinstance(option, Choice) else [(option, 1.0)]
        for way, share in inner:
            if weight * share > 0:
                ways[way] = ways.get(way, 0.0) + weight / total * share
    return ways


def _factored(ways: list[Words | Join], weights: list[float]) -> Phrase:
    """A choice without what all its ways begin or end with."""
    rows: list[list[Words | Choice]] = [[*way.parts] if isinstance(way, Join) else [way] for way in ways]
    head = _shared(rows)
    rest = [row[len(head) :] for row in rows]
    tail = _shared([row[::-1] for row in rest])[::-1]
    if not head and not tail:
        return Choice(tuple(ways), tuple(weights))
    middle = choice([join(row[: len(row) - len(tail)]) for row in rest], weights)
    return join([*head, middle, *tail])


def _shared(rows: list[list[Words | Choice]]) -> list[Words | Choice]:
    shared = []
    for column in zip(*rows, strict=False):
        if any(part != column[0] for part in column):
            break
        shared.append(column[0])
    return shared
