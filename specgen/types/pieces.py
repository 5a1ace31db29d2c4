"""Rows as bytes, put together by one look-up.

The parts of a row are numbers of texts in one table; looking all of them up, row after row, lays the rows next to each other in
memory, so that a part costs about as much whether it has few bytes or many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import ends
from specgen.records import record

Codes = npt.NDArray[np.int32]
FEW = 8
"""A list is written once each if it is at most this part of the rows."""
_FEWER = 4
"""A constant is written to each text of a list if it is at most this part of the rows."""
_LARGEST = 1 << 29
"""Bytes that are put together at a time: offsets have 31 bits."""
_STRETCH = 8_192
"""Rows that are laid out at a time: what is written again and again stays in the cache."""
NOTHING = pa.scalar("")
"""Made once: to make an Arrow value of a Python one costs 100 µs where dateutil is not installed."""


@record
class Piece:
    """A part of each row: one of the texts, by its number; without numbers one text for each row, or a single one for all."""

    texts: pa.StringArray
    codes: Codes | None = None

    @property
    def fewer(self) -> bool:
        """Whether to write something beside each text takes less time than to look it up in each row."""
        return self.codes is not None and _FEWER * len(self.texts) <= len(self.codes)

    @property
    def constant(self) -> bool:
        return self.codes is None and len(self.texts) == 1

    def size(self, rows: int) -> int:
        """At most so many bytes in all rows."""
        at = ends(self.texts)
        return int(at[-1] - at[0]) if self.codes is None and len(self.texts) == rows else rows * int(np.diff(at).max(initial=0))


def too_large(pieces: Sequence[Piece], rows: int) -> bool:
    """Whether the rows have to be put together in halves."""
    return rows > 1 and sum(piece.size(rows) for piece in pieces) > _LARGEST


def merged(pieces: Sequence[Piece], rows: int) -> Iterator[Piece]:
    """The same rows from fewer pieces: constants and short lists are written into the short lists beside them."""
    held: Piece | None = None
    for piece in pieces:
        together = None if held is None else _beside(held, piece, rows)
        if held is not None and together is None:
            yield held
        held = together or piece
    if held is not None:
        yield held


def _beside(left: Piece, right: Piece, rows: int) -> Piece | None:
    """Both pieces as one, if that takes no longer list than is worth it."""
    if left.constant and (right.constant or right.fewer):
        return Piece(_side_by_side(left.texts[0], right.texts), right.codes)
    if left.fewer and right.constant:
        return Piece(_side_by_side(left.texts, right.texts[0]), left.codes)
    if left.codes is None or right.codes is None or FEW * len(left.texts) * len(right.texts) > rows:
        return None
    width = len(right.texts)
    every = np.arange(len(left.texts) * width)
    texts = _side_by_side(left.texts.take(pa.array(every // width)), right.texts.take(pa.array(every % width)))
    return Piece(texts, left.codes * np.int32(width) + right.codes)


def _side_by_side(left: pa.StringArray | pa.StringScalar, right: pa.StringArray | pa.StringScalar) -> pa.StringArray:
    return pc.binary_join_element_wise(left, right, NOTHING)


def joined(pieces: Sequence[Piece], rows: int) -> Iterator[tuple[bool, pa.Buffer]]:
    """The texts of a row one after the other, row after row; some rows at a time, and whether they are the last."""
    table = pa.concat_arrays([piece.texts for piece in pieces])
    firsts = np.cumsum([0, *(len(piece.texts) for piece in pieces)], dtype=np.int32)
    slots = np.empty((min(rows, _STRETCH), len(pieces)), np.int32)
    for start in range(0, rows, _STRETCH):
        stop = min(start + _STRETCH, rows)
        for place, (piece, first) in enumerate(zip(pieces, firsts, strict=False)):
            if piece.codes is not None:
                np.add(piece.codes[start:stop], first, out=slots[: stop - start, place])
            else:
                slots[: stop - start, place] = first if piece.constant else np.arange(first + start, first + stop, dtype=np.int32)
        found = pc.take(table, pa.array(slots[: stop - start].ravel()), boundscheck=False)
        yield stop == rows, found.buffers()[2]
