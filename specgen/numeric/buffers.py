"""Arrow's buffers as numpy arrays and back, where `to_numpy` and `pa.array` go value by value."""

from __future__ import annotations

import weakref
from collections import deque
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]

_LARGE, _STEP = 1 << 20, 1 << 18
"""Bytes from which on memory is worth keeping; and blocks are of whole steps, so that buffers of nearly one size fit each other's."""
_KEPT = 8
"""Free blocks at most, since who held many at a time may hold few from then on."""


class Reused:
    """Memory for large buffers that come and go: one takes what an earlier one no longer needs.

    A heap in which they lie among small arrays keeps gaps that nothing fits, and pages that are given back are to be had anew.
    """

    def __init__(self) -> None:
        self._free: deque[npt.NDArray[np.uint8]] = deque(maxlen=_KEPT)

    def buffer(self, size: int) -> pa.Buffer:
        """So many bytes yet to be filled; their memory is taken again when nobody holds the buffer or what was made of it."""
        if size < _LARGE:
            return pa.py_buffer(np.empty(size, np.uint8))
        block = self._taken(size)
        lent = block[:size]
        weakref.finalize(lent, self._free.append, block).atexit = False
        return pa.py_buffer(lent)

    def _taken(self, size: int) -> npt.NDArray[np.uint8]:
        """A free block that is large enough, those that are not are let go; else a new one."""
        with suppress(IndexError):  # there is none, or another thread was quicker
            while True:
                block = self._free.pop()
                if len(block) >= size:
                    return block
        return np.empty(-(-size // _STEP) * _STEP, np.uint8)


def mask(array: pa.BooleanArray) -> Mask:
    """(n,): the values of an array without NULL; 0.1 ms a million, where `to_numpy` took 1.9."""
    if not len(array):
        return np.zeros(0, np.bool_)
    first, packed = array.offset % 8, np.frombuffer(array.buffers()[1], np.uint8, offset=array.offset // 8)
    return np.unpackbits(packed, count=first + len(array), bitorder="little")[first:].view(np.bool_)


def true_where(truths: pa.BooleanArray, otherwise: bool = False) -> Mask:
    """(n,): the values of an array, and what stands for NULL."""
    return mask(truths.fill_null(otherwise) if truths.null_count else truths)


def codes(coded: pa.DictionaryArray, absent: int) -> npt.NDArray[np.integer]:
    """(n,): the entry of a dictionary that each value is, and what stands for NULL."""
    return np.asarray(coded.indices.fill_null(absent) if coded.indices.null_count else coded.indices)


def bitmap(mask: Mask) -> pa.Buffer:
    """The bits of a mask, as Arrow keeps booleans and what is not NULL; 0.1 ms a million, where `pa.array` took 1.0."""
    return pa.py_buffer(np.packbits(mask, bitorder="little"))


def ends(texts: pa.StringArray | pa.BinaryArray) -> npt.NDArray[np.int32]:
    """(n + 1,): where the texts begin and end among the bytes."""
    offsets = texts.buffers()[1]
    return np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4) if offsets is not None else np.zeros(1, np.int32)


def words(array: pa.Array) -> npt.NDArray[Any]:
    """(n,): the values of an array as they lie in memory, anything for NULL: signed integers, of more than 64 bits as they are."""
    octets = array.type.bit_width // 8
    return np.frombuffer(array.buffers()[1], f"i{octets}" if octets <= 8 else f"V{octets}", len(array), array.offset * octets)


def halves(array: pa.Array) -> npt.NDArray[np.int64]:
    """(n, 2): the lower and the upper 64 bits of decimals, anything for NULL."""
    return words(array).view(np.int64).reshape(-1, 2)


def looked_up(array: pa.DictionaryArray) -> pa.Array:
    """The values of a dictionary, one for each code: booleans in half of Arrow's time, numbers in a third where codes are NULL."""
    values, codes = array.dictionary, array.indices
    kind = values.type
    truths = pa.types.is_boolean(kind)
    if values.null_count or not len(values) or not (truths or (codes.null_count and pa.types.is_primitive(kind))):
        return pc.take(values, codes, boundscheck=False)
    at, valid = words(codes), bitmap(mask(codes.is_valid())) if codes.null_count else None
    found = bitmap(mask(values).take(at, mode="clip")) if truths else pa.py_buffer(words(values).take(at, mode="clip"))
    return pa.Array.from_buffers(kind, len(codes), [valid, found])
