"""Where blocks begin: the running sum of their lengths, by a formula, in two bits a block if lengths are counted again, or in ten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from itertools import chain
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from specgen.records import record

Ints = npt.NDArray[np.int64]
Side = Literal["left", "right"]
Unsigned = npt.NDArray[np.unsignedinteger]
_GROUP, _PIECE = 256, 8
"""Blocks that share a whole number, and those of them that share how far behind it they are: each is counted from there.

In 16 bits and in 8; in more of them where a group has 65,536 rows, or a piece 256.
"""
_PIECES = _GROUP // _PIECE
_STEPS = [_PIECES >> halved for halved in range(1, _PIECES.bit_length())]


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
    middle: Unsigned = field(repr=False)
    """(pieces,): how far behind that the first of each 8 blocks begins."""
    part: Unsigned | Counted = field(repr=False)
    """(blocks + 1,): how far behind that each block begins."""

    @staticmethod
    def bytes(blocks: int, counted: bool) -> int:
        """What it takes for so many blocks, of which no 8 together have 256 rows and no 256 have 65,536."""
        return (0 if counted else blocks + 1) + 2 * (blocks // _PIECE + 1) + 8 * (blocks // _GROUP + 1)

    @classmethod
    def of(cls, lengths: Iterable[Ints], blocks: int, counted: Counted | None = None) -> Summed:
        """The sums of so many lengths that come in stretches; no more than the result and a stretch is in memory."""
        whole, middle = np.empty(blocks // _GROUP + 1, np.int64), np.empty(blocks // _PIECE + 1, np.uint16)
        part = np.empty(0 if counted is not None else blocks + 1, np.uint8)
        end = at = 0
        for stretch in chain(lengths, [np.zeros(1, np.int64)]):  # the last block is empty, and begins where all end
            numbers = np.arange(at, at + len(stretch))
            behind = _behind(end + np.cumsum(stretch) - stretch, numbers, _GROUP, whole)
            middle = _holding(middle, behind)
            behind = _behind(behind, numbers, _PIECE, middle)
            if counted is None:
                part = _holding(part, behind)
                part[at : at + len(stretch)] = behind
            at, end = at + len(stretch), end + int(stretch.sum())
        return cls(whole, middle, part if counted is None else counted)

    @property
    def arrays(self) -> tuple[Ints | Unsigned, ...]:
        """What is in memory."""
        return (self.whole, self.middle) if isinstance(self.part, Counted) else (self.whole, self.middle, self.part)

    def __getitem__(self, blocks: Any) -> Any:
        blocks = np.where(blocks < 0, blocks + len(self.part), blocks) if np.min(blocks, initial=0) < 0 else blocks
        return self.whole[blocks // _GROUP] + self.middle[blocks // _PIECE] + self.part[blocks]

    def searchsorted(self, rows: Any, side: Side = "left") -> Any:
        if side == "left":
            return np.where(rows > 0, self.searchsorted(np.maximum(rows, 1) - 1, "right"), 0)[()]
        group = np.searchsorted(self.whole, rows, side="right") - 1
        behind = np.asarray(rows - self.whole[group])
        piece, last = np.asarray(group * _PIECES), np.minimum((group + 1) * _PIECES, len(self.middle)) - 1
        for step in _STEPS:  # the last piece that begins there or before
            ahead = np.minimum(piece + step, last)
            piece = np.where(self.middle[ahead] <= behind, ahead, piece)
        blocks = piece[..., None] * _PIECE + np.arange(_PIECE)
        begins = self.part[np.minimum(blocks, len(self.part) - 1)]
        before = (blocks < len(self.part)) & (begins <= (behind - self.middle[piece])[..., None])
        return (piece * _PIECE + np.count_nonzero(before, axis=-1))[()]


@record
class Counted:
    """How far behind the first of its piece each block begins: what is counted again where it is asked takes no memory."""

    count: Callable[[Ints], Ints] = field(repr=False)
    """The lengths of blocks by number."""
    blocks: int

    def __len__(self) -> int:
        return self.blocks + 1

    def __getitem__(self, blocks: Any) -> Any:
        if not self.blocks:
            return np.zeros_like(blocks)
        asked = np.asarray(blocks).ravel()
        pieces, place = _pieces(asked)
        numbers = (pieces[:, None] * _PIECE + np.arange(_PIECE)).ravel()
        lengths = self.count(np.minimum(numbers, self.blocks - 1)).reshape(-1, _PIECE)
        behind = np.cumsum(lengths, axis=1) - lengths
        return behind[place, asked % _PIECE].reshape(np.shape(blocks))[()]


def _pieces(blocks: Ints) -> tuple[Ints, Ints]:
    """The pieces that some blocks lie in, in order, and which of them each block lies in."""
    pieces = blocks // _PIECE
    least, most = int(pieces.min(initial=1 << 62)), int(pieces.max(initial=-1))
    if most - least < len(blocks):  # neighbours, most of all
        return np.arange(least, most + 1), pieces - least
    found, place = np.unique(pieces, return_inverse=True)
    return found, place.ravel()


def edges(where: Begins, blocks: Ints) -> tuple[Ints, Ints]:
    """Where some blocks begin, and where each of them ends; neighbours are looked up, or counted again, once."""
    if not len(blocks) or int(blocks[-1]) - int(blocks[0]) != len(blocks) - 1 or np.any(blocks[1:] <= blocks[:-1]):
        return where[blocks], where[blocks + 1]
    if isinstance(where, Summed) and isinstance(where.part, Counted):
        lengths = where.part.count(blocks)
        ends = where[blocks[0]] + np.cumsum(lengths)
        return ends - lengths, ends
    found = where[np.arange(blocks[0], blocks[-1] + 2)]
    return found[:-1], found[1:]


def _behind(begins: Ints, blocks: Ints, together: int, firsts: npt.NDArray[np.integer]) -> Ints:
    """How far behind the first of its neighbours each of some blocks begins; where those begin is noted among the firsts."""
    before = int(blocks[0])
    heads, place = begins[-before % together :: together], -(-before // together)
    firsts[place : place + len(heads)] = heads
    return begins - firsts.take(blocks // together)


def _holding(kept: Unsigned, numbers: Ints) -> Unsigned:
    """What is kept, in integers that have room for these numbers too."""
    return kept.astype(np.promote_types(kept.dtype, np.min_scalar_type(numbers.max(initial=0))), copy=False)
