"""Long texts as columns: for each row a shape, and the numbers of all its words from as few draws as hold them.

The draws of a batch stand one behind the other, those of a row together; the words of each draw lie side by side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import field

import numpy as np
import pyarrow as pa

from specgen.records import record
from specgen.streams import Addresses, Floats, Ints, Stream
from specgen.vocabularies.draws import Draw, draw
from specgen.vocabularies.shapes import Shape
from specgen.vocabularies.texts import Slots, TextTable, laid_out

_BITS = 40
"""So much of a draw makes words; the other 12 of its bits keep the last word even to one part in 4,000, which 10^7 texts do not show."""
_DRAWN = 8_192
"""Rows drawn at a time; more leave the cache."""


@record
class Runs:
    """Makes the texts of some addresses."""

    shape: Draw
    words: Stream
    size: int
    """How long the list of words is."""
    starts: Ints
    draws: Ints
    """(shapes,): where in `first` a shape begins, and how many draws it takes."""
    first: Slots
    """(draws of all shapes, words a draw): the number of the first word of the list that stands there; 0 where no word stands."""
    texts: pa.Array = field(repr=False)

    @classmethod
    def of(cls, shapes: Sequence[Shape], stream: Stream) -> Runs:
        """The texts of these shapes."""
        table, size = TextTable(), shapes[0].lists[0].size
        together = max(1, int(_BITS / math.log2(size)))
        draws = np.array([-(-len(shape.lists) // together) for shape in shapes])
        starts = np.cumsum(draws) - draws
        first = np.zeros((draws.sum(), together), np.int32)
        for start, shape in zip(starts, shapes, strict=True):
            first.reshape(-1)[start * together :][: len(shape.lists)] = [table.add(words) for words in shape.lists]
        texts, shares = table.array(), np.array([shape.share for shape in shapes])
        number = np.uint16 if len(texts) <= np.iinfo(np.uint16).max else np.int32  # Arrow looks small numbers up sooner by a fifth
        chosen = draw(stream.derive("shape"), [(len(shapes), shares)])
        return cls(chosen, stream.derive("words"), size, starts, draws, first.astype(number), texts)

    def __call__(self, address: Addresses) -> pa.Array:
        parts = [self._drawn(address[start : start + _DRAWN]) for start in range(0, max(len(address), 1), _DRAWN)]
        numbers, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
        return laid_out(numbers.ravel(), np.concatenate([[0], np.cumsum(lengths) * numbers.shape[1]]), self.texts)

    def _drawn(self, address: Addresses) -> tuple[Slots, Ints]:
        """The numbers of the words, so many a draw, and how many draws each row has."""
        shape = self.shape.at(address)
        draws = self.draws.take(shape)
        before = np.cumsum(draws) - draws
        first = self.first.take(np.repeat(self.starts.take(shape) - before, draws) + np.arange(draws.sum()), axis=0)
        return first + self._places(self.words.several(address, draws)).astype(first.dtype) * (first > 0), draws

    def _places(self, u: Floats) -> Slots:
        """(draws, words a draw): places in the list."""
        places, whole = np.empty((len(u), self.first.shape[1]), np.int32), np.empty_like(u)
        for word in range(places.shape[1]):
            u *= self.size
            np.floor(u, out=whole)
            u -= whole
            places[:, word] = whole
        return places
