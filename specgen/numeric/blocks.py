"""Arithmetic inside blocks: block j is rows offsets[j] to offsets[j + 1]; a row's result depends on its block alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from specgen.streams import Floats, Ints

Mask = npt.NDArray[np.bool_]
Number = TypeVar("Number", np.int64, np.float64)

_FOLDS = {"sum": np.add, "min": np.minimum, "max": np.maximum}
_WEIGHT_UNITS = 2.0**30
"""Weights are counted in this fraction of the heaviest of their block, so that sums of them are exact."""


class NoRoom(ValueError):
    """A block asks for more than there is; `block` is the first that does."""

    def __init__(self, block: int, message: str):
        self.block = block
        super().__init__(message)


def owners(offsets: Ints) -> Ints:
    """(n,): the block that each row is in."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def ordinals(offsets: Ints) -> Ints:
    """(n,): 0, 1, … inside each block."""
    rows = np.arange(offsets[-1])
    rows -= np.repeat(offsets[:-1], np.diff(offsets))
    return rows


def levels(offsets: Ints, ordinal: Ints) -> Iterator[tuple[Ints, Ints]]:
    """For ordinal 0, 1, … the blocks that have such a row, and those rows; longest block first, so each set begins the one before.

    A recurrence along blocks is a loop over these: what it carries for the blocks of one level is cut to `[: len(blocks)]`.
    """
    longest_first = np.argsort(-np.diff(offsets), kind="stable")
    for level, count in enumerate(np.bincount(ordinal)):
        blocks = longest_first[:count]
        yield blocks, offsets[blocks] + level


def cumulate(values: Ints, offsets: Ints) -> Ints:
    """The running sum inside each block, the row itself included; exact."""
    running: Ints = np.cumsum(values)
    before = np.concatenate([np.zeros(1, np.int64), running])[offsets[:-1]]
    running -= np.repeat(before, np.diff(offsets))
    return running


def reduce(function: str, values: npt.NDArray[Number], offsets: Ints) -> tuple[npt.NDArray[Number], Mask]:
    """sum, min, max, count, first or last of each block, and where it is defined; an empty block has sum and count 0, else none."""
    sizes = np.diff(offsets)
    filled = sizes > 0
    if function == "count":
        return sizes.astype(values.dtype), np.ones_like(filled)
    result = np.zeros(len(sizes), values.dtype)
    starts = offsets[:-1][filled]
    if len(starts):
        result[filled] = _of_filled(function, values, starts, offsets[1:][filled])
    return result, filled if function != "sum" else np.ones_like(filled)


def _of_filled(function: str, values: npt.NDArray[Number], starts: Ints, ends: Ints) -> npt.NDArray[Number]:
    if function == "first":
        return values[starts]
    if function == "last":
        return values[ends - 1]
    folded: npt.NDArray[Number] = _FOLDS[function].reduceat(values[: ends[-1]], starts)
    return folded


def share_out(amount: Ints, weights: Floats, minimum: Ints | int, offsets: Ints) -> Ints:
    """(n,): each block's amount shared among its rows by weight, each at least `minimum`; parts sum to the amount exactly.

    What is left after the minimum is cut at the rounded running shares (cumulated rounding), so a part is less than one unit from
    its exact share. `amount` is (m,), below 2^53; `weights` are positive; `minimum` is one number or one for each block.
    Raises NoRoom for the first block whose amount is below minimum · size; an empty block must have amount 0.
    """
    sizes = np.diff(offsets)
    room = amount - sizes * minimum
    short = (room < 0) | ((sizes == 0) & (amount != 0))
    if short.any():
        block = int(np.argmax(short))
        least = int(np.broadcast_to(minimum, sizes.shape)[block])
        raise NoRoom(block, f"{int(amount[block])} cannot be shared among {int(sizes[block])} rows of at least {least}")
    cuts = np.floor(np.repeat(room, sizes) * _running_shares(weights, offsets) + 0.5).astype(np.int64)
    parts: Ints = np.diff(cuts, prepend=0)
    starts = offsets[:-1][sizes > 0]
    parts[starts] = cuts[starts]
    parts += np.repeat(np.broadcast_to(minimum, sizes.shape), sizes)
    return parts


def _running_shares(weights: Floats, offsets: Ints) -> Floats:
    """The running sum of weights over their total, inside each block; the last is 1."""
    sizes = np.diff(offsets)
    heaviest, _ = reduce("max", weights, offsets)
    units = np.floor(weights / np.repeat(heaviest, sizes) * _WEIGHT_UNITS).astype(np.int64)
    total, _ = reduce("sum", units, offsets)
    return cumulate(units, offsets) / np.repeat(total, sizes)
