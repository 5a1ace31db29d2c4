"""Cells made branch by branch, put back in row order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import looked_up
from specgen.numeric.ordering import in_order

Ints = npt.NDArray[np.int64]


def positions(branch: Ints, count: int) -> list[Ints]:
    """For each of `count` branches the positions (in order) whose entry in `branch` is its number."""
    ends = np.cumsum(np.bincount(branch, minlength=count))
    return np.split(in_order(branch, count), ends[:-1])


def interleave(parts: Sequence[pa.Array], chosen: Sequence[Ints]) -> pa.Array:
    """One array in which `parts[k]` stands at the positions `chosen[k]`, which together are 0, 1, …, n − 1.

    A dictionary, if all parts are.
    """
    places = np.empty(sum(map(len, chosen)), np.int64)
    places[np.concatenate(list(chosen))] = np.arange(len(places))
    if not all(pa.types.is_dictionary(part.type) for part in parts):
        decoded = [looked_up(part) if pa.types.is_dictionary(part.type) else part for part in parts]
        return pa.concat_arrays(decoded).take(pa.array(places))
    begins = accumulate((len(part.dictionary) for part in parts), initial=0)
    codes = pa.concat_arrays([pc.add(part.indices, pa.scalar(at, pa.int32())) for part, at in zip(parts, begins, strict=False)])
    values = pa.concat_arrays([part.dictionary for part in parts])
    return pa.DictionaryArray.from_arrays(codes.take(pa.array(places)), values, safe=False)
