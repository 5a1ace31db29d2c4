"""Whether a string of a regular language can be read in two ways, so that counting readings does not count strings."""

from __future__ import annotations

from dataclasses import dataclass, field

from specgen.numeric.regular import Chain, Chars, Choice, Repeat, Tree

_DECIDED = 600
"""Positions up to which double readings are looked for: their pairs are walked."""


def unambiguous(tree: Tree) -> bool:
    """Whether each string is proven to have one reading, so that `size` counts strings.

    The position automaton (Glushkov 1961) has one path a reading; two readings of a string are a path of pairs of positions,
    from start to end, on which the two differ somewhere. A pattern of too many positions counts as not proven.
    """
    if _fixed(tree):
        return True
    if _positions(tree) > _DECIDED or _empty_twice(tree):
        return False
    return not _Automaton.of(tree).ambiguous()


def _fixed(tree: Tree) -> bool:
    if isinstance(tree, Chain):
        return all(map(_fixed, tree.parts))
    return isinstance(tree, Chars) or (isinstance(tree, Repeat) and tree.low == tree.high and _fixed(tree.part))


def _positions(tree: Tree) -> int:
    if isinstance(tree, Chars):
        return 1
    if isinstance(tree, Repeat):
        return tree.high * _positions(tree.part)
    return sum(map(_positions, tree.parts if isinstance(tree, Chain) else tree.options))


def _empty_twice(tree: Tree) -> bool:
    """Whether nothing at all can be read in two ways somewhere: no path of positions would show it."""
    if isinstance(tree, Chars):
        return False
    if isinstance(tree, Repeat):
        return _empty_twice(tree.part) or (tree.low < tree.high and tree.part.lengths[0] == 0)
    if isinstance(tree, Chain):
        return any(map(_empty_twice, tree.parts))
    return any(map(_empty_twice, tree.options)) or sum(option.lengths[0] == 0 for option in tree.options) > 1


Ends = tuple[bool, frozenset[int], frozenset[int]]
"""Whether it can be empty, where it can begin, where it can end."""


@dataclass
class _Automaton:
    """Positions, what each may be (a bit a character), and which may follow which; position 0 is the start."""

    labels: list[int] = field(default_factory=lambda: [0])
    follow: list[set[int]] = field(default_factory=lambda: [set()])
    bits: dict[bytes, int] = field(default_factory=dict)
    last: frozenset[int] = frozenset()

    @classmethod
    def of(cls, tree: Tree) -> _Automaton:
        made = cls()
        _, first, made.last = made.add(tree)
        made.follow[0] |= first
        return made

    def add(self, tree: Tree) -> Ends:
        if isinstance(tree, Chars):
            self.labels.append(sum(1 << self.bits.setdefault(one, len(self.bits)) for one in tree.options))
            self.follow.append(set())
            here = frozenset({len(self.labels) - 1})
            return False, here, here
        if isinstance(tree, Choice):
            ends = [self.add(option) for option in tree.options]
            return any(end[0] for end in ends), frozenset().union(*(end[1] for end in ends)), frozenset().union(*(end[2] for end in ends))
        if isinstance(tree, Chain):
            return self.join([self.add(part) for part in tree.parts], len(tree.parts))
        return self.join([self.add(tree.part) for _ in range(tree.high)], tree.low)

    def join(self, ends: list[Ends], needed: int) -> Ends:
        """One after the other, of which only the first `needed` must be there."""
        empty, first, last, stops = True, frozenset[int](), frozenset[int](), frozenset[int]()
        for number, (nullable, begins, finishes) in enumerate(ends):
            if number >= needed:
                stops |= last
            for position in last:
                self.follow[position] |= begins
            first = first | begins if empty else first
            last = last | finishes if nullable else finishes
            empty = empty and nullable
        return empty or needed == 0, first, stops | last

    def ambiguous(self) -> bool:
        """Whether two different positions are reached by one text and both can finish by one text."""
        before: dict[tuple[int, int], list[tuple[int, int]]] = {(0, 0): []}
        waiting = [(0, 0)]
        while waiting:
            pair = waiting.pop()
            for left in self.follow[pair[0]]:
                for right in self.follow[pair[1]]:
                    if self.labels[left] & self.labels[right]:
                        to = (min(left, right), max(left, right))
                        if to not in before:
                            waiting.append(to)
                        before.setdefault(to, []).append(pair)
        finishing = {pair for pair in before if pair[0] in self.last and pair[1] in self.last}
        waiting = list(finishing)
        while waiting:
            for pair in before[waiting.pop()]:
                if pair not in finishing:
                    finishing.add(pair)
                    waiting.append(pair)
        return any(left != right for left, right in finishing)
