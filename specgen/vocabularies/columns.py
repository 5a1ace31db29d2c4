"""Phrases as columns: for each row the numbers of its words in one table of texts, then a single look-up.

A text of up to s words is s numbers side by side; the look-up of all of them, row after row, lays the words of a row next to each
other in memory, so that the texts of the rows are there without another copy: only their ends are picked out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, zip_longest
from typing import Protocol, cast

import numpy as np
import pyarrow as pa

from specgen.numeric.branches import positions
from specgen.records import record
from specgen.streams import Addresses, Ints, Stream
from specgen.vocabularies.draws import Draw, draw
from specgen.vocabularies.layout import NOTHING, Laid, Listed, Row, lay, parts, together, width
from specgen.vocabularies.phrases import Numbers, Phrase
from specgen.vocabularies.runs import Runs
from specgen.vocabularies.shapes import shapes
from specgen.vocabularies.texts import Slots, TextTable, joined

Streams = Callable[[str], Stream]
_ROWS, _DRAWN = 65_536, 16_384
"""Rows joined, and rows drawn at a time: fewer repeat the cost of each call, more leave the cache."""


def column(phrase: Phrase, stream: Streams) -> Callable[[Addresses], pa.Array]:
    """The texts of the rows at some addresses; every draw has a stream of its own, named by where it stands in the phrase."""
    laid = lay(phrase)
    long = shapes(laid)
    made = _row_by_row(laid, stream) if long is None else Runs.of(long, stream("runs"))

    def make(address: Addresses) -> pa.Array:
        parts = [made(address[start : start + _ROWS]) for start in range(0, max(len(address), 1), _ROWS)]
        return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)

    return make


def _row_by_row(laid: Laid, stream: Streams) -> Callable[[Addresses], pa.Array]:
    table = TextTable()
    fill, words = _fill(laid, table, stream, ""), width(laid)
    texts = table.array()

    def made(address: Addresses) -> pa.Array:
        slots = np.zeros((len(address), words), np.int32)
        for start in range(0, len(address), _DRAWN):
            fill(slots[start : start + _DRAWN], address[start : start + _DRAWN], None)
        return joined(slots, texts)

    return made


class _Fill(Protocol):
    """Writes the numbers of words for some addresses into the first slots: of the given rows, or of all."""

    def __call__(self, slots: Slots, address: Addresses, rows: Ints | None) -> None: ...


def _fill(laid: Laid, table: TextTable, stream: Streams, place: str) -> _Fill:
    if isinstance(laid, Listed):
        return _Word(draw(stream(place), [(laid.size, laid.shares)]), table.add(laid))
    if isinstance(laid, Numbers):
        return _Number(draw(stream(place), [(laid.size, None)]), table.limbs(laid))
    if isinstance(laid, Row):
        fills = tuple(_fill(part, table, stream, f"{place}.{n}") for n, part in enumerate(laid.parts))
        return _Row(fills, tuple(accumulate(map(width, laid.parts), initial=0)))
    columns = [*zip_longest(*map(parts, laid.options), fillvalue=NOTHING)]
    if all(isinstance(part, Listed) for column in columns for part in column):
        return _slots(columns, laid.shares, table, stream, place)  # type: ignore[arg-type]
    way = draw(stream(f"{place}|"), [(len(laid.options), np.array(laid.shares))])
    return _Ways(way, tuple(_fill(option, table, stream, f"{place}|{n}") for n, option in enumerate(laid.options)))


def _slots(columns: Sequence[Sequence[Listed]], shares: Sequence[float], table: TextTable, stream: Streams, place: str) -> _Slots:
    """Words side by side, each from one of several lists: for each column the list of every way."""
    lead = min(range(len(columns)), key=lambda n: sum(each.size for each in columns[n]))
    pairs = np.concatenate([each.weights * share for each, share in zip(columns[lead], shares, strict=True)])
    way = np.repeat(np.arange(len(shares)), [each.size for each in columns[lead]])
    number = np.concatenate([table.add(each) + np.arange(each.size) for each in columns[lead]])
    words = []
    for n, column in enumerate(columns):
        lists = [*dict.fromkeys(column)]
        ways = [lists.index(each) for each in column] if len(lists) > 1 else [0]
        drawn = draw(stream(f"{place}|{n}"), [(each.size, each.shares) for each in lists], ways)
        words.append(_Word(drawn, table.add(lists[0] if len(lists) == 1 else together(lists))) if n != lead else None)
    return _Slots(draw(stream(f"{place}|"), [(len(pairs), pairs)]), way, number, tuple(words))


@record
class _Word:
    draw: Draw
    first: int

    def __call__(self, slots: Slots, address: Addresses, rows: Ints | None, way: Ints | None = None) -> None:
        number = self.draw.at(address, way)
        number += self.first
        # A view of one column is the short way through numpy, at a third of the time of slots[rows, 0].
        slots[:, 0][_all(rows)] = number


@record
class _Number:
    draw: Draw
    words: Callable[[Ints], Sequence[Ints]]

    def __call__(self, slots: Slots, address: Addresses, rows: Ints | None) -> None:
        for n, word in enumerate(self.words(self.draw.at(address))):
            slots[_all(rows), n] = word


@record
class _Row:
    fills: tuple[_Fill, ...]
    first: tuple[int, ...]

    def __call__(self, slots: Slots, address: Addresses, rows: Ints | None) -> None:
        for fill, first in zip(self.fills, self.first, strict=False):
            fill(slots[:, first:], address, rows)


@record
class _Slots:
    """One draw says the way and one word with it; the other words come from the lists that the way leads to."""

    pair: Draw
    way: Ints
    number: Ints
    words: tuple[_Word | None, ...]

    def __call__(self, slots: Slots, address: Addresses, rows: Ints | None) -> None:
        pair = self.pair.at(address)
        way = self.way.take(pair)
        for n, word in enumerate(self.words):
            if word is None:
                slots[_all(rows), n] = self.number.take(pair)
            else:
                word(slots[:, n:], address, rows, way if len(word.draw.starts) > 1 else None)


@record
class _Ways:
    way: Draw
    ways: tuple[_Fill, ...]

    def __call__(self, slots: Slots, address: Addresses, rows: Ints | None) -> None:
        # Sorting small integers is a pass of counting; sorting large ones is not.
        way = self.way.at(address).astype(np.uint8 if len(self.ways) < 256 else np.uint16)
        for fill, chosen in zip(self.ways, positions(cast(Ints, way), len(self.ways)), strict=True):
            if len(chosen):
                fill(slots, address[chosen], chosen if rows is None else rows[chosen])


def _all(rows: Ints | None) -> Ints | slice:
    return slice(None) if rows is None else rows
