"""Lines that do not fit under one another."""

from __future__ import annotations

import re

from specgen.errors import Fault
from specgen.language.syntax.page import Page, Problem, bare

_KEY_LINE = re.compile(r"\s*([\w-]+)(?: +|:)(\S.*?)\s*")
_HERE = ("mapping values", "<block mapping start>", "<block end>")
"""What a parser says at the first line that does not fit."""


def tab(problem: Problem, page: Page) -> Fault | None:
    if "'\\t'" not in problem.words:
        return None
    return Fault("tab", "a tab cannot indent YAML", page.span(problem.at), "use spaces")


def documents(problem: Problem, page: Page) -> Fault | None:
    if "single document" not in problem.context:
        return None
    return Fault("two-documents", "a second document begins here", page.span(problem.at, 3), "a spec is one document: delete the '---'")


def directive(problem: Problem, page: Page) -> Fault | None:
    found = [number for number in range(problem.at[0] + 1) if page.line(number).startswith("%")]
    if not found:
        return None
    what = "a line that begins with % is a directive, and a spec has none"
    return Fault("bad-yaml", what, page.span((found[-1], 0), len(page.line(found[-1]))), "delete it")


def no_colon(problem: Problem, page: Page) -> Fault | None:
    """A line without a colon, which a key behind it shows, or the next line."""
    if "could not find expected ':'" in problem.words and problem.opened:
        return _key_wanted(problem.opened[0], page)
    above = next((number for number in reversed(range(problem.at[0])) if page.code(number)), None)
    if above is None or page.indent(above) != page.indent(problem.at[0]) or not any(words in problem.words for words in _HERE):
        return None
    line = page.code(above)
    return None if re.search(r":(\s|$)", bare(line)) or line.lstrip().startswith("-") else _key_wanted(above, page)


def _key_wanted(number: int, page: Page) -> Fault:
    found = _KEY_LINE.fullmatch(page.code(number))
    help = f"write {found[1]}: {found[2]}" if found else "write key: value"
    place = page.span((number, page.indent(number)), len(page.code(number).strip()))
    return Fault("missing-colon", "this line has no ': '", place, help)


def out_of_line(problem: Problem, page: Page) -> Fault | None:
    if "<block end>" not in problem.words:
        return None
    if "block collection" in problem.context:
        what, help = "this line is no item of the list above", "begin it with '- ', or indent the list under its key"
        return Fault("bad-indentation", what, page.span(problem.at), help)
    help = "indent it like its neighbours, with spaces"
    return Fault("bad-indentation", "this line lines up with none above", page.span(problem.at), help)


def inside_text(problem: Problem, page: Page) -> Fault | None:
    if "mapping values" not in problem.words:
        return None
    help = "end the line above with ':' if this belongs to it, or indent this line like its neighbours"
    place = page.span((problem.at[0], page.indent(problem.at[0])))
    return Fault("bad-indentation", "this key stands inside the text of the line above", place, help)
