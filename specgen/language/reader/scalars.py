"""What an unquoted scalar is: a number, true, false, null or text."""

from __future__ import annotations

import re
from math import isfinite

from specgen.nodes import Scalar

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,299})")
_POWER = re.compile(r"([-+]?[1-9][0-9]{0,18})[eE]\+?([0-9]|1[0-8])")
_REAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_HALF = re.compile(r"[\ud800-\udfff]")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}


def scalar(text: str) -> Scalar:
    """An unquoted scalar as YAML 1.2's core schema has it, without octal and hexadecimal.

    Leading zeros (`007`), underscores (`5_000`), `.inf` and `.nan` stay text; `1e6` is a whole number.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if power := _POWER.fullmatch(text):
        return int(power[1] + int(power[2]) * "0")
    return float(text) if _REAL.fullmatch(text) and isfinite(float(text)) else text


def whole(text: str) -> bool:
    """Whether it is characters only: a surrogate is half of one, from an escape such as `\\ud83d` or a byte that was no UTF-8."""
    return text.isascii() or _HALF.search(text) is None


HALF = ("control-character", "half a character (a surrogate) is not text", 'write the whole one, such as "\\U0001F600"')
"""Code, message and help of what is not `whole`."""
