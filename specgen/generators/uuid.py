"""Universally unique identifiers (RFC 9562)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from specgen.contracts import Addresses, Frame, Maker, Reading, Site
from specgen.domains import Text, parameter
from specgen.parameters import Filler
from specgen.streams import mix64

_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), np.uint8).reshape(256, 2)
_GROUPS = ((0, 0, 8), (9, 8, 12), (14, 12, 16), (19, 16, 20), (24, 20, 32))


@dataclass(frozen=True)
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

    def prepare(self, site: Site) -> Maker:
        key, drawn = site.stream("key"), site.stream("rest")
        offset = np.uint64(key.k0)

        def make(frame: Frame) -> pa.Array:
            rows = frame.rows.astype(np.uint64)
            return _text(mix64(rows + offset), drawn.bits(rows))

        return make


def _text(unique: Addresses, rest: Addresses) -> pa.Array:
    """The 36 characters of each: 48 and 16 bits of `unique` in the fields that RFC 9562 leaves free."""
    words = np.empty((len(unique), 2), np.uint64)
    words[:, 0] = (unique & ~np.uint64(0xFFFF)) | np.uint64(0x4000) | (rest & np.uint64(0x0FFF))
    words[:, 1] = (
        np.uint64(1 << 63) | ((unique & np.uint64(0xFFFF)) << np.uint64(44)) | ((rest >> np.uint64(12)) & np.uint64((1 << 44) - 1))
    )
    words[:, 1] |= (rest >> np.uint64(62)) << np.uint64(60)
    octets = words.astype(">u8").view(np.uint8).reshape(len(unique), 16)
    return _hyphenated(_HEX[octets].reshape(len(unique), 32))


def _hyphenated(digits: npt.NDArray[np.uint8]) -> pa.Array:
    n = len(digits)
    characters = np.full((n, 36), ord("-"), np.uint8)
    for to, start, stop in _GROUPS:
        characters[:, to : to + stop - start] = digits[:, start:stop]
    offsets = np.arange(n + 1, dtype=np.int32) * 36
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(characters))


KIND = Uuid
