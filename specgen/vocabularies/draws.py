"""Draws from weighted lists: one look-up and one comparison a draw, however long the list.

A list of n is n cells of equal size, each shared by at most two of its entries (Walker 1977): the draw's whole part is the cell, its
fraction says which of the two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from specgen.records import record
from specgen.streams import Addresses, Floats, Ints, Stream


@record
class Draw:
    """Which entry of a list is drawn: of one list, or of the one that each row's way leads to.

    The lists stand one behind the other; `starts` and `sizes` say for each way where. `limits` and `moves` have an entry for each cell:
    up to which fraction it is its own, and how far away the other entry is.
    """

    stream: Stream
    starts: Ints
    sizes: Floats
    limits: Floats | None = None
    moves: Ints | None = None

    def at(self, address: Addresses, way: Ints | None = None) -> Ints:
        """The place drawn for each address, in the list of its way."""
        u = self.stream.uniform(address)
        spare = np.empty_like(u)
        whole = spare.view(np.int64)
        u *= self.sizes[0] if way is None else self.sizes.take(way, out=spare, mode="clip")
        place = u.astype(np.int64)
        if self.limits is not None:
            u -= place
        if way is not None:
            place += self.starts.take(way, out=whole, mode="clip")
        if self.limits is not None and self.moves is not None:
            moved = self.limits.take(place, out=spare, mode="clip") <= u
            self.moves.take(place, out=whole, mode="clip")
            whole *= moved
            place += whole
        return place


def draw(stream: Stream, lists: Sequence[tuple[int, Floats | None]], ways: Sequence[int] = (0,)) -> Draw:
    """Draws from lists given by size and shares (None: all alike); `ways` has for each way the number of its list."""
    sizes, chosen = np.array([size for size, _ in lists]), np.array(ways)
    starts = np.cumsum(sizes) - sizes
    if all(shares is None for _, shares in lists):
        return Draw(stream, starts[chosen], sizes[chosen].astype(np.float64))
    cells = [_cells(np.full(size, 1 / size) if shares is None else shares) for size, shares in lists]
    limits, moves = (np.concatenate(column) for column in zip(*cells, strict=True))
    return Draw(stream, starts[chosen], sizes[chosen].astype(np.float64), limits, moves)


def _cells(shares: Floats) -> tuple[Floats, Ints]:
    """For each entry up to which fraction its cell is its own, and how far away the entry is that has the rest.

    What the small entries leave free is given to the large ones in order; a large one that gave away all above 1 is filled up by the
    next. Who fills whom is read off the running sums of what is free and of what is above.
    """
    filled = shares * (len(shares) / shares.sum())
    small, large = np.flatnonzero(filled <= 1), np.flatnonzero(filled > 1)
    limits, other = np.ones(len(filled)), np.arange(len(filled))
    if len(large):
        free, above = np.cumsum(1 - filled[small]), np.cumsum(filled[large] - 1)
        limits[small] = filled[small]
        before = np.concatenate([[0.0], free[:-1]])  # not `free - (1 - …)`: whoever empties an entry must also be found to draw on it
        other[small] = large[np.minimum(np.searchsorted(above, before), len(large) - 1)]
        emptied = np.searchsorted(free, above[:-1], side="right")
        known = np.flatnonzero(emptied < len(small))
        limits[large[known]] = 1 + above[known] - free[emptied[known]]
        other[large[known]] = large[known + 1]
    return limits, other - np.arange(len(filled))
