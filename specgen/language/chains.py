"""Columns that wait for one another while they are bound: a ring is a fault, and so is a chain that is too long to follow."""

from __future__ import annotations

from collections.abc import Callable

from specgen.errors import Fault, Span, SpecError

Key = tuple[str, str]
"""A table and a column."""
DEEPEST = 20
"""Columns that may wait for one another while they are bound: where each is written behind what it reads, hardly any does."""


class Opened:
    """A column that is being bound: to need it again before it is done is a cycle."""

    def __init__(self, chain: list[Key], stuck: dict[Key, Fault], key: Key, places: Callable[[Key], Span]):
        self.chain, self.stuck, self.key, self.places = chain, stuck, key, places

    def __enter__(self) -> None:
        if self.key in self.chain:
            raise SpecError(self._cycle(self.chain[self.chain.index(self.key) :]))
        if len(self.chain) >= DEEPEST:
            self.stuck |= dict.fromkeys([*self.chain, self.key], self._too_deep())
        if self.key in self.stuck:
            raise SpecError(self.stuck[self.key])
        self.chain.append(self.key)

    def __exit__(self, *_: object) -> None:
        self.chain.pop()

    def _too_deep(self) -> Fault:
        names = " → ".join(".".join(step) for step in self.chain[:4])
        what = f"over {DEEPEST} columns wait for one another: {names} → …"
        return Fault("too-deep", what, self.places(self.chain[0]), "write each behind those that it reads, or break the chain")

    def _cycle(self, ring: list[Key]) -> Fault:
        """The same fault wherever the ring is entered: it is told from its first column in the spec."""
        start = min(range(len(ring)), key=lambda step: self.places(ring[step]))
        turned = [*ring[start:], *ring[:start], ring[start]]
        names = " → ".join(".".join(step) for step in turned)
        related = tuple((self.places(step), "and this one") for step in turned[1:-1])
        help = "break the ring at one of these columns" if related else "an expression reads other columns, not its own"
        return Fault("cycle", f"the column depends on itself: {names}", self.places(ring[start]), help, related)
