"""A text by lines, and what a YAML parser says of it."""

from __future__ import annotations

import re

from specgen.errors import Span
from specgen.records import record

OPENING, CLOSING = "([{", ")]}"
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_COMMENT = re.compile(r"(?m)(?<!\S)#.*$")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")


def lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _LINE_END.split(text)


def hidden(text: str) -> str:
    """The text with an underscore for each character in quotes."""
    return _QUOTED.sub(lambda found: "_" * len(found[0]), text)


def bare(text: str) -> str:
    """The text without what stands in quotes, and without comments."""
    return _COMMENT.sub("", _QUOTED.sub("", text))


def depth(text: str) -> int:
    """How many brackets more open than close."""
    return sum((character in OPENING) - (character in CLOSING) for character in text)


def closed(text: str) -> bool:
    """Whether the bracket that a text begins with has its partner."""
    inner = 0
    for character in text:
        inner += depth(character)
        if inner == 0:
            return True
    return False


@record
class Problem:
    """What a YAML parser says: its words, and 0-based (line, column) of the problem and of where its context began."""

    words: str
    context: str
    at: tuple[int, int]
    opened: tuple[int, int] | None

    @property
    def begun(self) -> tuple[int, int]:
        """Where what the problem is part of begins, as far as the parser knows."""
        return self.opened or self.at


@record
class Page:
    """The lines of a file, and places in it."""

    lines: list[str]
    file: str

    def line(self, number: int) -> str:
        return self.lines[number] if number < len(self.lines) else ""

    def code(self, number: int) -> str:
        """A line without its comment."""
        return _COMMENT.sub("", self.line(number)).rstrip()

    def indent(self, number: int) -> int:
        return len(self.line(number)) - len(self.line(number).lstrip())

    def span(self, at: tuple[int, int], length: int = 1) -> Span:
        return Span(self.file, at[0] + 1, at[1] + 1, at[0] + 1, at[1] + 1 + length)

    def rest(self, at: tuple[int, int]) -> str:
        """The text from a place on."""
        return "\n".join([self.line(at[0])[at[1] :], *self.lines[at[0] + 1 :]])

    def word(self, at: tuple[int, int]) -> str:
        """The text from a place to the next space, comma or closing bracket."""
        found = re.match(r"[^\s,}\]]+", self.line(at[0])[at[1] :])
        return found[0] if found else ""

    def brace(self, problem: Problem) -> str | None:
        """The brace or bracket that the problem stands in."""
        first = self.rest(problem.begun)[:1]
        return first if "flow" in problem.context and first and first in OPENING else None

    def innermost(self, at: tuple[int, int]) -> tuple[int, int] | None:
        """The bracket before a place that is still open there."""
        opened: list[tuple[int, int]] = []
        for number in range(at[0] + 1):
            shown = _COMMENT.sub("", hidden(self.line(number)))[: at[1] if number == at[0] else None]
            for column, character in enumerate(shown):
                if character in "[{":
                    opened.append((number, column))
                elif character in "]}" and opened:
                    opened.pop()
        return opened[-1] if opened else None
