"""The strings of a regular language by number: 0, 1, … to its size, each one column of bytes after the other.

The number is read in mixed radix, the last position running fastest. Neighbouring positions share one table of what they spell, so
a string of fixed length costs a division and a look-up for each few characters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.branches import interleave, positions
from specgen.numeric.ordering import Bounds
from specgen.numeric.regular import Chain, Chars, Choice, Repeat, Tree
from specgen.streams import Ints

Speller = Callable[[Ints], pa.Array]
"""Numbers below the size of a tree in, its strings out."""

_ENTRIES, _BYTES = 1 << 16, 1 << 20
"""What a table may hold, so that it stays in the second-level cache."""


def speller(tree: Tree) -> Speller:
    """The strings of a tree of at most 2^62 readings, by number."""
    columns = _columns(tree)
    if columns is not None:
        return _Fixed(columns)
    if isinstance(tree, Choice | Repeat):
        return _OneOf([speller(option) for option in options(tree)], [option.size for option in options(tree)])
    parts = list(chunks(tree, 0))
    return _Joined([speller(part) for part in parts], [part.size for part in parts])


def options(tree: Choice | Repeat) -> tuple[Tree, ...]:
    """What a tree is one of: its alternatives, or so many of its part."""
    if isinstance(tree, Choice):
        return tree.options
    return tuple(Chain((tree.part,) * times) for times in range(tree.low, tree.high + 1))


def chunks(tree: Tree, limit: int) -> Iterator[Tree]:
    """The parts of a chain, joined as long as they have at most `limit` readings; with 0, as long as each is of fixed length."""
    held: list[Tree] = []
    for part in _links(tree):
        together = math.prod(one.size for one in held) * part.size
        fits = together <= limit if limit else bool(held) and isinstance(held[-1], Chars) and isinstance(part, Chars)
        if held and not fits:
            yield Chain(tuple(held))
            held = []
        held.append(part)
    if held:
        yield held[0] if len(held) == 1 else Chain(tuple(held))


def _links(tree: Tree) -> Iterator[Tree]:
    """What a tree is a chain of, chains in chains and fixed repetitions written out."""
    if isinstance(tree, Chain) or (isinstance(tree, Repeat) and tree.low == tree.high):
        for part in tree.parts if isinstance(tree, Chain) else (tree.part,) * tree.low:
            yield from _links(part)
    else:
        yield tree


def _columns(tree: Tree) -> list[Chars] | None:
    """The characters one after the other, if there is one way to lay them out."""
    found = list(_links(tree))
    return [link for link in found if isinstance(link, Chars)] if all(isinstance(link, Chars) for link in found) else None


class _Fixed:
    """Strings of one length: tables of what a few positions spell, and a record with a field for each."""

    def __init__(self, columns: Sequence[Chars]):
        self._tables = [_table(group) for group in _groups(columns)]
        self._record = np.dtype([(f"part{number}", table.dtype) for number, table in enumerate(self._tables)])

    def __call__(self, numbers: Ints) -> pa.Array:
        n, width = len(numbers), self._record.itemsize
        if not width:
            return pa.repeat("", n)
        spelled = np.empty(n, self._record)
        left = numbers
        for number in reversed(range(len(self._tables))):
            table = self._tables[number]
            above = left // len(table) if number else np.zeros(0, np.int64)
            spelled[f"part{number}"] = table[left - above * np.int64(len(table)) if number else left]
            left = above
        offsets = np.arange(0, (n + 1) * width, width, dtype=np.int32)
        return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(spelled))


def _groups(columns: Sequence[Chars]) -> Iterator[list[Chars]]:
    """Neighbours whose strings together fit a table."""
    held: list[Chars] = []
    for column in columns:
        entries = math.prod(one.size for one in [*held, column])
        if held and (entries > _ENTRIES or entries * sum(len(one.options[0]) for one in [*held, column]) > _BYTES):
            yield held
            held = []
        held.append(column)
    if held:
        yield held


def _table(columns: Sequence[Chars]) -> npt.NDArray[np.void]:
    """Every string of these positions in order, as values of so many bytes."""
    spelled: npt.NDArray[np.uint8] = np.zeros((1, 0), np.uint8)
    for column in columns:
        new = np.frombuffer(b"".join(column.options), np.uint8).reshape(column.size, -1)
        spelled = np.hstack([np.repeat(spelled, column.size, axis=0), np.tile(new, (len(spelled), 1))])
    return np.ascontiguousarray(spelled).view(f"V{spelled.shape[1]}").ravel()


class _Joined:
    """Strings of parts one after the other."""

    def __init__(self, parts: Sequence[Speller], sizes: Sequence[int]):
        self._parts, self._sizes = parts, sizes

    def __call__(self, numbers: Ints) -> pa.Array:
        texts: list[pa.Array] = []
        left = numbers
        for part, size in zip(reversed(self._parts), reversed(self._sizes), strict=True):
            above = left // np.int64(size)
            texts.append(part(left - above * np.int64(size)))
            left = above
        return pc.binary_join_element_wise(*reversed(texts), "")


class _OneOf:
    """Strings of several trees, the first tree's numbers first."""

    def __init__(self, parts: Sequence[Speller], sizes: Sequence[int]):
        self._parts = parts
        self._upto = np.cumsum(np.array(sizes, np.int64))
        self._bounds = Bounds(self._upto)

    def __call__(self, numbers: Ints) -> pa.Array:
        chosen = positions(self._bounds.passed(numbers), len(self._parts))
        starts = [0, *self._upto[:-1].tolist()]
        return interleave([part(numbers[where] - start) for part, where, start in zip(self._parts, chosen, starts, strict=True)], chosen)
