"""A subset of regular expressions that says what strings there are, read into a tree and counted.

Literals, escapes, `.`, classes, groups, `|`, `?`, `{n}` and `{n,m}`; every language is finite, so `*` and `+` are refused. Classes
are of printable ASCII where they are negated or named; a literal may be any character.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from specgen.records import record

DEEPEST = 30
"""Groups in groups."""
LONGEST = 4_096
"""Positions that a pattern may have, repetitions written out."""

PRINTABLE = frozenset(map(chr, range(0x20, 0x7F)))
_DIGITS = frozenset("0123456789")
_WORD = frozenset(filter(str.isalnum, PRINTABLE)) | {"_"}
_SPACE = frozenset(" ")
CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE, "D": PRINTABLE - _DIGITS, "W": PRINTABLE - _WORD, "S": PRINTABLE - _SPACE}
CONTROLS = {"t": "\t", "n": "\n", "r": "\r"}


class PatternError(ValueError):
    """A pattern that cannot be read: a code, where in the text, and what to try."""

    def __init__(self, code: str, message: str, at: int, help: str = ""):
        super().__init__(message)
        self.code, self.at, self.help = code, at, help


@record
class Chars:
    """One character out of some, all of the same number of bytes in UTF-8."""

    options: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return len(self.options)

    @property
    def lengths(self) -> tuple[int, int]:
        return 1, 1


@record
class Chain:
    """One after the other."""

    parts: tuple[Tree, ...]

    @cached_property
    def size(self) -> int:
        return math.prod(part.size for part in self.parts)

    @cached_property
    def lengths(self) -> tuple[int, int]:
        return sum(part.lengths[0] for part in self.parts), sum(part.lengths[1] for part in self.parts)


@record
class Choice:
    """One of several."""

    options: tuple[Tree, ...]

    @cached_property
    def size(self) -> int:
        return sum(option.size for option in self.options)

    @cached_property
    def lengths(self) -> tuple[int, int]:
        return min(option.lengths[0] for option in self.options), max(option.lengths[1] for option in self.options)


@record
class Repeat:
    """`low` to `high` times the same."""

    part: Tree
    low: int
    high: int

    @cached_property
    def size(self) -> int:
        return sum(self.part.size**times for times in range(self.low, self.high + 1))

    @cached_property
    def lengths(self) -> tuple[int, int]:
        return self.low * self.part.lengths[0], self.high * self.part.lengths[1]


Tree = Chars | Chain | Choice | Repeat
"""`size` counts its readings, which are its strings unless one can be read in two ways; `lengths` are the fewest and most characters."""


def parse(pattern: str) -> Tree:
    """The tree of a pattern; raises PatternError."""
    return _Parser(pattern).whole()


@dataclass
class _Parser:
    text: str
    at: int = 0
    groups: int = 0
    """How many are open."""

    @property
    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        found = self.next
        self.at += 1
        return found

    def whole(self) -> Tree:
        """A pattern always describes the whole string, so an anchor at either end says nothing new and is passed over."""
        self.at = int(self.next == "^")
        tree = self.choice()
        if self.next == "$" and self.at == len(self.text) - 1:
            self.at += 1
        if self.at < len(self.text):
            what = "this ) closes nothing" if self.next == ")" else f"{self.next} stands for an end, and this is in the middle"
            raise PatternError("bad-pattern", what, self.at, f"as a character it is \\{self.next}")
        if tree.lengths[1] > LONGEST:
            raise PatternError(
                "pattern-too-long", f"strings of up to {tree.lengths[1]:,} characters; the most is {LONGEST:,}", 0, "repeat less"
            )
        return tree

    def choice(self) -> Tree:
        options = [self.chain()]
        while self.next == "|":
            self.at += 1
            options.append(self.chain())
        return _choice(options)

    def chain(self) -> Tree:
        parts: list[Tree] = []
        while self.next and self.next not in "|)$^":
            parts.append(self.repeated(self.atom()))
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def repeated(self, part: Tree) -> Tree:
        start = self.at
        if self.next in ("*", "+"):
            least = "0" if self.next == "*" else "1"
            raise PatternError("endless-pattern", f"{self.next} has no upper end", start, f"say how many: {{{least},8}}")
        if self.next not in ("?", "{"):
            return part
        low, high = (0, 1) if self.take() == "?" else self.counts(start)
        if self.next and self.next in "?*+{":
            raise PatternError("bad-pattern", f"{self.next} repeats a repetition", self.at, "put what is repeated in a group: (…)")
        return part if (low, high) == (1, 1) else Repeat(part, low, high)

    def counts(self, start: int) -> tuple[int, int]:
        end = self.text.find("}", self.at)
        words = self.text[self.at : end].split(",") if end >= 0 else []
        if len(words) == 2 and words[0].isdecimal() and not words[1]:
            raise PatternError(
                "endless-pattern", f"{{{words[0]},}} has no upper end", start, f"say how many: {{{words[0]},{int(words[0][:9]) + 8}}}"
            )
        if len(words) not in (1, 2) or not all(word.isdecimal() and word.isascii() for word in words):
            raise PatternError("bad-pattern", "expected a count such as {3} or {1,4}", start, "as a character it is \\{")
        self.at = end + 1
        low, high = (int(word) if len(word) < 9 else 10**9 for word in (words[0], words[-1]))
        if low > high:
            raise PatternError("bad-pattern", f"{{{low},{high}}} counts down", start, f"write {{{high},{low}}}")
        if high > LONGEST:
            raise PatternError("pattern-too-long", f"{high:,} repetitions; the most is {LONGEST:,}", start, "repeat it less")
        return low, high

    def atom(self) -> Tree:
        start, character = self.at, self.take()
        if character == "(":
            return self.group(start)
        if character == "[":
            return self.bracket(start)
        if character == "\\":
            return _chars(self.escape(start))
        if character == ".":
            return _chars(PRINTABLE)
        if character in "?*+{":
            raise PatternError("bad-pattern", f"{character} has nothing to repeat", start, f"as a character it is \\{character}")
        return _chars({character})

    def group(self, start: int) -> Tree:
        if self.next == "?" and self.text[self.at : self.at + 2] != "?:":
            raise PatternError(
                "bad-pattern", "(?…) looks around or names a group, which strings are not made from", start, "write (…) or (?:…)"
            )
        if self.groups >= DEEPEST:
            raise PatternError("too-deep", f"groups are nested over {DEEPEST} deep", start, "write it without some of them")
        self.at += 2 if self.next == "?" else 0
        self.groups += 1
        inner = self.choice()
        self.groups -= 1
        if self.next != ")":
            what = "this ( is never closed" if not self.next else f"{self.next} stands for an end, and this is in the middle"
            raise PatternError("bad-pattern", what, self.at if self.next else start, "as a character it is \\" + (self.next or "("))
        self.at += 1
        return inner

    def escape(self, start: int) -> frozenset[str]:
        character = self.take()
        if character in CLASSES:
            return CLASSES[character]
        if character in CONTROLS:
            return frozenset(CONTROLS[character])
        if not character or character.isalnum():
            raise PatternError(
                "bad-pattern", f"\\{character} is not known here", start, "known: \\d \\w \\s \\D \\W \\S \\t \\n \\r and \\ before a sign"
            )
        return frozenset(character)

    def bracket(self, start: int) -> Tree:
        negated = self.next == "^"
        self.at += negated
        found: set[str] = set()
        while self.next != "]":
            if not self.next:
                raise PatternError("bad-pattern", "this [ is never closed", start, "as a character it is \\[")
            found |= self.members()
        self.at += 1
        if negated and not found <= PRINTABLE:
            raise PatternError("bad-pattern", "a negated class is what is left of printable ASCII", start, "leave the other characters out")
        left = PRINTABLE - found if negated else found
        if not left:
            raise PatternError("bad-pattern", "no character is in this class", start, "as a character, ] is \\]")
        return _chars(left)

    def members(self) -> frozenset[str]:
        """One character, an escape, or a range of a class."""
        start = self.at
        first = self.member()
        if self.next != "-" or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            return first
        self.at += 1
        last = self.member()
        if len(first) > 1 or len(last) > 1 or min(first) > min(last):
            raise PatternError(
                "bad-pattern", f"{self.text[start : self.at]} is no range", start, "a range goes up from one character to another"
            )
        return frozenset(map(chr, range(ord(min(first)), ord(min(last)) + 1)))

    def member(self) -> frozenset[str]:
        start, character = self.at, self.take()
        if character == "[" and self.next == ":":
            raise PatternError("bad-pattern", "[: :] names are not known here", start, "write [A-Za-z], [0-9] or \\w")
        return self.escape(start) if character == "\\" else frozenset(character)


def _chars(characters: frozenset[str] | set[str]) -> Tree:
    """A character out of these, in code point order; those of several widths in UTF-8 apart."""
    encoded = [character.encode() for character in sorted(characters)]
    widths = sorted({len(one) for one in encoded})
    return _choice([Chars(tuple(one for one in encoded if len(one) == width)) for width in widths])


def _choice(options: list[Tree]) -> Tree:
    """Alternatives; single characters that differ are one class."""
    if len(options) == 1:
        return options[0]
    plain = [option.options for option in options if isinstance(option, Chars)]
    together = tuple(one for chars in plain for one in chars)
    alike = len(plain) == len(options) and len({len(one) for one in together}) == 1
    return Chars(together) if alike and len(set(together)) == len(together) else Choice(tuple(options))
