"""A pattern as a regular expression that RE2 and PostgreSQL read alike.

What stands for several characters becomes a class of just these, in ranges; a sign stands behind `\\`. How parts follow one another,
alternate and repeat stays as it is written.
"""

from __future__ import annotations

import re
from itertools import groupby

from specgen.numeric.regular import CLASSES, CONTROLS, PRINTABLE, Chain, Chars, Choice, Repeat, Tree

_MOST_TIMES = 255
"""PostgreSQL counts no further."""
_MOST_PLACES = 1_000
"""RE2 takes no more repetitions within repetitions; PostgreSQL takes seconds for much more."""

_TOKEN = re.compile(
    r"\\(?P<escape>.)|\[(?P<negated>\^?)(?P<members>(?:\\.|[^]\\])*)]|\{(?P<counts>[^}]*)}|(?P<group>\((?:\?:)?)|(?P<sign>.)", re.S
)
_MEMBER = re.compile(r"(\\.|.)(?:-(\\.|.))?", re.S)
_SIGNS = {")": ")", "|": "|", "?": "?", "^": "", "$": ""}
"""What is no character; an end says nothing of a whole text."""


def portable(regex: str, tree: Tree) -> str | None:
    """The expression, from end to end, of a pattern that was read as this tree; None where not both databases would take it."""
    if "\0" in regex or _places(tree) > _MOST_PLACES:
        return None
    return f"^(?:{_TOKEN.sub(_spelt, regex)})$"


def may_end_in(tree: Tree, character: bytes) -> bool:
    """Whether a string of the pattern may have this character as its last."""
    if isinstance(tree, Chars):
        return character in tree.options
    if isinstance(tree, Choice):
        return any(may_end_in(option, character) for option in tree.options)
    if isinstance(tree, Repeat):
        return tree.high > 0 and may_end_in(tree.part, character)
    firm = [number for number, part in enumerate(tree.parts) if part.lengths[0] > 0]
    return any(may_end_in(part, character) for part in tree.parts[max(firm, default=0) :])


def _places(tree: Tree) -> float:
    """How many places it has with its repetitions written out."""
    if isinstance(tree, Chars):
        return 1
    if isinstance(tree, Repeat):
        return _places(tree.part) * max(tree.high, 1) if tree.high <= _MOST_TIMES else float("inf")
    return 1 + sum(map(_places, tree.parts if isinstance(tree, Chain) else tree.options))


def _spelt(token: re.Match[str]) -> str:
    if token["escape"] is not None:
        return _class(_meant("\\" + token["escape"]))
    if token["members"] is not None:
        found = frozenset[str]().union(*map(_between, _MEMBER.finditer(token["members"])))
        return _class(PRINTABLE - found if token["negated"] else found)
    if token["counts"] is not None:
        return "{" + ",".join(str(int(count)) for count in token["counts"].split(",")) + "}"
    if token["group"] is not None:
        return "(?:"
    return _SIGNS[token["sign"]] if token["sign"] in _SIGNS else _class(PRINTABLE if token["sign"] == "." else frozenset(token["sign"]))


def _between(member: re.Match[str]) -> frozenset[str]:
    first, last = _meant(member[1]), _meant(member[2] or member[1])
    return first if member[2] is None else frozenset(map(chr, range(ord(min(first)), ord(min(last)) + 1)))


def _meant(text: str) -> frozenset[str]:
    """The characters that one, or an escape, stands for."""
    character = text[-1]
    if len(text) == 1:
        return frozenset(character)
    return CLASSES.get(character) or frozenset(CONTROLS.get(character, character))


def _class(characters: frozenset[str]) -> str:
    """One of these."""
    if len(characters) == 1:
        return _escaped(min(characters))
    runs = [[character for _, character in run] for _, run in groupby(enumerate(sorted(characters)), lambda at: ord(at[1]) - at[0])]
    return "[" + "".join(f"{_escaped(run[0])}-{_escaped(run[-1])}" if len(run) > 2 else "".join(map(_escaped, run)) for run in runs) + "]"


def _escaped(character: str) -> str:
    plain = character.isalnum() or not character.isascii() or not character.isprintable() or character in " _"
    return character if plain else f"\\{character}"
