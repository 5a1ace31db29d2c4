"""Cells made branch by branch, put back in row order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import bitmap, looked_up, mask, words
from specgen.numeric.ordering import in_order

Ints = npt.NDArray[np.int64]

_FEW = 6
"""Branches that are looked for one by one in less time than all are put in order."""


def positions(branch: Ints, count: int) -> list[Ints]:
    """For each of `count` branches the positions (in order) whose entry in `branch` is its number."""
    if count <= _FEW:
        return [np.flatnonzero(branch == number) for number in range(count)]
    ends = np.cumsum(np.bincount(branch, minlength=count))
    return np.split(in_order(branch, count), ends[:-1])


def interleave(parts: Sequence[pa.Array], chosen: Sequence[Ints]) -> pa.Array:
    """One array in which `parts[k]` stands at the positions `chosen[k]`, which together are 0, 1, …, n − 1.

    The parts have one type, some perhaps as dictionaries; if all are, so is the result.
    """
    if all(pa.types.is_dictionary(part.type) for part in parts):
        begins = accumulate((len(part.dictionary) for part in parts), initial=0)
        shifted = [pc.add(part.indices, pa.scalar(begin, pa.int32())) for part, begin in zip(parts, begins, strict=False)]
        values = pa.concat_arrays([part.dictionary for part in parts])
        return pa.DictionaryArray.from_arrays(_scattered(shifted, chosen), values, safe=False)
    decoded = [looked_up(part) if pa.types.is_dictionary(part.type) else part for part in parts]
    kind = decoded[0].type
    if (pa.types.is_primitive(kind) and not pa.types.is_boolean(kind)) or pa.types.is_decimal(kind):
        return _scattered(decoded, chosen)
    places = np.empty(sum(map(len, chosen)), np.int64)
    places[np.concatenate(list(chosen))] = np.arange(len(places))
    return pa.concat_arrays(decoded).take(pa.array(places))


def _scattered(parts: Sequence[pa.Array], chosen: Sequence[Ints]) -> pa.Array:
    """`interleave` for values of a fixed number of bytes, each put where it belongs."""
    assert len({part.type for part in parts}) == 1
    rows = sum(map(len, chosen))
    cells, valid = np.empty(rows, words(parts[0]).dtype), None
    for part, where in zip(parts, chosen, strict=True):
        cells[where] = words(part)
        if part.null_count:
            valid = np.ones(rows, np.bool_) if valid is None else valid
            valid[where] = mask(part.is_valid())
    return pa.Array.from_buffers(parts[0].type, rows, [None if valid is None else bitmap(valid), pa.py_buffer(cells)])
