"""The fingerprint of a table: one SHA-256 that depends on its values and on nothing else.

Rows are hashed in fixed chunks of 65,536, and the fingerprint is the SHA-256 over the digests of the chunks, so parts that were
made anywhere combine. A chunk is hashed (XXH3, 128 bits: docs/adr/0011-chunks-by-xxh3.md) as its schema, its row count and, column
by column, the canonical buffers of `_buffers`: how Arrow happened to cut, offset, widen or dictionary-encode the values does not
show. All NaN count as one value; -0.0 and 0.0 are two, since they are written differently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from xxhash import xxh3_128

from specgen.numeric.buffers import ends, looked_up, mask
from specgen.records import record

CHUNK_ROWS = 65_536

_NARROW = {pa.large_string(): pa.string(), pa.large_binary(): pa.binary(), pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}
_NAN = {2: 0x7E00, 4: 0x7FC00000, 8: 0x7FF8000000000000}
"""The one NaN of floats of so many bytes."""


class Fingerprint:
    """Takes the batches of one table in row order, holds at most one chunk, and gives the fingerprint."""

    def __init__(self, schema: pa.Schema):
        self._header = _header(schema)
        self._pending: list[pa.RecordBatch] = []
        self._pending_rows = 0
        self._digests: list[bytes] = []

    def update(self, batch: pa.RecordBatch) -> None:
        """Take the next rows; a batch may have any size."""
        taken = 0
        while taken < batch.num_rows:
            piece = batch.slice(taken, CHUNK_ROWS - self._pending_rows)
            taken += piece.num_rows
            self._pending.append(piece)
            self._pending_rows += piece.num_rows
            if self._pending_rows == CHUNK_ROWS:
                self._digests.append(self._pending_digest())
                self._pending, self._pending_rows = [], 0

    def digests(self) -> tuple[bytes, ...]:
        """The digest of each chunk so far, the last of them perhaps of fewer than 65,536 rows."""
        return (*self._digests, self._pending_digest()) if self._pending_rows else tuple(self._digests)

    def hexdigest(self) -> str:
        """The fingerprint of the rows so far."""
        return combine(self.digests())

    def join(self, stretch: Stretch) -> None:
        """Take the next rows as what somebody else noted of them; ValueError if they are not the next."""
        if stretch.first != len(self._digests) * CHUNK_ROWS + self._pending_rows:
            raise ValueError(f"rows from {stretch.first:,} on are not the next")
        for batch in stretch.head:
            self.update(batch)
        self._digests += stretch.digests
        for batch in stretch.tail:
            self.update(batch)

    def _pending_digest(self) -> bytes:
        chunk = xxh3_128(self._header)
        chunk.update(self._pending_rows.to_bytes(8, "little"))
        for column in zip(*(batch.columns for batch in self._pending), strict=True):
            for parts in zip(*(_buffers(_plain(piece)) for piece in column), strict=True):
                for part in [np.packbits(np.concatenate(parts))] if parts[0].dtype == np.bool_ else parts:
                    chunk.update(part.data)
        return chunk.digest()


@record
class Stretch:
    """Rows of a table from a first one on: the digests of the whole chunks among them, and what lies before and behind these."""

    first: int
    digests: tuple[bytes, ...]
    head: tuple[pa.RecordBatch, ...]
    tail: tuple[pa.RecordBatch, ...]


class StretchPrint:
    """Takes the batches of a stretch in row order; holds less than two chunks."""

    def __init__(self, schema: pa.Schema, first: int):
        self._first, self._rows = first, 0
        self._head: list[pa.RecordBatch] = []
        self._chunks = Fingerprint(schema)

    def update(self, batch: pa.RecordBatch) -> None:
        """Take the next rows; a batch may have any size."""
        ahead = min(max(-self._first % CHUNK_ROWS - self._rows, 0), batch.num_rows)
        self._rows += batch.num_rows
        if ahead:
            self._head.append(batch.slice(0, ahead))
        if ahead < batch.num_rows:
            self._chunks.update(batch.slice(ahead))

    def stretch(self) -> Stretch:
        """What was taken."""
        return Stretch(self._first, tuple(self._chunks._digests), tuple(self._head), tuple(self._chunks._pending))


def combine(digests: Iterable[bytes]) -> str:
    """The fingerprint of a table from the digests of its chunks, in row order."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _header(schema: pa.Schema) -> bytes:
    fields = "".join(f"{len(field.name)}:{field.name} {_plain(pa.nulls(0, field.type)).type}\n" for field in schema)
    return len(fields.encode()).to_bytes(8, "little") + fields.encode()


def _plain(array: pa.Array) -> pa.Array:
    """The same values without extension, dictionary, run ends or wide offsets."""
    if isinstance(array, pa.ExtensionArray):
        return _plain(array.storage)
    if pa.types.is_dictionary(array.type):
        return _plain(looked_up(array))
    if pa.types.is_run_end_encoded(array.type):
        return _plain(pc.run_end_decode(array))
    return array.cast(_NARROW[array.type]) if array.type in _NARROW else array


def _buffers(array: pa.Array) -> Iterator[npt.NDArray[np.generic]]:
    """What identifies the values: which are there, then the values themselves, zero where there is none; bits are yet to be packed."""
    valid = mask(array.is_valid()) if array.null_count else np.ones(len(array), np.bool_)
    yield valid
    kind = array.type
    if pa.types.is_struct(kind):
        for child in array.flatten():
            yield from _buffers(_plain(child))
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        yield _numbers(pc.fill_null(pc.list_value_length(array), 0)).astype(np.int64)
        yield from _buffers(_plain(array.flatten()))
    elif pa.types.is_string(kind) or pa.types.is_binary(kind):
        yield from _texts(array if array.null_count == 0 else pc.fill_null(array, ""))
    elif pa.types.is_boolean(kind):
        yield mask(pc.fill_null(array, False) if array.null_count else array)
    elif not pa.types.is_null(kind):
        yield _cells(array, valid)


def _numbers(array: pa.Array) -> npt.NDArray[np.generic]:
    return np.asarray(array.to_numpy(zero_copy_only=False))


def _texts(array: pa.Array) -> Iterator[npt.NDArray[np.generic]]:
    """Lengths, then all bytes one after another."""
    data, at = array.buffers()[2], ends(array)
    yield np.diff(at)
    yield np.frombuffer(data, np.uint8, int(at[-1] - at[0]), int(at[0])) if at[-1] > at[0] else np.zeros(0, np.uint8)


def _cells(array: pa.Array, valid: npt.NDArray[np.bool_]) -> npt.NDArray[np.generic]:
    """The fixed-width values as bytes; floats with one NaN."""
    width = array.type.byte_width
    if len(array) == 0:
        return np.zeros(0, np.uint8)
    raw: npt.NDArray[np.uint8] = np.frombuffer(array.buffers()[1], np.uint8, len(array) * width, array.offset * width).reshape(
        len(array), width
    )
    if pa.types.is_floating(array.type):
        raw = _one_nan(raw)
    if array.null_count:
        words = raw.view(f"u{min(width, 8)}") if width in (1, 2, 4, 8, 16) else raw
        raw = (words * valid[:, None]).view(np.uint8)
    return raw


def _one_nan(raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    width = raw.shape[1]
    nan = np.isnan(raw.view(f"f{width}").ravel())
    if not nan.any():
        return raw
    bits = raw.view(f"u{width}").ravel().copy()
    bits[nan] = _NAN[width]
    return bits.view(np.uint8).reshape(raw.shape)
