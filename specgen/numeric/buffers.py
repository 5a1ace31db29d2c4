"""Arrow's buffers as numpy arrays and back, where `to_numpy` and `pa.array` go value by value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask = npt.NDArray[np.bool_]


def mask(array: pa.BooleanArray) -> Mask:
    """(n,): the values of an array without NULL; 0.1 ms a million, where `to_numpy` took 1.9."""
    if not len(array):
        return np.zeros(0, np.bool_)
    first, packed = array.offset % 8, np.frombuffer(array.buffers()[1], np.uint8, offset=array.offset // 8)
    return np.unpackbits(packed, count=first + len(array), bitorder="little")[first:].view(np.bool_)


def bitmap(mask: Mask) -> pa.Buffer:
    """The bits of a mask, as Arrow keeps booleans and what is not NULL; 0.1 ms a million, where `pa.array` took 1.0."""
    return pa.py_buffer(np.packbits(mask, bitorder="little"))


def ends(texts: pa.StringArray | pa.BinaryArray) -> npt.NDArray[np.int32]:
    """(n + 1,): where the texts begin and end among the bytes."""
    offsets = texts.buffers()[1]
    return np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4) if offsets is not None else np.zeros(1, np.int32)
