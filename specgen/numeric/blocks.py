"""Arithmetic inside blocks: block j is rows offsets[j] to offsets[j + 1]; a row's result depends on its block alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from specgen.numeric.ordering import in_order
from specgen.streams import Floats, Ints

Mask = npt.NDArray[np.bool_]
Number = TypeVar("Number", np.int64, np.float64)

_FOLDS = {"sum": np.add, "min": np.minimum, "max": np.maximum}
_WEIGHT_UNITS = 2.0**30
"""Weights are counted in this fraction of the heaviest of their block, so that sums of them are exact."""
INT64_MAX = 2**63 - 1
_LARGEST_DOUBLE = 2.0**63 - 1024.0
"""Of those that are integers of 64 bits."""


class NoRoom(ValueError):
    """A block asks for more than there is; `block` is the first that does."""

    def __init__(self, block: int, message: str):
        self.block = block
        super().__init__(message)


class TooLarge(OverflowError):
    """A sum of whole numbers needs more than 64 bits; `owner` is the first block or row that has such a one, `about` what it is."""

    def __init__(self, owner: int, about: float):
        self.owner, self.about = owner, about
        super().__init__(f"a sum is about {about:.6g}")


class NoWeights(ValueError):
    """Nothing can be shared by some weights: one is negative or NULL, or all of a block are 0; `row` is the first, or the block's first."""

    def __init__(self, row: int):
        self.row = row
        super().__init__(f"the weight of row {row}")


def owners(offsets: Ints) -> Ints:
    """(n,): the block that each row is in: how many have begun behind the first, in half the time of `np.repeat`."""
    begun, rows = offsets[1:-1], int(offsets[-1])
    steps = np.bincount(begun[begun < rows], minlength=rows)
    return np.cumsum(steps, out=steps)


def ordinals(offsets: Ints, owner: Ints | None = None) -> Ints:
    """(n,): 0, 1, … inside each block; `owner` if it is known."""
    rows = np.arange(offsets[-1])
    rows -= offsets.take(owners(offsets) if owner is None else owner)
    return rows


def levels(offsets: Ints, ordinal: Ints) -> Iterator[tuple[Ints, Ints]]:
    """For ordinal 0, 1, … the blocks that have such a row, and those rows; longest block first, so each set begins the one before.

    A recurrence along blocks is a loop over these: what it carries for the blocks of one level is cut to `[: len(blocks)]`.
    """
    sizes = np.diff(offsets)
    longest = int(sizes.max(initial=0))
    longest_first = in_order(longest - sizes, longest + 1)
    for level, count in enumerate(np.bincount(ordinal)):
        blocks = longest_first[:count]
        yield blocks, offsets.take(blocks) + level


def cumulate(values: Ints, offsets: Ints, owner: Ints, start: Ints | int = 0) -> Ints:
    """The running sum inside each block, the row itself included, on top of one `start` for all or one a block; exact."""
    running: Ints = np.cumsum(values)
    if len(running):
        first = offsets[:-1]
        before = np.where(first > 0, running.take(first - 1, mode="wrap"), 0)
        running += (start - before).take(owner)
    return running


def reduce(function: str, values: npt.NDArray[Number], offsets: Ints) -> tuple[npt.NDArray[Number], Mask]:
    """sum, min, max, count, first or last of each block, and where it is defined; an empty block has sum and count 0, else none.

    Raises TooLarge for the first block whose sum of integers has no room in 64 bits.
    """
    sizes = np.diff(offsets)
    filled = sizes > 0
    if function == "count":
        return sizes.astype(values.dtype), np.ones_like(filled)
    result = np.zeros(len(sizes), values.dtype)
    starts = offsets[:-1][filled]
    if len(starts):
        result[filled] = _of_filled(function, values, starts, offsets[1:][filled])
        if function == "sum" and values.dtype == np.int64 and largest(values) * int(sizes.max()) > INT64_MAX:
            about = np.zeros(len(sizes))
            about[filled] = _of_filled(function, values.astype(np.float64), starts, offsets[1:][filled])
            refuse_wrapped(result, about)
    return result, filled if function != "sum" else np.ones_like(filled)


def _of_filled(function: str, values: npt.NDArray[Number], starts: Ints, ends: Ints) -> npt.NDArray[Number]:
    if function == "first":
        return values[starts]
    if function == "last":
        return values[ends - 1]
    folded: npt.NDArray[Number] = _FOLDS[function].reduceat(values[: ends[-1]], starts)
    return folded


def largest(values: npt.NDArray[np.number]) -> int:
    """Of whole numbers, the greatest distance from 0; 0 of nothing."""
    return max(-int(values.min()), int(values.max())) if len(values) else 0


def refuse_wrapped(sums: npt.NDArray[np.number], about: Floats) -> None:
    """TooLarge unless each sum is what it is as a double, too: a sum that went round 64 bits is 2^64 away."""
    wrapped = np.abs(sums - about) > 2.0**62
    if wrapped.any():
        owner = int(np.argmax(wrapped))
        raise TooLarge(owner, float(about[owner]))


def share_out(amount: Ints, weights: Floats, minimum: Ints | int, offsets: Ints) -> Ints:
    """(n,): each block's amount shared among its rows by weight, each at least `minimum`; parts sum to the amount exactly.

    What is left after the minimum is cut at the rounded running shares (cumulated rounding), so a part is less than one unit from
    its exact share (above 2^53 units, of a double's). `amount` is (m,); `weights` are 0 or more; `minimum` is one or one a block.
    Raises NoRoom for the first block whose amount is below minimum · size; an empty block must have amount 0. Raises NoWeights
    for a weight that is negative, infinite or nan, and for a block that has no weight above 0.
    """
    sizes = np.diff(offsets)
    room = amount - sizes * minimum
    short = (room < 0) | ((sizes == 0) & (amount != 0))
    if short.any():
        block = int(np.argmax(short))
        least = int(np.broadcast_to(minimum, sizes.shape)[block])
        raise NoRoom(block, f"{int(amount[block])} cannot be shared among {int(sizes[block])} rows of at least {least}")
    owner, filled = owners(offsets), sizes > 0
    whole = room.take(owner)
    shares = _running_shares(weights, offsets, owner)
    shares *= whole
    shares += 0.5
    cuts = np.minimum(np.floor(shares, out=shares), _LARGEST_DOUBLE, out=shares).astype(np.int64)
    np.minimum(cuts, whole, out=cuts)
    cuts[offsets[1:][filled] - 1] = room[filled]  # exact where a double is not
    parts: Ints = np.diff(cuts, prepend=0)
    starts = offsets[:-1][filled]
    parts[starts] = cuts[starts]
    parts += minimum if np.ndim(minimum) == 0 else np.asarray(minimum)[owner]
    return parts


def _running_shares(weights: Floats, offsets: Ints, owner: Ints) -> Floats:
    """The running sum of weights over their total, inside each block; the last is 1."""
    if len(weights) and not (weights.min() >= 0.0 and weights.max() < np.inf):  # so of nan, too
        raise NoWeights(int(np.argmin((weights >= 0.0) & (weights < np.inf))))
    heaviest, filled = reduce("max", weights, offsets)
    if (idle := filled & (heaviest == 0.0)).any():
        raise NoWeights(int(offsets[np.argmax(idle)]))
    scaled = weights / heaviest.take(owner)
    scaled *= _WEIGHT_UNITS
    running = cumulate(np.floor(scaled, out=scaled).astype(np.int64), offsets, owner)
    total = np.append(running, 0)[offsets[1:] - 1]  # that of an empty block is read by nobody
    shares: Floats = running / total.take(owner)
    return shares
