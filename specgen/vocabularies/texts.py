"""Words side by side as texts: a table of words under one numbering, and one look-up that lays them next to each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import ends
from specgen.streams import Ints
from specgen.vocabularies.layout import LIMB, NOTHING, Listed, together, width
from specgen.vocabularies.phrases import Numbers

Slots = npt.NDArray[np.integer]


def joined(slots: Slots, texts: pa.Array) -> pa.Array:
    """Row by row the texts with the given numbers, one after the other."""
    return laid_out(slots.ravel(), np.arange(len(slots) + 1) * slots.shape[1], texts)


def laid_out(numbers: Slots, bounds: Ints, texts: pa.Array) -> pa.Array:
    """The texts with the given numbers; text j is those from bounds[j] to bounds[j + 1] one after the other.

    A look-up of all numbers lays their texts next to each other in memory, so that the longer texts are there without another copy:
    only their ends are picked out.
    """
    found = pc.take(texts, pa.array(numbers), boundscheck=False)
    if len(bounds) == len(found) + 1:
        return found
    return pa.StringArray.from_buffers(len(bounds) - 1, pa.py_buffer(ends(found)[bounds]), found.buffers()[2])


class TextTable:
    """The words of a phrase under one numbering, each list once; number 0 is the empty text."""

    def __init__(self) -> None:
        self._lists = [NOTHING]
        self._first: dict[Hashable, int] = {NOTHING.key: 0}

    def add(self, words: Listed) -> int:
        """The number of the first of these words; the others follow."""
        if words.key not in self._first:
            self._first[words.key] = sum(each.size for each in self._lists)
            self._lists.append(words)
        return self._first[words.key]

    def limbs(self, numbers: Numbers) -> Callable[[Ints], Sequence[Ints]]:
        """From places among some numbers to the numbers of their words."""
        limbs: list[tuple[int, int]] = []
        for place in range(width(numbers)):
            leading = self.add(_limb(min(max(numbers.width - place * _DIGITS, place == 0), _DIGITS)))
            limbs.append((self.add(_limb(_DIGITS)) if place + 1 < width(numbers) else leading, leading))

        def words(place: Ints) -> Sequence[Ints]:
            number, found = place + numbers.low, []
            for behind, leading in limbs:
                rest = number // LIMB
                found.append(number - rest * LIMB + (leading if behind == leading else np.where(rest > 0, behind, leading)))
                number = rest
            return found[::-1]

        return words

    def array(self) -> pa.Array:
        return together(self._lists).texts


_DIGITS = len(str(LIMB - 1))


def _limb(width: int) -> Listed:
    """The digits of one word of a number, padded to a width; 0 is empty where nothing is padded."""
    return Listed(("limb", width), pa.array([str(number or "").zfill(width) for number in range(LIMB)]))
