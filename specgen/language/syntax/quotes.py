"""Text that YAML reads otherwise than a person: the quotes to add, and quotes that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specgen.errors import Fault, Span
from specgen.language.syntax.page import CLOSING, Page, Problem, depth, hidden

_STARTS = re.compile(r"^\s*(?:- +)*|: +|, *|[{\[] *")
_MISREAD = re.compile(r"(got|found) '[\[{]'|cannot start any token|found '<scalar>'|chomping|line break|scanning an (alias|anchor)")
"""What a parser says where it took a part of a text for a sign of its own."""


LOOKED_AT = 50
"""So many braces around a place are looked at: more of them are a line gone wrong."""


def quoted(text: str) -> str:
    """A text in the quotes that suit it."""
    return f"'{text}'" if "'" not in text else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def cut_by_comma(key: str, line: str, span: Span) -> Fault:
    """The fault for a call inside braces, such as decimal(10,2), that its comma cuts in two."""
    start = span.column - 1
    whole = re.split(r":\s", line[start : _end_of_value(line, start)])[0].rstrip()
    return _needed(f"{key}: " if key else "", whole, span.within(0, len(whole)))


def unclosed(problem: Problem, page: Page) -> Fault | None:
    if "quoted scalar" not in problem.context or "escape" in problem.words or not problem.opened:
        return None
    return Fault(
        "unclosed-quote", "this quote is never closed", page.span(problem.opened), f"add {page.rest(problem.opened)[0]} at the end"
    )


def escape(problem: Problem, page: Page) -> Fault | None:
    if "escape" not in problem.words:
        return None
    line, column = problem.at
    text = page.line(line)[column - 1 : column + 1]
    what = f"{text} means nothing inside double quotes"
    return Fault("bad-escape", what, page.span((line, column - 1), 2), "use single quotes: they keep \\ as it is")


def alias(problem: Problem, page: Page) -> Fault | None:
    named = re.search(r"undefined alias '(.*)'", problem.words)
    if not named:
        return None
    help = f"define it with &{named[1]}, or put text that begins with * in quotes"
    return Fault("unknown-alias", f"*{named[1]} names no anchor", page.span(problem.at, len(named[1]) + 1), help)


def tag(problem: Problem, page: Page) -> Fault | None:
    if not re.search(r"tag", f"{problem.context} {problem.words}"):
        return None
    word = page.word(problem.begun)
    return Fault("unknown-tag", f"the tag '{word}' means nothing here", page.span(problem.begun, len(word)), tag_help(word))


def tag_help(word: str) -> str:
    """What to do about a word that YAML takes for a tag."""
    return "delete it: no tag is needed" if word.startswith("!!") else "delete it, or put text that begins with ! in quotes"


def needed(problem: Problem, page: Page) -> Fault | None:
    """Text that has to be quoted because YAML reads a part of it as its own: the value that the problem stands in."""
    if "mapping values" in problem.words:
        return _colon_in_text(problem, page)
    if "got ':'" in problem.words:
        return _colon_in_braces(problem, page)
    misread = _MISREAD.search(f"{problem.words} {problem.context}")
    number, column = problem.begun if "scanning an" in problem.context else problem.at
    line = page.line(number)
    inside = bool(problem.opened and "flow" in problem.context and problem.opened[0] < number)
    for start, end in _values(line, column, inside):
        value = line[start:end].strip()
        if start <= column < end and not re.search(r":(\s|$)", hidden(value)) and (misread or _in_call(line[start:column])):
            key = re.search(r"([\w-]+): *$", line[:start])
            return _needed(f"{key[1]}: " if key else "", value, page.span((number, start), len(value)))
    return None


def _in_call(text: str) -> bool:
    """Whether a text that begins a value has come into the parentheses of a call."""
    return bool(re.match(r"\w+\(", text)) and depth(text) > 0


def comment(problem: Problem, page: Page) -> Fault | None:
    """A `#` that was meant as text, in a quote or a word that begins with it, and hides what closes the braces."""
    if page.brace(problem) is None:
        return None
    number, column = problem.begun
    line = _hidden_values(page.line(number))
    for found in re.finditer(r"(?<=[\s\[{,])#(?=\S)|(?<=' )#|(?<=\" )#", line):
        start = found.start()
        if start > column and depth(line[column:start]) > 0 and set(line[start:]) & set(CLOSING):
            return _hash(page, number, start)
    return None


def _hash(page: Page, number: int, start: int) -> Fault:
    line = page.line(number)
    begin, end = next(
        ((begin, end) for begin, end in reversed(list(_values(line, start, False))) if begin <= start < end), (start, start + 1)
    )
    value = line[begin:end].rstrip()
    help = f"write {quoted(value)}: a # behind a space or bracket begins a comment"
    return Fault("needs-quotes", f"this text needs quotes: {value}", page.span((number, begin), len(value)), help)


def _hidden_values(line: str) -> str:
    """The line with an underscore for each character of a value in quotes; quotes inside a bare text are its own."""
    return re.sub(r"(?:(?<=[\[{,])|(?<=[\[{,:-] ))(?:'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\")", lambda found: "_" * len(found[0]), line)


def _colon_in_text(problem: Problem, page: Page) -> Fault | None:
    number, column = problem.at
    line = page.line(number)
    key = re.match(r"\s*(?:- +)*([^\s:]+): +", line)
    if not key or key.end() > column:
        return None
    return _needed(f"{key[1]}: ", line[key.end() :].rstrip(), page.span((number, key.end()), len(line[key.end() :].rstrip())))


def _colon_in_braces(problem: Problem, page: Page) -> Fault | None:
    """A value such as `a: b`; where there are two words before the colon, a comma lacks between them."""
    number, column = problem.at
    line = page.line(number)
    found = re.search(r"([\w-]+): +[^\s,{}\[\]]*$", line[:column])
    if found is None:
        return None
    start = found.start() + re.match(r"[\w-]+: +", found[0]).end()  # type: ignore[union-attr]
    value = line[start : _end_of_value(line, start)].rstrip()
    return _needed(f"{found[1]}: ", value, page.span((number, start), len(value)))


def _needed(key: str, value: str, span: Span) -> Fault:
    return Fault("needs-quotes", f"this text needs quotes: {value}", span, f"write {key}{quoted(value)}")


def _values(line: str, column: int, inside: bool) -> Iterator[tuple[int, int]]:
    """(start, end) of whatever may be a value that a column stands in, outermost first; `inside`: braces opened on a line above."""
    shown = hidden(line)
    for start in sorted({match.end() for match in _STARTS.finditer(shown) if match.end() <= column})[-LOOKED_AT:]:
        opened = sum((character in "[{") - (character in "]}") for character in shown[:start])
        yield start, _end_of_value(line, start) if opened > 0 or inside else _end_of_line(shown, start)


def _end_of_value(line: str, start: int) -> int:
    """Where a value inside braces ends: at the comma or closing brace outside all brackets of its own."""
    inner = 0
    for offset, character in enumerate(hidden(line[start:])):
        if inner == 0 and character in ",}]":
            return start + offset
        inner += depth(character)
    return len(line)


def _end_of_line(shown: str, start: int) -> int:
    found = shown.find(" #", start)
    return found if found >= 0 else len(shown)
