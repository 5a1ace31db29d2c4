"""The number of a string of a regular language, as `specgen.numeric.spelling` counts them."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.numeric.regular import Chain, Chars, Tree
from specgen.numeric.spelling import options


def number_of(tree: Tree, text: str) -> int:
    """Which of the tree's strings this is, -1 if none."""
    encoded = text.encode()
    return next((number for number, end in _readings(tree, encoded, 0) if end == len(encoded)), -1)


def _readings(tree: Tree, text: bytes, at: int) -> Iterator[tuple[int, int]]:
    """For each way to read a beginning of the rest: its number, and where it ends."""
    if isinstance(tree, Chars):
        width = len(tree.options[0])
        if text[at : at + width] in tree.options:
            yield tree.options.index(text[at : at + width]), at + width
    elif isinstance(tree, Chain):
        yield from _chained(tree.parts, text, at)
    else:
        before = 0
        for option in options(tree):
            yield from ((before + number, end) for number, end in _readings(option, text, at))
            before += option.size


def _chained(parts: tuple[Tree, ...], text: bytes, at: int) -> Iterator[tuple[int, int]]:
    """The last part's number runs fastest."""
    if not parts:
        yield 0, at
        return
    for before, between in _chained(parts[:-1], text, at):
        yield from ((before * parts[-1].size + number, end) for number, end in _readings(parts[-1], text, between))
