"""Keyed bijections of [0, n): scattered order without a shuffle, so that any position can be asked alone.

Up to 65,536 the order of keyed hashes, which is a uniformly random permutation. Above, a generalised Feistel network (Black and
Rogaway 2002) over a by b cells, a = ⌈√n⌉, b = ⌈n/a⌉, with cycle walking over the at most a - 1 cells that lie outside.

How many rounds: a number is (left, right); a round adds a random function of the one to the other. Two numbers whose rights agree
keep the difference of their lefts until a round tears the rights apart, and each pair of rounds fails to with chance 1/b. So after
2t rounds a share b^-t of the pairs still shows where it came from; `_rounds` takes the t that brings it below 2^-16.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from specgen.records import record
from specgen.streams import GOLDEN, Addresses, Ints, Stream, mix64


class Permutation(Protocol):
    """Positions in, images out: each of 0 … n - 1 exactly once."""

    def __call__(self, i: Ints) -> Ints:
        """The image of each position."""

    def inverse(self, images: Ints) -> Ints:
        """The position of each image."""


HASHED = 65_536
"""Up to this size the whole order is kept: half a megabyte."""
TABLED = 1 << 32
"""Up to this size the round functions of the network are tables; beyond, where those would take too much memory, hashes."""
_CHUNK = 32_768
_HALF = np.uint64(32)
_WORD = 1 << 64


def permutation(n: int, key: Stream) -> Permutation:
    """A bijection of [0, n) that belongs to the key, n at most 2^62; picklable."""
    if n <= HASHED:
        return HashedPermutation(n, key)
    return FeistelPermutation(n, key) if n <= TABLED else WidePermutation(n, key)


@record
class HashedPermutation:
    """The order of n keyed hashes: 8 bytes a position, all permutations equally likely."""

    n: int
    key: Stream

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.key.bits(np.arange(self.n, dtype=np.uint64)), kind="stable").astype(np.int64)

    def __call__(self, i: Ints) -> Ints:
        """The image of each position."""
        return self._order[i]

    def inverse(self, images: Ints) -> Ints:
        """The position of each image."""
        return np.argsort(self._order)[images]


@record
class FeistelPermutation:
    """A Feistel network whose round functions are tables: rounds · √n numbers in memory, about 30 to 50 ns a position."""

    n: int
    key: Stream

    @property
    def sides(self) -> tuple[int, int]:
        """(a, b): the cells are a by b, a · b ≥ n, a ≥ b."""
        a = math.isqrt(self.n - 1) + 1
        return a, -(-self.n // a)

    @cached_property
    def _tables(self) -> Ints:
        """(rounds, a): what each round adds to the left (even rounds, below a) or to the right (odd ones, below b)."""
        a, b = self.sides
        bits = self.key.bits(np.arange(_rounds(b) * a, dtype=np.uint64)).reshape(-1, a)
        limits = np.where(np.arange(len(bits)) % 2, b, a).astype(np.uint64)
        return _below(bits, limits[:, None]).view(np.int64)

    def __call__(self, i: Ints) -> Ints:
        """The image of each position."""
        image = np.array(i, np.int64)
        for start in range(0, len(image), _CHUNK):
            part = image[start : start + _CHUNK]
            self._encrypt(part)
            while len(outside := np.flatnonzero(part >= self.n)):
                again = part[outside]
                self._encrypt(again)
                part[outside] = again
        return image

    def inverse(self, images: Ints) -> Ints:
        """The position of each image."""
        position = self._decrypted(np.array(images, np.int64))
        while len(outside := np.flatnonzero(position >= self.n)):
            position[outside] = self._decrypted(position[outside])
        return position

    def _decrypted(self, cell: Ints) -> Ints:
        a, b = self.sides
        left, right = cell // b, cell % b
        for turn in reversed(range(len(self._tables))):
            if turn % 2:
                right = (right - self._tables[turn][left]) % b
            else:
                left = (left - self._tables[turn][right]) % a
        return left * b + right

    def _encrypt(self, cell: Ints) -> None:
        a, b = self.sides
        left = cell // b
        right = cell - left * b
        spare = np.empty_like(cell)
        for turn, table in enumerate(self._tables):
            keys, moved, size = (left, right, b) if turn % 2 else (right, left, a)
            table.take(keys, out=spare, mode="clip")
            moved += spare
            _wrap(moved, size, spare)
        np.multiply(left, b, out=cell)
        cell += right


@record
class WidePermutation:
    """A Feistel network whose round functions are hashes: nothing in memory, about 60 to 100 ns a position."""

    n: int
    key: Stream

    def __call__(self, i: Ints) -> Ints:
        """The image of each position."""
        return block_permutation(np.full(len(i), self.key.k0, np.uint64), self.n, i)

    def inverse(self, images: Ints) -> Ints:
        """The position of each image."""
        a, b = (int(side[0]) for side in _sides(np.array([self.n], np.int64)))
        position = self._decrypted(np.array(images, np.int64), a, b)
        while len(outside := np.flatnonzero(position >= self.n)):
            position[outside] = self._decrypted(position[outside], a, b)
        return position

    def _decrypted(self, cell: Ints, a: int, b: int) -> Ints:
        left, right = cell // b, cell % b
        key = np.full(len(cell), self.key.k0, np.uint64)
        for turn in reversed(range(_rounds(b))):
            fixed, size = (left, b) if turn % 2 else (right, a)
            added = _turned(key, turn, fixed, np.uint64(size))
            left, right = (left, (right - added) % b) if turn % 2 else ((left - added) % a, right)
        return left * b + right


def block_permutation(keys: Addresses, size: Ints | int, i: Ints) -> Ints:
    """For each row the image of i under a bijection of [0, size) that belongs to the row's key alone.

    Rows with equal keys and sizes share one bijection, so distinct i give distinct images. About 10 ns a row and round.
    """
    image = np.array(i, np.int64)
    sizes = np.broadcast_to(np.asarray(size, np.int64), image.shape)
    rounds = _rounds_of(sizes)
    for count in np.flatnonzero(np.bincount(rounds)):
        rows = np.flatnonzero(rounds == count)
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            image[part] = _walk_cycles(keys[part], sizes[part], image[part], int(count))
    return image


def _walk_cycles(keys: Addresses, size: Ints, i: Ints, rounds: int) -> Ints:
    a, b = _sides(size)
    image = _encrypt(keys, a, b, i, rounds)
    while len(outside := np.flatnonzero(image >= size)):
        image[outside] = _encrypt(keys[outside], a[outside], b[outside], image[outside], rounds)
    return image


def _encrypt(keys: Addresses, a: Ints, b: Ints, i: Ints, rounds: int) -> Ints:
    left = i // b
    right = i - left * b
    spare = np.empty_like(i)
    for turn in range(rounds):
        fixed, moved, size = (left, right, b) if turn % 2 else (right, left, a)
        moved += _turned(keys, turn, fixed, size.view(np.uint64))
        _wrap(moved, size, spare)
    return left * b + right


def _turned(keys: Addresses, turn: int, fixed: Ints, size: Addresses | np.uint64) -> Ints:
    """What a turn adds to one side, by the other, which stays; below `size`."""
    key = keys + np.uint64(int(GOLDEN) * (turn + 1) % _WORD)
    return _below(mix64(key ^ (fixed.view(np.uint64) * GOLDEN)), size).view(np.int64)


def _sides(size: Ints) -> tuple[Ints, Ints]:
    a = np.ceil(np.sqrt(size.astype(np.float64))).astype(np.int64)
    return a, -(-size // a)


def _below(bits: Addresses, limit: Addresses | np.uint64) -> Addresses:
    """Numbers in [0, limit) from random bits: the upper 32 times the limit, the upper part of that; limit < 2^32."""
    drawn = bits >> _HALF
    drawn *= limit
    drawn >>= _HALF
    return drawn


def _wrap(values: Ints, size: Ints | int, spare: Ints) -> None:
    """Values in [0, 2 size) taken modulo size in place: as unsigned numbers, what lies below size wraps upwards and loses."""
    np.subtract(values, size, out=spare)
    unsigned = values.view(np.uint64)
    np.minimum(unsigned, spare.view(np.uint64), out=unsigned)


def _rounds(b: int) -> int:
    """An even number of rounds, at least 6, with b^(rounds / 2) ≥ 2^16."""
    pairs = 3
    while max(b, 2) ** pairs < HASHED:
        pairs += 1
    return 2 * pairs


def _rounds_of(sizes: Ints) -> npt.NDArray[np.int64]:
    """`_rounds` for each row; depends on nothing but the row's size."""
    b = _sides(sizes)[1]
    smallest = np.array([side for side in range(2, 42) if _rounds(side) < _rounds(side - 1)], np.int64)
    counts = np.array([_rounds(2), *(_rounds(int(side)) for side in smallest)], np.int64)
    return counts[np.searchsorted(smallest, b, side="right")]
