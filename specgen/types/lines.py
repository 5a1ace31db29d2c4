"""Rows as lines of text, by fewer steps than value by value; a format says what stands around a value and how it is spelt.

Values that are few (a dictionary, a small range of numbers, the days of some years, the seconds of a day) are written once each;
`specgen.types.pieces` lays them out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import mask
from specgen.types.arrays import Ints, units
from specgen.types.pieces import FEW, NOTHING, Piece, joined, merged, too_large
from specgen.types.text import text
from specgen.types.type import INT64_DIGITS

_DAY = 86_400
_PARTS = 4
"""Decimals with up to so many digits behind the point have these from a table."""
_QUOTE = pa.scalar('"')


class Lines(ABC):
    """How cells become lines."""

    null: str
    """NULL, which never stands in quotes."""
    designator: str
    """What stands between a day and its time."""

    @abstractmethod
    def before(self, place: int) -> str:
        """What stands before the cell of a column."""

    @abstractmethod
    def end(self) -> str:
        """What stands behind the last cell, the line end included."""

    @abstractmethod
    def quoted(self, kind: pa.DataType) -> bool:
        """Whether cells of a type stand in quotes."""

    @abstractmethod
    def inside(self, values: pa.Array) -> pa.StringArray:
        """Each value as its cell, without quotes; NULL stays NULL."""

    def lines(self, columns: Sequence[pa.Array]) -> Iterator[pa.Buffer]:
        """The text of the rows, each with its line end, in one or more parts."""
        rows = len(columns[0])
        if not rows:
            return
        first, *rest = self._pieces(columns)
        turned = first.constant  # what each line begins with goes to the end of the one before: a piece less
        pieces = [*merged([*rest, first] if turned else [first, *rest], rows)]
        if too_large(pieces, rows):
            for half in (slice(0, rows // 2), slice(rows // 2, None)):
                yield from self.lines([column[half] for column in columns])
        else:
            begin = pa.py_buffer(first.texts[0].as_py().encode() if turned else b"")
            yield begin
            for last, lines in joined(pieces, rows):
                yield lines[: len(lines) - len(begin)] if last else lines

    def _pieces(self, columns: Sequence[pa.Array]) -> Iterator[Piece]:
        for place, column in enumerate(columns):
            yield from _constant(self.before(place))
            yield from self._cells(column)
        yield from _constant(self.end())

    def _cells(self, column: pa.Array) -> Iterator[Piece]:
        if pa.types.is_dictionary(column.type):
            codes, written = column.indices, self._texts(column.dictionary)
            if column.null_count:
                written = pa.concat_arrays([written, pa.array([self.null])])
                codes = codes.fill_null(len(written) - 1)
            yield Piece(written, np.asarray(codes).astype(np.int32, copy=False))
        elif column.null_count == len(column):
            yield from _constant(self.null)
        elif column.null_count:
            yield Piece(self._texts(column))
        else:
            quote = '"' if self.quoted(column.type) else ""
            yield from (*_constant(quote), *self._counted(column), *_constant(quote))

    def _texts(self, values: pa.Array) -> pa.StringArray:
        """Each value as its cell."""
        bare = self.inside(values)
        cells = pc.binary_join_element_wise(_QUOTE, bare, _QUOTE, NOTHING) if self.quoted(values.type) else bare
        return cells.fill_null(self.null)

    def _counted(self, column: pa.Array) -> Iterator[Piece]:
        """Numbers and times without NULL, by a table of what is in their range if that is small."""
        kind, rows = column.type, len(column)
        if pa.types.is_boolean(kind):
            yield Piece(_booleans(), mask(column).astype(np.int32))
            return
        if pa.types.is_timestamp(kind) and kind.unit == "s":
            seconds = units(column)
            days = seconds // _DAY
            if 4 * rows > _DAY and _narrow(days, rows):
                yield from (
                    _ranged(days, pa.date32()),
                    *_constant(self.designator),
                    Piece(_clock(), (seconds - days * _DAY).astype(np.int32)),
                )
                yield from () if kind.tz is None else _constant("Z")
                return
        if pa.types.is_integer(kind) or pa.types.is_date32(kind):
            values = units(column)
            if _narrow(values, rows):
                yield _ranged(values, kind)
                return
        if pa.types.is_decimal(kind) and 0 < kind.scale <= _PARTS and kind.precision <= INT64_DIGITS:
            values = units(column)
            whole = values // 10**kind.scale
            if _narrow(whole, rows) and whole.min() >= 0:
                yield from (_ranged(whole, pa.int64()), Piece(_fractions(kind.scale), (values - whole * 10**kind.scale).astype(np.int32)))
                return
        yield Piece(self.inside(column))


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
    return FEW * (int(values.max()) - int(values.min()) + 1) <= rows


def _ranged(values: Ints, kind: pa.DataType) -> Piece:
    first, last = int(values.min()), int(values.max())
    every = np.arange(first, last + 1, dtype=np.int32 if pa.types.is_date32(kind) else np.int64)
    return Piece(text(pa.array(every).cast(kind)), (values - first).astype(np.int32))


@cache
def _constant(words: str) -> tuple[Piece, ...]:
    """A piece for words, none for no words."""
    return (Piece(pa.array([words])),) if words else ()
