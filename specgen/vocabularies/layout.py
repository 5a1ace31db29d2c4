"""A phrase laid out for drawing: the same law with as few words a text as pays, the words in Arrow.

    Laid = Listed | Numbers | Row | Ways

A word costs a draw and a look-up, so neighbouring lists are multiplied out, lists that are ways of a choice become one, and what
stands beside a choice moves into it where that saves a word.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import field
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.records import record
from specgen.streams import Floats
from specgen.vocabularies.phrases import LONGEST, Join, Numbers, Phrase, Words

LIMB = 1_000
"""Long numbers are put together of so many words."""
_LISTED = 8_000
"""Neighbouring lists are multiplied out up to this many texts: 5,000 makes names slower by a third, 10,000 phone numbers by a tenth."""
_WAYS = 64
"""A choice is opened to no more ways."""
_ALIKE = 1e-9
_NO_TEXT = pa.scalar("")


@record
class Listed:
    """One of a list of texts, of which some may be equal; lists of one layout with the same key are the same."""

    key: Hashable
    texts: pa.StringArray = field(compare=False, repr=False)
    shares: Floats | None = field(default=None, compare=False, repr=False)
    """They sum to 1; None where all are alike."""

    @property
    def size(self) -> int:
        return len(self.texts)

    @property
    def width(self) -> int:
        return 1

    @property
    def weights(self) -> Floats:
        return np.full(self.size, 1 / self.size) if self.shares is None else self.shares


@record
class Row:
    """Parts side by side, drawn independently."""

    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        return math.prod(part.size for part in self.parts)

    @property
    def width(self) -> int:
        return sum(map(width, self.parts))


@record
class Ways:
    """One of several; the shares sum to 1."""

    options: tuple[Listed | Numbers | Row, ...]
    shares: tuple[float, ...]

    @property
    def size(self) -> int:
        return sum(option.size for option in self.options)

    @property
    def width(self) -> int:
        return max(map(width, self.options))


Part = Listed | Numbers | Ways
Laid = Part | Row
NOTHING = Listed("", pa.array([""]))
"""The empty text."""


def lay(phrase: Phrase) -> Laid:
    """A phrase laid out."""
    return _Layout().lay(phrase)


def width(laid: Laid) -> int:
    """How many words a text has at most."""
    return -(-len(laid.text(laid.size - 1)) // len(str(LIMB - 1))) if isinstance(laid, Numbers) else laid.width


def parts(laid: Laid) -> tuple[Part, ...]:
    """What stands side by side."""
    return laid.parts if isinstance(laid, Row) else (laid,)


def together(lists: Sequence[Listed]) -> Listed:
    """The texts of several lists one behind the other, without a law."""
    return Listed(tuple(each.key for each in lists), pa.concat_arrays([each.texts for each in lists]))


@record
class _Layout:
    """Every list of a phrase is made once, however often it occurs."""

    lists: dict[Hashable, Listed] = field(default_factory=dict)

    def lay(self, phrase: Phrase) -> Laid:
        if isinstance(phrase, Words):
            return self._listed(phrase, lambda: (pa.array(phrase.texts), np.array(phrase.weights) if phrase.weights else None))
        if isinstance(phrase, Numbers):
            return phrase if phrase.size > _LISTED else self._listed(phrase, lambda: (pa.array(map(phrase.text, range(phrase.size))), None))
        if isinstance(phrase, Join):
            return self._row(map(self.lay, phrase.parts))
        return self._ways([self.lay(option) for option in phrase.options], phrase.weights)

    def _listed(self, key: Hashable, make: Callable[[], tuple[pa.StringArray, Floats | None]]) -> Listed:
        if key not in self.lists:
            self.lists[key] = Listed(len(self.lists), *make())
        return self.lists[key]

    def _row(self, side_by_side: Iterable[Laid]) -> Laid:
        row = [part for laid in side_by_side for part in parts(laid)]
        for multiply in (self._product, self._spread):
            merged: list[Part] = []
            for part in row:
                both = multiply(merged[-1], part) if merged else None
                merged[-1:] = [*merged[-1:], part] if both is None else [both]
            row = merged
        return row[0] if len(row) == 1 else Row(tuple(row))

    def _product(self, left: Laid, right: Laid) -> Listed | None:
        """Two lists multiplied out, None where that would be too long."""
        if not isinstance(left, Listed) or not isinstance(right, Listed):
            return None
        if left.size * right.size > (LONGEST if 1 in (left.size, right.size) else _LISTED):
            return None
        return self._listed((left.key, right.key), lambda: _multiplied(left, right))

    def _spread(self, left: Part, right: Part) -> Part | None:
        """A choice that has taken in the list beside it, None where that saves no word."""
        if isinstance(left, Listed) and isinstance(right, Ways):
            found = self._ways([self._row([left, option]) for option in right.options], right.shares)
        elif isinstance(left, Ways) and isinstance(right, Listed):
            found = self._ways([self._row([option, right]) for option in left.options], left.shares)
        else:
            return None
        return found if not isinstance(found, Row) and width(found) < width(left) + width(right) else None

    def _ways(self, options: Sequence[Laid], shares: Sequence[float]) -> Laid:
        """A choice without choices inside, as long as they are few, and with its lists as one."""
        rows = list(zip(map(parts, options), shares, strict=True))
        if sum(math.prod(len(part.options) for part in row if isinstance(part, Ways)) for row, _ in rows) <= _WAYS:
            rows = [way for row, share in rows for way in _opened(row, share)]
        lists = [(row[0], share) for row, share in rows if len(row) == 1 and isinstance(row[0], Listed)]
        if len(lists) > 1 and sum(each.size for each, _ in lists) <= LONGEST:
            rows = [(row, share) for row, share in rows if len(row) > 1 or not isinstance(row[0], Listed)]
            mixed = self._listed(("ways", *((each.key, share) for each, share in lists)), lambda: _mixture(lists))
            rows.append(((mixed,), math.fsum(share for _, share in lists)))
        ways = [row[0] if len(row) == 1 else Row(row) for row, _ in rows]
        return ways[0] if len(ways) == 1 else Ways(tuple(ways), tuple(share for _, share in rows))  # type: ignore[arg-type]


def _multiplied(left: Listed, right: Listed) -> tuple[pa.StringArray, Floats | None]:
    """All pairs, those of the first text on the left first."""
    heads = left.texts[0] if left.size == 1 < right.size else left.texts.take(pa.array(np.repeat(np.arange(left.size), right.size)))
    tails = right.texts[0] if right.size == 1 else right.texts.take(pa.array(np.tile(np.arange(right.size), left.size)))
    texts = pc.binary_join_element_wise(heads, tails, _NO_TEXT)
    alike = left.shares is None and right.shares is None
    return texts, None if alike else np.outer(left.weights, right.weights).ravel()


def _opened(row: tuple[Part, ...], share: float) -> Iterable[tuple[tuple[Part, ...], float]]:
    """A row once for each way through the choices in it."""
    ways = [zip(part.options, part.shares, strict=True) if isinstance(part, Ways) else [(part, 1.0)] for part in row]
    for chosen in product(*ways):
        yield tuple(part for option, _ in chosen for part in parts(option)), math.prod((each for _, each in chosen), start=share)


def _mixture(lists: Sequence[tuple[Listed, float]]) -> tuple[pa.StringArray, Floats | None]:
    """A list in which each text is as likely as in one of these, chosen by their shares."""
    total = math.fsum(share for _, share in lists)
    weights = np.concatenate([each.weights * (share / total) for each, share in lists])
    alike = bool(np.ptp(weights) < _ALIKE / len(weights))
    return pa.concat_arrays([each.texts for each, _ in lists]), None if alike else weights
