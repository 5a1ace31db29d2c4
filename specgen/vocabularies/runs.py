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
from specgen.streams import Addresses, Ints, Stream
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
        shape = self.shape.at(address)
        draws = self.draws.take(shape)
        bounds = np.concatenate([[0], np.cumsum(draws)])
        numbers = np.empty((bounds[-1], self.first.shape[1]), self.first.dtype)
        for rows in (slice(start, start + _DRAWN) for start in range(0, len(address), _DRAWN)):
            begin, end = bounds[rows.start], bounds[min(rows.stop, len(address))]
            self._draw(numbers[begin:end], address[rows], draws[rows], self.starts.take(shape[rows]) - bounds[:-1][rows] + begin)
        bounds *= self.first.shape[1]
        return laid_out(numbers.ravel(), bounds, self.texts)

    def _draw(self, numbers: Slots, address: Addresses, draws: Ints, starts: Ints) -> None:
        """Writes the numbers of the words, so many a draw; a row has so many draws and `starts` less what came before it in `first`."""
        u = self.words.several(address, draws)
        whole = np.empty_like(u)
        for word in range(numbers.shape[1]):
            u *= self.size
            np.floor(u, out=whole)
            u -= whole
            np.copyto(numbers[:, word], whole, casting="unsafe")
        first = self.first.take(np.repeat(starts, draws) + np.arange(len(u)), axis=0)
        numbers *= first > 0
        numbers += first
