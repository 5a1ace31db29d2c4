"""A SpecError as people read it in a terminal, and as editors read it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specgen.errors import Fault, Span, SpecError

TAB = "    "
RED, BLUE, CYAN, BOLD, PLAIN = "\033[1;31m", "\033[1;34m", "\033[36m", "\033[1m", "\033[0m"
LONGEST_LINE = 160
WIDTHLESS = ("Mn", "Me", "Cf")
"""Unicode categories that take no room of their own: accents, variation selectors, joiners."""


def render(error: SpecError, color: bool = False, sources: Mapping[str, str] | None = None) -> str:
    """Every fault with its line, a caret under the place, and the help; `sources` holds texts that are in no file."""
    pages = _Pages(sources or {})
    blocks = ["\n".join(_fault(fault, pages, _Ink(color))) for fault in error.faults]
    if len(blocks) > 1:
        blocks.append(f"{len(blocks)} faults")
    return "\n\n".join(blocks)


def as_json(error: SpecError) -> list[dict[str, Any]]:
    """Each fault as a mapping, for editors and CI: code, message, help, place (1-based, end exclusive) and related places."""
    return [
        {
            "code": fault.code,
            "message": fault.message,
            "help": fault.help,
            **_place(fault.span),
            "related": [{"message": note, **_place(span)} for span, note in fault.related],
        }
        for fault in error.faults
    ]


class _Pages:
    """The lines of the sources, each file read once."""

    def __init__(self, sources: Mapping[str, str]):
        self._lines = {name: text.splitlines() for name, text in sources.items()}

    def line(self, span: Span) -> str | None:
        if not span.line:
            return None
        if span.file not in self._lines:
            self._lines[span.file] = _read(span.file)
        lines = self._lines[span.file]
        return lines[span.line - 1] if span.line <= len(lines) else "" if lines else None


def _read(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []


class _Ink:
    """Colours text, or leaves it as it is."""

    def __init__(self, color: bool):
        self._color = color

    def __call__(self, style: str, text: str) -> str:
        return f"{style}{text}{PLAIN}" if self._color and text else text


def _fault(fault: Fault, pages: _Pages, ink: _Ink) -> list[str]:
    place = f"{fault.span}: " if fault.span else ""
    spans = [span for span in (fault.span, *(span for span, _ in fault.related)) if span]
    gutter = max((len(str(span.line)) for span in spans), default=1)
    lines = [f"{ink(BOLD, place)}{ink(BOLD, fault.message)} {ink(RED, f'[{fault.code}]')}"]
    if fault.span:
        lines += _frame(fault.span, gutter, pages, ink, RED)
    if fault.help:
        lines.append(_note("help", fault.help, gutter, ink))
    for span, note in fault.related:
        lines.append(_note("note", f"{note}: {span}", gutter, ink))
        lines += _frame(span, gutter, pages, ink, BLUE)
    return lines


def _note(title: str, text: str, gutter: int, ink: _Ink) -> str:
    first, *rest = text.splitlines()
    indent = "\n" + " " * (gutter + 5 + len(title))
    return f"{' ' * gutter} {ink(BLUE, '=')} {ink(CYAN, title + ':')} {indent.join([first, *rest])}"


def _frame(span: Span, gutter: int, pages: _Pages, ink: _Ink, style: str) -> list[str]:
    source = pages.line(span)
    if source is None:
        return []
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(source.rstrip())
    source, start, end = _window(source, start, end)
    carets = "^" * max(_width(source[start:end]), 1)
    bar = ink(BLUE, "|")
    return [
        f"{' ' * gutter} {bar}",
        f"{ink(BLUE, str(span.line).rjust(gutter))} {bar} {source.replace(chr(9), TAB)}".rstrip(),
        f"{' ' * gutter} {bar} {' ' * _width(source[:start])}{ink(style, carets)}",
    ]


def _window(source: str, start: int, end: int) -> tuple[str, int, int]:
    """What is shown of a line: all of it, or of a long one the part around the place."""
    if len(source) <= LONGEST_LINE:
        return source, start, end
    left = max(start - LONGEST_LINE // 3, 0)
    part = source[left : left + LONGEST_LINE]
    before, behind = "…" if left else "", "…" if left + LONGEST_LINE < len(source) else ""
    return f"{before}{part}{behind}", start - left + len(before), min(end - left + len(before), len(before) + len(part))


def _width(text: str) -> int:
    """How many terminal cells a text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if character == "\t":
        return len(TAB)
    if unicodedata.category(character) in WIDTHLESS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"file": None, "line": None, "column": None, "end_line": None, "end_column": None}
    return {"file": span.file, "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}
