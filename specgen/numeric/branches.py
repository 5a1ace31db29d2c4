"""Cells made branch by branch, put back in row order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]


def positions(branch: Ints, count: int) -> list[Ints]:
    """For each of `count` branches the positions (in order) whose entry in `branch` is its number."""
    order = np.argsort(branch, kind="stable").astype(np.int64)
    bounds = np.searchsorted(branch[order], np.arange(count + 1))
    return [order[bounds[number] : bounds[number + 1]] for number in range(count)]


def interleave(parts: Sequence[pa.Array], chosen: Sequence[Ints]) -> pa.Array:
    """One array in which `parts[k]` stands at the positions `chosen[k]`, which together are 0, 1, …, n − 1."""
    whole = pa.concat_arrays(list(parts))
    inverse = np.empty(len(whole), np.int64)
    inverse[np.concatenate(list(chosen))] = np.arange(len(whole))
    return whole.take(pa.array(inverse))
