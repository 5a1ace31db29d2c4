"""Arrow columns made from numpy arrays without a loop or a conversion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Table = dict[str, pa.Array]


def texts(values: Iterable[object]) -> pa.Array:
    return pa.array([str(value) for value in values])


def numbers(start: int, end: int, width: int = 0) -> pa.Array:
    """Whole numbers as texts, with leading zeros."""
    return pc.utf8_lpad(pa.array(np.arange(start, end)).cast(pa.string()), width, "0")


def pooled(pool: pa.Array, codes: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pool)


def joined(*parts: Any) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def run_of_ids(start: int, end: int, kind: Any = np.int32) -> pa.Array:
    return pa.array(np.arange(start + 1, end + 1, dtype=kind))


def stamps(seconds: np.ndarray) -> pa.Array:
    return pa.array(seconds.astype("datetime64[s]"))


def dates(days: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=missing).view(pa.date32())


def money(cents: np.ndarray) -> pa.Array:
    """decimal(10,2) without a conversion: the cents are the low halves of the 128 bits."""
    halves = np.zeros((len(cents), 2), np.int64)
    halves[:, 0] = cents
    return pa.Array.from_buffers(pa.decimal128(10, 2), len(cents), [None, pa.py_buffer(halves)])


_HEX = np.frombuffer(np.arange(65_536, dtype=">u2").tobytes().hex().encode(), np.uint32)
_UUID = np.dtype({"names": [*"abcdefgh"], "formats": [np.uint32] * 8, "offsets": [0, 4, 9, 14, 19, 24, 28, 32], "itemsize": 36})


def uuids(rng: np.random.Generator, rows: int) -> pa.Array:
    """Version 4, as text: each of the eight groups of four digits is one look-up of 16 random bits."""
    bits = rng.integers(0, 2**64, (rows, 2), np.uint64).view(np.uint16)
    bits[:, 3] = bits[:, 3] & 0x0FFF | 0x4000
    bits[:, 4] = bits[:, 4] & 0x3FFF | 0x8000
    text = np.full(36 * rows, ord("-"), np.uint8)
    for place, name in enumerate(_UUID.names):
        text.view(_UUID)[name] = _HEX[bits[:, place]]
    return pa.StringArray.from_buffers(rows, pa.py_buffer(np.arange(0, 36 * rows + 1, 36, dtype=np.int32)), pa.py_buffer(text))
