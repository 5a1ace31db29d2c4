"""Rows as delimited text, put together by one look-up.

The cells of a row and what stands between them are numbers of texts in one table; looking all of them up, row after row, lays the
lines next to each other in memory. Values that are few (a dictionary, a small range of numbers, the days of some years, the
seconds of a day) are written once each, so a cell costs 5 to 10 ns; pyarrow's own writer, whose bytes these are, takes 15 to 50.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import ends, mask
from specgen.types.arrays import Ints, units
from specgen.types.text import PLAIN_DIGITS, text

Codes = npt.NDArray[np.int32]
_FEW = 8
"""A list is written once each if it is at most this part of the rows."""
_FEWER = 4
"""A constant is written to each text of a list if it is at most this part of the rows."""
_LARGEST = 1 << 29
"""Bytes that are put together at a time: offsets have 31 bits."""
_STRETCH = 8_192
"""Rows that are laid out at a time: what is written again and again stays in the cache."""
_DAY = 86_400
_QUOTE, _NOTHING = pa.scalar('"'), pa.scalar("")
"""Made once: to make an Arrow value of a Python one costs 100 µs where dateutil is not installed."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Delimited:
    """How cells become lines: text in quotes, which are doubled inside; NULL bare."""

    delimiter: str = ","
    null: str = ""

    def lines(self, columns: Sequence[pa.Array]) -> Iterator[pa.Buffer]:
        """The text of the rows, each with its line end, in one or more parts."""
        rows = len(columns[0])
        if not rows:
            return
        first, *rest = self._pieces(columns)
        turned = first.constant  # what each line begins with goes to the end of the one before: a piece less
        pieces = [*_merged([*rest, first] if turned else [first, *rest], rows)]
        if rows > 1 and sum(piece.size(rows) for piece in pieces) > _LARGEST:
            for half in (slice(0, rows // 2), slice(rows // 2, None)):
                yield from self.lines([column[half] for column in columns])
        else:
            begin = pa.py_buffer(first.texts[0].as_py().encode() if turned else b"")
            yield begin
            for last, joined in _joined(pieces, rows):
                yield joined[: len(joined) - len(begin)] if last else joined

    def _pieces(self, columns: Sequence[pa.Array]) -> Iterator[Piece]:
        for place, column in enumerate(columns):
            yield from self._cells(column)
            yield _constant(self.delimiter if place + 1 < len(columns) else "\n")

    def _cells(self, column: pa.Array) -> Iterator[Piece]:
        if pa.types.is_dictionary(column.type):
            codes, written = column.indices, self._texts(column.dictionary)
            if column.null_count:
                written = pa.concat_arrays([written, _constant(self.null).texts])
                codes = codes.fill_null(len(written) - 1)
            yield Piece(written, np.asarray(codes).astype(np.int32, copy=False))
        elif column.null_count == len(column):
            yield _constant(self.null)
        elif column.null_count:
            yield Piece(self._texts(column))
        elif quoted(column.type):
            yield from (_constant('"'), Piece(_doubled(text(column))), _constant('"'))
        else:
            yield from _counted(column)

    def _texts(self, values: pa.Array) -> pa.StringArray:
        """Each value as its cell."""
        bare = text(values)
        cells = pc.binary_join_element_wise(_QUOTE, _doubled(bare), _QUOTE, _NOTHING) if quoted(values.type) else bare
        return cells.fill_null(self.null)


def quoted(kind: pa.DataType) -> bool:
    """Whether cells of a type stand in quotes: what is text, or is written as text of our own."""
    ours = (pa.types.is_string, pa.types.is_binary, pa.types.is_nested, pa.types.is_duration)
    return any(test(kind) for test in ours) or (pa.types.is_decimal(kind) and kind.scale > PLAIN_DIGITS)


def _doubled(texts: pa.StringArray) -> pa.StringArray:
    data, at = texts.buffers()[2], ends(texts)
    if data is None or not (np.frombuffer(data, np.uint8)[at[0] : at[-1]] == ord('"')).any():
        return texts
    return pc.replace_substring(texts, '"', '""')


def _counted(column: pa.Array) -> Iterator[Piece]:
    """Numbers and times without NULL, by a table of what is in their range if that is small."""
    kind, rows = column.type, len(column)
    if pa.types.is_boolean(kind):
        yield Piece(_booleans(), mask(column).astype(np.int32))
        return
    if pa.types.is_timestamp(kind) and kind.unit == "s":
        seconds = units(column)
        days = seconds // _DAY
        if 4 * rows > _DAY and _narrow(days, rows):
            yield from (_ranged(days, pa.date32()), _constant(" "), Piece(_clock(), (seconds - days * _DAY).astype(np.int32)))
            yield from () if kind.tz is None else (_constant("Z"),)
            return
    if pa.types.is_integer(kind) or pa.types.is_date32(kind):
        values = units(column)
        if _narrow(values, rows):
            yield _ranged(values, kind)
            return
    if pa.types.is_decimal(kind) and 0 < kind.scale <= _PARTS and kind.precision <= 18:
        values = units(column)
        whole = values // 10**kind.scale
        if _narrow(whole, rows) and whole.min() >= 0:
            yield from (_ranged(whole, pa.int64()), Piece(_fractions(kind.scale), (values - whole * 10**kind.scale).astype(np.int32)))
            return
    yield Piece(text(column))


_PARTS = 4
"""Decimals with up to so many digits behind the point have these from a table."""


@cache
def _fractions(digits: int) -> pa.StringArray:
    return pa.array([f".{part:0{digits}}" for part in range(10**digits)])


@cache
def _booleans() -> pa.StringArray:
    return text(pa.array([False, True]))


@cache
def _clock() -> pa.StringArray:
    """The seconds of a day."""
    return pa.array(np.arange(_DAY, dtype=np.int32)).cast(pa.time32("s")).cast(pa.string())


def _narrow(values: Ints, rows: int) -> bool:
    return _FEW * (int(values.max()) - int(values.min()) + 1) <= rows


def _ranged(values: Ints, kind: pa.DataType) -> Piece:
    first, last = int(values.min()), int(values.max())
    every = np.arange(first, last + 1, dtype=np.int32 if pa.types.is_date32(kind) else np.int64)
    return Piece(text(pa.array(every).cast(kind)), (values - first).astype(np.int32))


@cache
def _constant(words: str) -> Piece:
    return Piece(pa.array([words]))


def _merged(pieces: Sequence[Piece], rows: int) -> Iterator[Piece]:
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
    if left.codes is None or right.codes is None or _FEW * len(left.texts) * len(right.texts) > rows:
        return None
    width = len(right.texts)
    every = np.arange(len(left.texts) * width)
    texts = _side_by_side(left.texts.take(pa.array(every // width)), right.texts.take(pa.array(every % width)))
    return Piece(texts, left.codes * np.int32(width) + right.codes)


def _side_by_side(left: pa.StringArray | pa.StringScalar, right: pa.StringArray | pa.StringScalar) -> pa.StringArray:
    return pc.binary_join_element_wise(left, right, _NOTHING)


def _joined(pieces: Sequence[Piece], rows: int) -> Iterator[tuple[bool, pa.Buffer]]:
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
