"""Braces and brackets that do not fit, and what lacks between them."""

from __future__ import annotations

import re

from specgen.errors import Fault
from specgen.language.syntax.page import CLOSING, OPENING, Page, Problem, bare, closed


def unopened(problem: Problem, page: Page) -> Fault | None:
    brace = re.search(r"found '([}\]])'", problem.words)
    if not brace:
        return None
    what = f"this '{brace[1]}' closes nothing"
    return Fault("unopened-brace", what, page.span(problem.at), "delete it, or open it where it should begin")


def crossed(problem: Problem, page: Page) -> Fault | None:
    """A brace that is closed by another."""
    got, brace = re.search(r"but got '([}\]])'", problem.words), page.brace(problem)
    if got is None or brace is None:
        return None
    what, help = f"'{got[1]}' cannot close '{brace}'", f"write '{_partner(brace)}' before it"
    return Fault("unclosed-brace", what, page.span(problem.at), help, ((page.span(problem.begun), f"the '{brace}' opens here"),))


def unclosed(problem: Problem, page: Page) -> Fault | None:
    brace = page.brace(problem)
    if brace is None or closed(bare(page.rest(problem.begun))):
        return None
    return Fault("unclosed-brace", f"this '{brace}' is never closed", page.span(problem.begun), f"add '{_partner(brace)}'")


def no_comma(problem: Problem, page: Page) -> Fault | None:
    brace = page.brace(problem)
    if brace is None:
        return None
    related = ((page.span(problem.begun), f"the '{brace}' opens here"),)
    number, column = problem.at
    what, help = f"a comma or '{_partner(brace)}' is missing before this", "inside braces, text with ': ' or ', ' needs quotes"
    if re.search(r"'\w$", page.line(number)[: column + 1]):
        what, help = "the quote before this ends the text", "inside single quotes, a quote is written twice: 'it''s'"
    return Fault("missing-comma", what, page.span(problem.at), help, related)


def _partner(brace: str) -> str:
    return CLOSING[OPENING.index(brace)]
