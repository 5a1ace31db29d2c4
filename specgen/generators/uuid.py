"""Universally unique identifiers (RFC 9562)."""

from __future__ import annotations

from binascii import hexlify
from typing import ClassVar
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from specgen.contracts import Addresses, Frame, Maker, Reading, Site
from specgen.domains import Text, parameter
from specgen.parameters import Filler, Finder
from specgen.records import record
from specgen.streams import mix64, unmix64

_UPPER, _LOWER = np.uint64(0xFFFFFFFFFFFF0000), np.uint64(0xFFFF)
_VERSION, _VARIANT = np.uint64(0x4000), np.uint64(1 << 63)
_NODE = np.uint64((1 << 44) - 1)
_WIDTHS = ("u8", "u4", "u4", "u4", "u8", "u4")
"""The 32 digits as a machine copies them: as numbers of 8 and 4 bytes."""
_DIGITS = np.dtype({"names": [*"abcdef"], "formats": _WIDTHS, "offsets": [0, 8, 12, 16, 20, 28], "itemsize": 32})
_HYPHENATED = np.dtype({
    "names": [*"abcdefwxyz"], "formats": [*_WIDTHS, *["u1"] * 4], "offsets": [0, 9, 14, 19, 24, 32, 8, 13, 18, 23], "itemsize": 36,
})  # fmt: skip
_STRETCH = 8_192
_NONE = "0" * 32


@record
class Uuid(Filler):
    """A version 4 UUID, unique by construction.

    64 of its 122 free bits are a bijection of the row number, so that two rows never share one; the others are drawn. Use it
    for event and session keys.
    """

    name: ClassVar[str] = "uuid"
    group: ClassVar[str] = "keys"
    short: ClassVar[str | None] = "version"
    by_row: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: uuid_example
seed: 1
tables:
  events:
    rows: 10
    primary_key: event_id
    columns:
      event_id: {type: uuid, uuid: v4}
"""

    version: str = parameter(Text(("v4",)), default="v4", typical="v4", doc="The version: v4 (random).")

    def distinct(self, site: Reading) -> bool:
        return True

    def finder(self, site: Site) -> Finder:
        offset = np.uint64(site.stream("key").k0)
        return lambda cells: (unmix64(_unique(cells)) - offset).view(np.int64)

    def prepare(self, site: Site) -> Maker:
        key, drawn = site.stream("key"), site.stream("rest")
        offset = np.uint64(key.k0)

        def make(frame: Frame) -> pa.Array:
            rows = frame.rows.astype(np.uint64)
            return _text(mix64(rows + offset), drawn.bits(rows))

        return make


def _text(unique: Addresses, rest: Addresses) -> pa.Array:
    """The 36 characters of each, made in stretches that stay in the cache."""
    n = len(unique)
    texts = np.empty(n, _HYPHENATED)
    for start in range(0, n, _STRETCH):
        stretch = slice(start, start + _STRETCH)
        digits = np.frombuffer(hexlify(_octets(unique[stretch], rest[stretch]).data), _DIGITS)
        for group in "abcdef":
            texts[group][stretch] = digits[group]
        for hyphen in "wxyz":
            texts[hyphen][stretch] = ord("-")
    return pa.StringArray.from_buffers(n, pa.py_buffer(np.arange(n + 1, dtype=np.int32) * np.int32(36)), pa.py_buffer(texts))


def _unique(cells: pa.Array) -> Addresses:
    """The `unique` of each text, NULL taken for 0."""
    octets = np.frombuffer(b"".join(UUID(text or _NONE).bytes for text in cells.to_pylist()), ">u8").astype(np.uint64).reshape(-1, 2)
    return (octets[:, 0] & _UPPER) | ((octets[:, 1] >> np.uint64(44)) & _LOWER)


def _octets(unique: Addresses, rest: Addresses) -> npt.NDArray[np.uint64]:
    """The 16 bytes of each: 48 and 16 bits of `unique` in the fields that RFC 9562 leaves free, the others from `rest`."""
    octets = np.empty((len(unique), 2), np.uint64)
    octets[:, 0] = (unique & _UPPER) | _VERSION | (rest & np.uint64(0x0FFF))
    octets[:, 1] = (
        _VARIANT | ((unique & _LOWER) << np.uint64(44)) | ((rest >> np.uint64(12)) & _NODE) | (rest >> np.uint64(62) << np.uint64(60))
    )
    return octets.astype(">u8").view(np.uint64)


KIND = Uuid
