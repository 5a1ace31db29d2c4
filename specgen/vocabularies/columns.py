"""Phrases as columns: for each row the numbers of its words in one table of texts, then a single look-up.

A text of up to s words is s numbers side by side; the look-up of all of them, row after row, lays the words of a row next to each
other in memory, so that the texts of the rows are there without another copy: only their ends are picked out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.branches import positions
from specgen.numeric.quantiles import StepTable
from specgen.streams import Addresses, Floats, Ints, Stream
from specgen.vocabularies.phrases import Choice, Join, Phrase, Words, compact

Slots = npt.NDArray[np.int32]
_ROWS = 65_536
"""Rows made at a time: fewer repeat the cost of each call, more leave the cache."""


def column(phrase: Phrase, stream: Callable[[str], Stream]) -> Callable[[Addresses], pa.Array]:
    """The texts of the rows at some addresses; every draw has a stream of its own, named by where it stands in the phrase."""
    phrase, table = compact(phrase), TextTable()
    drawn = _drawn(phrase, table, stream, "")
    texts, width = table.array(), phrase.slots

    def make(address: Addresses) -> pa.Array:
        starts = range(0, max(len(address), 1), _ROWS)
        return pa.concat_arrays([_texts(drawn, address[start : start + _ROWS], width, texts) for start in starts])

    return make


def _texts(drawn: Drawn, address: Addresses, width: int, texts: pa.Array) -> pa.Array:
    slots = np.zeros((len(address), width), np.int32)
    drawn(address, slots, 0, None)
    return joined(slots, texts)


def joined(slots: Slots, texts: pa.Array) -> pa.Array:
    """Row by row the texts with the given numbers, one after the other."""
    found = pc.take(texts, pa.array(slots.ravel()), boundscheck=False)
    if slots.shape[1] == 1:
        return found
    _, ends, data = found.buffers()
    offsets = np.frombuffer(ends, np.int32)[: len(found) + 1]
    return pa.StringArray.from_buffers(len(slots), pa.py_buffer(np.ascontiguousarray(offsets[:: slots.shape[1]])), data)


class TextTable:
    """The words of a phrase under one numbering, each list once; number 0 is the empty text."""

    def __init__(self) -> None:
        self._texts = [""]
        self._first: dict[tuple[str, ...], int] = {}

    def add(self, texts: tuple[str, ...]) -> int:
        """The number of the first of these texts; the others follow."""
        if texts not in self._first:
            self._first[texts] = len(self._texts)
            self._texts.extend(texts)
        return self._first[texts]

    def array(self) -> pa.Array:
        return pa.array(self._texts, pa.string())


Drawn = Callable[[Addresses, Slots, int, "Ints | None"], None]
"""Writes the words' numbers for some addresses into columns of the slots, from the given one; at the given rows, or at all."""


def _drawn(phrase: Phrase, table: TextTable, stream: Callable[[str], Stream], place: str) -> Drawn:
    if isinstance(phrase, Words):
        return _Word(_law(phrase.size, phrase.weights), np.int32(table.add(phrase.texts)), stream(place))
    if isinstance(phrase, Join):
        return _Parts(tuple((part.slots, _drawn(part, table, stream, f"{place}.{n}")) for n, part in enumerate(phrase.parts)))
    return _chosen(phrase, table, stream, place)


def _law(size: int, weights: tuple[float, ...] | None) -> Callable[[Floats], Ints]:
    if weights is not None:
        return StepTable(np.arange(size), weights).at
    scale = np.float64(size)
    return lambda u: (u * scale).astype(np.int32)


@dataclass(frozen=True)
class _Word:
    law: Callable[[Floats], Ints]
    first: np.int32
    stream: Stream

    def __call__(self, address: Addresses, slots: Slots, at: int, rows: Ints | None) -> None:
        number = self.law(self.stream.uniform(address)) + self.first
        slots[slice(None) if rows is None else rows, at] = number


@dataclass(frozen=True)
class _Parts:
    parts: tuple[tuple[int, Drawn], ...]

    def __call__(self, address: Addresses, slots: Slots, at: int, rows: Ints | None) -> None:
        for width, part in self.parts:
            part(address, slots, at, rows)
            at += width


@dataclass(frozen=True)
class _Ways:
    law: Callable[[Floats], Ints]
    ways: tuple[Drawn, ...]
    stream: Stream

    def __call__(self, address: Addresses, slots: Slots, at: int, rows: Ints | None) -> None:
        # Sorting small integers is a pass of counting; sorting large ones is not.
        way = self.law(self.stream.uniform(address)).astype(np.uint8 if len(self.ways) < 256 else np.uint16)
        for draw, chosen in zip(self.ways, positions(cast(Ints, way), len(self.ways)), strict=True):
            if len(chosen):
                draw(address[chosen], slots, at, chosen if rows is None else rows[chosen])


def _chosen(phrase: Choice, table: TextTable, stream: Callable[[str], Stream], place: str) -> Drawn:
    ways = tuple(_drawn(option, table, stream, f"{place}|{n}") for n, option in enumerate(phrase.options))
    return _Ways(_law(len(ways), phrase.weights), ways, stream(f"{place}|"))
