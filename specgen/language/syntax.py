"""YAML's syntax errors in plain words: what a person probably meant, and the quotes to add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specgen.errors import Fault, Span

OPENING, CLOSING = "([{", ")]}"
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
_STARTS = re.compile(r"^\s*(?:- +)*|: +|, *|[{\[] *")


@dataclass(frozen=True)
class Problem:
    """What a YAML parser says: its words, and 0-based (line, column) of the problem and of where its context began."""

    words: str
    context: str
    at: tuple[int, int]
    opened: tuple[int, int] | None


def explain(problem: Problem, text: str, file: str) -> Fault:
    """The fault to show for a syntax error."""
    page = _Page(lines(text), file)
    for rule in (
        _tab,
        _documents,
        _unclosed_quote,
        _escape,
        _alias,
        _too_many,
        _lacks_quotes,
        _unclosed_brace,
        _no_comma,
        _indentation,
        _colon,
    ):
        fault = rule(problem, page)
        if fault is not None:
            return fault
    return Fault("bad-yaml", f"this is not YAML: {problem.words}", page.span(problem.at))


def lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _LINE_END.split(text)


def quoted(text: str) -> str:
    """A text in the quotes that suit it."""
    return f"'{text}'" if "'" not in text else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def cut_by_comma(key: str, line: str, span: Span) -> Fault:
    """The fault for a call inside braces, such as decimal(10,2), that its comma cuts in two."""
    start = span.column - 1
    whole = re.split(r":\s", line[start : _end_of_value(line, start)])[0].rstrip()
    return _quotes_fault(f"{key}: " if key else "", whole, span.within(0, len(whole)))


@dataclass(frozen=True)
class _Page:
    lines: list[str]
    file: str

    def line(self, number: int) -> str:
        return self.lines[number] if number < len(self.lines) else ""

    def span(self, at: tuple[int, int], length: int = 1) -> Span:
        return Span(self.file, at[0] + 1, at[1] + 1, at[0] + 1, at[1] + 1 + length)

    def rest(self, at: tuple[int, int]) -> str:
        return "\n".join([self.line(at[0])[at[1] :], *self.lines[at[0] + 1 :]])


def _tab(problem: Problem, page: _Page) -> Fault | None:
    if "'\\t'" not in problem.words:
        return None
    return Fault("tab", "a tab cannot indent YAML", page.span(problem.at), "use spaces")


def _documents(problem: Problem, page: _Page) -> Fault | None:
    if "single document" not in problem.context:
        return None
    return Fault("two-documents", "a second document begins here", page.span(problem.at, 3), "a spec is one document: delete the '---'")


def _unclosed_quote(problem: Problem, page: _Page) -> Fault | None:
    if "quoted scalar" not in problem.context or "escape" in problem.words or not problem.opened:
        return None
    return Fault(
        "unclosed-quote", "this quote is never closed", page.span(problem.opened), f"add {page.rest(problem.opened)[0]} at the end"
    )


def _escape(problem: Problem, page: _Page) -> Fault | None:
    if "escape" not in problem.words and "expected escape" not in problem.words:
        return None
    line, column = problem.at
    text = page.line(line)[column - 1 : column + 1]
    return Fault(
        "bad-escape",
        f"{text} means nothing inside double quotes",
        page.span((line, column - 1), 2),
        "use single quotes: they keep \\ as it is",
    )


def _alias(problem: Problem, page: _Page) -> Fault | None:
    named = re.search(r"undefined alias '(.*)'", problem.words)
    if not named:
        return None
    help = f"define it with &{named[1]}, or put text that begins with * in quotes"
    return Fault("unknown-alias", f"*{named[1]} names no anchor", page.span(problem.at, len(named[1]) + 1), help)


def _too_many(problem: Problem, page: _Page) -> Fault | None:
    brace = re.search(r"found '([}\]])'", problem.words)
    if not brace:
        return None
    return Fault(
        "unopened-brace", f"this '{brace[1]}' closes nothing", page.span(problem.at), "delete it, or open it where it should begin"
    )


def _lacks_quotes(problem: Problem, page: _Page) -> Fault | None:
    """Text that has to be quoted because YAML reads a part of it as its own: the value that the problem stands in."""
    number, column = problem.at
    line = page.line(number)
    if "mapping values" in problem.words:
        return _colon_in_text(problem, page)
    if not re.search(r"got '[\[{]'|found '[\[{]'|cannot start any token|found '<scalar>'|chomping|line break|directive", problem.words):
        return None
    inside = bool(problem.opened and "flow" in problem.context and problem.opened[0] < number)
    for start, end in _values(line, inside):
        value = line[start:end].strip()
        if start <= column < end and not re.search(r":(\s|$)", _QUOTED.sub("", value)):
            key = re.search(r"([\w-]+): *$", line[:start])
            return _quotes_fault(f"{key[1]}: " if key else "", value, page.span((number, start), len(value)))
    return None


def _colon_in_text(problem: Problem, page: _Page) -> Fault | None:
    number, column = problem.at
    line = page.line(number)
    key = re.match(r"\s*(?:- +)*([^\s:]+): +", line)
    if not key or key.end() > column:
        return None
    return _quotes_fault(f"{key[1]}: ", line[key.end() :].rstrip(), page.span((number, key.end()), len(line[key.end() :].rstrip())))


def _quotes_fault(key: str, value: str, span: Span) -> Fault:
    return Fault("needs-quotes", f"this text needs quotes: {value}", span, f"write {key}{quoted(value)}")


def _unclosed_brace(problem: Problem, page: _Page) -> Fault | None:
    if "flow" not in problem.context or not problem.opened:
        return None
    text = _QUOTED.sub("", page.rest(problem.opened))
    if sum((character in OPENING) - (character in CLOSING) for character in text) <= 0:
        return None
    brace = text[0]
    return Fault("unclosed-brace", f"this '{brace}' is never closed", page.span(problem.opened), f"add '{CLOSING[OPENING.index(brace)]}'")


def _no_comma(problem: Problem, page: _Page) -> Fault | None:
    if "flow" not in problem.context or not problem.opened:
        return None
    brace = page.rest(problem.opened)[0]
    message = f"a comma or '{CLOSING[OPENING.index(brace)]}' is missing before this"
    related = ((page.span(problem.opened), f"the '{brace}' opens here"),)
    return Fault("missing-comma", message, page.span(problem.at), "inside braces, text with ': ' or ', ' needs quotes", related)


def _indentation(problem: Problem, page: _Page) -> Fault | None:
    if "<block end>" not in problem.words:
        return None
    line, column = problem.at
    return Fault(
        "bad-indentation", "this line lines up with none above", page.span((line, column)), "indent it like its neighbours, with spaces"
    )


def _colon(problem: Problem, page: _Page) -> Fault | None:
    if "mapping values" in problem.words:
        line = page.line(problem.at[0])
        start = len(line) - len(line.lstrip())
        help = "end the line above with ':' if this belongs to it, or indent this line like its neighbours"
        return Fault("bad-indentation", "this key stands inside the text of the line above", page.span((problem.at[0], start)), help)
    if "could not find expected ':'" in problem.words and problem.opened:
        written = page.line(problem.opened[0])[problem.opened[1] :].rstrip()
        return Fault("missing-colon", "this line has no ': '", page.span(problem.opened, len(written)), "write key: value")
    return None


def _values(line: str, inside: bool) -> Iterator[tuple[int, int]]:
    """(start, end) of whatever may be a value in a line, outermost first; `inside`: braces were opened on a line above."""
    hidden = _QUOTED.sub(lambda found: "_" * len(found[0]), line)
    for start in sorted({match.end() for match in _STARTS.finditer(hidden)}):
        depth = sum((character in "[{") - (character in "]}") for character in hidden[:start])
        yield start, _end_of_value(line, start) if depth > 0 or inside else _end_of_line(hidden, start)


def _end_of_value(line: str, start: int) -> int:
    """Where a value inside braces ends: at the comma or closing brace outside all brackets of its own."""
    hidden = _QUOTED.sub(lambda found: "_" * len(found[0]), line[start:])
    depth = 0
    for offset, character in enumerate(hidden):
        if depth == 0 and character in ",}]":
            return start + offset
        depth += (character in OPENING) - (character in CLOSING)
    return len(line)


def _end_of_line(hidden: str, start: int) -> int:
    comment = hidden.find(" #", start)
    return comment if comment >= 0 else len(hidden)
