"""A text in which what a syntax error names is made harmless, so that what stands behind it can be read too."""

from __future__ import annotations

import re
from collections.abc import Callable

from specgen.errors import Fault, Span
from specgen.language.syntax import lines

MASK = "\ue000"
"""Stands for each character of a value that is a fault: it is for private use, and a text that uses it is not masked."""

_WORD = re.compile(r"(\s*(?:- +)*)([\w-]+)[: ]*")


def masked(text: str, fault: Fault) -> str | None:
    """The text without what the fault covers, each line as long as before or longer; None where nothing behind can be trusted."""
    mask = MASKS.get(fault.code)
    if mask is None or fault.span is None:
        return None
    changed = "\n".join(mask(lines(text), fault.span))
    return None if changed == text else changed


def _value(page: list[str], span: Span) -> list[str]:
    return _replaced(page, span, MASK * (span.end_column - span.column))


def _space(page: list[str], span: Span) -> list[str]:
    return _replaced(page, span, " ")


def _replaced(page: list[str], span: Span, by: str) -> list[str]:
    line = page[span.line - 1]
    at = span.column - 1
    return [*page[: span.line - 1], line[:at] + by + line[at + len(by) :], *page[span.line :]]


def _tabs(page: list[str], span: Span) -> list[str]:
    """One space for each tab that indents, in all lines, so that lines that were alike stay alike."""
    if page[span.line - 1][: span.column].strip():
        return _space(page, span)
    return [re.sub(r"^\s+", lambda found: " " * len(found[0]), line) for line in page]


def _key(page: list[str], span: Span) -> list[str]:
    """A line that lacks its colon: its first word is a key, the rest its value."""
    word = _WORD.match(page[span.line - 1])
    line = f"{word[1]}{word[2]}: {MASK}" if word else ""
    return [*page[: span.line - 1], line, *page[span.line :]]


def _first_document(page: list[str], span: Span) -> list[str]:
    return page[: span.line - 1]


MASKS: dict[str, Callable[[list[str], Span], list[str]]] = {
    "bad-escape": _value,
    "control-character": _value,
    "missing-colon": _key,
    "needs-quotes": _value,
    "tab": _tabs,
    "two-documents": _first_document,
    "unknown-alias": _value,
    "unknown-tag": _value,
    "unopened-brace": _space,
}
"""For each fault that covers a known stretch of text, how it is masked."""
