"""Writes the spec: YAML that a person goes on with."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from specgen.drafting.sketch import Line

WIDTH = 132
_NOTES_AT = 84
_PLAIN = re.compile(r"[^\W\d][\w .()+*<>=/|-]*|\d+(\.\d+)?%")
_CLOSED = re.compile(r"[^()]*(\([^()]*\)[^()]*)*")
"""Each parenthesis is closed before the next opens: else a comma behind the text would seem to be in it."""
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"}


class Raw(str):
    """A text that is written as it is."""


def scalar(value: Any) -> str:
    """A scalar as YAML, which may stand inside braces."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Raw | int | Decimal | date):
        return str(value)
    return _text(str(value).replace("${", "$${"))


def _text(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and _CLOSED.fullmatch(text) and text.lower() not in _WORDS and text == text.strip() and " #" not in text
    if plain:
        return text
    if not text.isprintable():
        return '"' + "".join(_escaped(character) for character in text) + '"'
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\u{ord(character):04x}" if ord(character) < 1 << 16 else f"\\U{ord(character):08x}"


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def entry(name: str, value: Any, indent: int) -> list[str]:
    """A key with its value: on one line where there is room, else spread over several."""
    space, key = " " * indent, scalar(name)
    line = f"{space}{key}: {flow(value)}"
    if len(line) <= WIDTH:
        return [line]
    if isinstance(value, Mapping):
        return [f"{space}{key}:", *(part for inner, of in value.items() for part in entry(inner, of, indent + 2))]
    if isinstance(value, list | tuple) and all(isinstance(part, Mapping) for part in value):
        return [f"{space}{key}:", *(line for part in value for line in item(part, indent + 2))]
    if isinstance(value, list | tuple):
        return _spread(f"{space}{key}: ", [flow(part) for part in value], indent + 2)
    if isinstance(value, str) and "\n" not in value and value == " ".join(value.split()):
        folded = textwrap.wrap(value.replace("${", "$${"), WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
        return [f"{space}{key}: >-", *(f"{space}  {part}" for part in folded)]
    return [line]


def item(value: Mapping[str, Any], indent: int) -> list[str]:
    """An item of a list: on one line where there is room, else its keys one below the other."""
    line = f"{' ' * indent}- {flow(value)}"
    if len(line) <= WIDTH:
        return [line]
    lines = [part for key, of in value.items() for part in entry(key, of, indent + 2)]
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def _spread(head: str, parts: Sequence[str], indent: int) -> list[str]:
    """A list over several lines."""
    lines, line = [], f"{head}["
    for number, part in enumerate(parts):
        piece = part + (", " if number + 1 < len(parts) else "]")
        if len(line) + len(piece) > WIDTH:
            lines.append(line.rstrip())
            line = " " * indent
        line += piece
    return [*lines, line]


def columns(lines: Sequence[Line], indent: int) -> Iterator[str]:
    """The columns of a table, their notes one below the other."""
    space = " " * indent
    written = [(_column(line, indent), line.note) for line in lines]
    at = max((len(text[0]) for text, note in written if note and text and len(text[0]) <= _NOTES_AT), default=0)
    for line, (text, note) in zip(lines, written, strict=True):
        if not text:
            yield f"{space}# {line.name} is left out: {note}"
            continue
        head = f"{text[0].ljust(at)}   # {note}" if note else text[0]
        if len(head) > WIDTH + 8:
            yield f"{space}# {line.name}: {note}"
            head = text[0]
        yield from (head, *text[1:])


def _column(line: Line, indent: int) -> list[str]:
    if not line.settings:
        return []
    only = next(iter(line.settings.values()))
    return entry(line.name, only if [*line.settings] == ["type"] else line.settings, indent)


def comment(text: str, indent: int) -> Iterator[str]:
    """A comment over as many lines as it needs."""
    space = " " * indent
    yield from (f"{space}# {part}" for part in textwrap.wrap(text, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False))
