"""Where blocks begin: the running sum of their lengths, by a formula or in two bytes a block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from itertools import chain
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from specgen.records import record

Ints = npt.NDArray[np.int64]
Side = Literal["left", "right"]
_GROUP = 256
"""Blocks that share a whole number, from which each is counted in 16 bits; in 32 where a group has 65,536 rows or more."""


class Begins(Protocol):
    """What an array of (blocks + 1,) row numbers does."""

    def __getitem__(self, blocks: Any) -> Any: ...
    def searchsorted(self, rows: Any, side: Side = "left") -> Any: ...


@record
class Evenly:
    """Where blocks of one length begin: nothing in memory, however many there are."""

    length: int
    blocks: int

    def __getitem__(self, blocks: Any) -> Any:
        return (self.blocks if isinstance(blocks, int) and blocks == -1 else blocks) * self.length

    def searchsorted(self, rows: Any, side: Side = "left") -> Any:
        return np.minimum(rows // self.length + 1 if side == "right" else -(-rows // self.length), self.blocks + 1)


@record
class Summed:
    """Where blocks of several lengths begin; `where[-1]` is the sum of all."""

    whole: Ints = field(repr=False)
    """(groups,): where the first of each 256 blocks begins."""
    part: npt.NDArray[np.unsignedinteger] = field(repr=False)
    """(blocks + 1,): how far behind that each block begins."""

    @staticmethod
    def bytes(blocks: int) -> int:
        """What it takes for so many blocks, of which no 256 together have 65,536 rows."""
        return 2 * (blocks + 1) + 8 * (blocks // _GROUP + 1)

    @classmethod
    def of(cls, lengths: Iterable[Ints], blocks: int) -> Summed:
        """The sums of so many lengths that come in stretches; no more than the result and a stretch is in memory."""
        whole, part = np.empty(blocks // _GROUP + 1, np.int64), np.empty(blocks + 1, np.uint16)
        end = at = 0
        for stretch in chain(lengths, [np.zeros(1, np.int64)]):  # the last block is empty, and begins where all end
            begins = end + np.cumsum(stretch) - stretch
            numbers = np.arange(at, at := at + len(stretch))
            first = numbers % _GROUP == 0
            whole[numbers[first] // _GROUP] = begins[first]
            behind = begins - whole[numbers // _GROUP]
            if behind.max(initial=0) > np.iinfo(part.dtype).max:
                part = part.astype(np.uint32)
            part[at - len(stretch) : at] = behind
            end += int(stretch.sum())
        return cls(whole, part)

    def __getitem__(self, blocks: Any) -> Any:
        blocks = np.where(blocks < 0, blocks + len(self.part), blocks) if np.min(blocks, initial=0) < 0 else blocks
        return self.whole[blocks // _GROUP] + self.part[blocks]

    def searchsorted(self, rows: Any, side: Side = "left") -> Any:
        if side == "left":
            return np.where(rows > 0, self.searchsorted(np.maximum(rows, 1) - 1, "right"), 0)[()]
        group = np.searchsorted(self.whole, rows, side="right") - 1
        behind = rows - self.whole[group]
        low, high = group * _GROUP, np.minimum((group + 1) * _GROUP, len(self.part))
        for _ in range(_GROUP.bit_length() - 1):  # the last block that begins there or before is in [low, high)
            middle = (low + high) // 2
            before = self.part[np.minimum(middle, len(self.part) - 1)] <= behind
            low, high = np.where(before & (middle < high), middle, low), np.where(before, high, np.maximum(middle, low + 1))
        return low + 1
