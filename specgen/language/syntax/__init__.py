"""YAML's syntax errors in plain words: what a person probably meant, and the quotes to add."""

from __future__ import annotations

import dataclasses

from specgen.errors import Fault
from specgen.language.syntax import braces, indents, quotes
from specgen.language.syntax.page import Page, Problem, lines
from specgen.language.syntax.quotes import cut_by_comma, quoted, tag_help

RULES = (
    indents.tab,
    indents.documents,
    quotes.unclosed,
    quotes.escape,
    quotes.alias,
    quotes.tag,
    braces.unopened,
    indents.no_colon,
    quotes.needed,
    quotes.comment,
    braces.crossed,
    braces.unclosed,
    braces.no_comma,
    indents.out_of_line,
    indents.inside_text,
    indents.directive,
)
"""Each knows one mistake; the first that recognises it speaks."""


def explain(problem: Problem, text: str, file: str) -> Fault:
    """The fault to show for a syntax error."""
    page = Page(lines(text), file)
    if "flow node" in problem.context:  # the parser names the place of the problem, not of what is open there
        problem = dataclasses.replace(problem, opened=page.innermost(problem.at))
    for rule in RULES:
        fault = rule(problem, page)
        if fault is not None:
            return fault
    return Fault("bad-yaml", f"this is not YAML: {problem.words}", page.span(problem.at), "text with signs of its own needs quotes")


__all__ = ["Problem", "cut_by_comma", "explain", "lines", "quoted", "tag_help"]
