"""Specs that are damaged at random, the same ones for the same number: for tests that no text takes the reader by surprise."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from specgen.language import fillers
from tests.error_cases import cases

SPECS = Path(__file__).parents[1] / "specs"
LARGE = 0.03
"""The share of mutations that damage a shipped spec; they take ten times as long as the small ones."""

NASTY = [
    "", "~", "null", "true", "yes", "NO", "on", "0", "-1", "1", "0.1", "1e308", "1e999", "-0.0", ".inf", "nan", "007", "0x10", "5_000",
    "1000000000000000", "9" * 40, "9" * 400, "1e18", "100%", "101%", "-5%", "20 %", "2024-02-30", "2024-13-01", "0001-01-01",
    "9999-12-31", "99999-01-01", "2024-01-01 25:00", "12:30", "1h 99999999d", "90 days", "-5 days", "[]", "{}", "[[]]", "[{}]", "{a: b}",
    "[1, a, ~]", "''", "' '", '"\\0"', '"\\u2028"', "'it''s'", "*a", "&a b", "!x y", "@a", "`a`", "%a", "|", ">", "? x", "- a", "# b",
    "a: b", "a #b", "{{ x }}", "${x}", "${", "${1/0}", "${9**9**9}", "${scale}", "'${scale} x'", "${((((1))))}", "decimal(10,2)",
    "decimal(99,2)", "integer[]", "struct(a integer)", "varchar(0)", "varchar(99999999999)", "text", "date", "timestamp(9)", "json",
    "interval", "customers.customer_id", "a.b.c", ".", "..", "a.", "/", "../..", "orders", "is_current", "else", "even", "as_of",
    "x.y = 1",
    "sum(orders.order_id)", "count(x)", "max(a.b", "1 +", "((((((((1))))))))", "'a' || b", "coalesce()", "cast(x as y)", "a = 1 and",
    "/* x",
    "-- x", "[A-Z]{1000000}", "(a|b){9}{9}", "[^a]", "\\", "(", "x{2,1}", "(?=a)", "\\p{L}", "mon-sun", "25", "Ünïcödé",
    "名前", "\U0001f389",
    "\u202e", "é" * 70, "x" * 70, "order id", "select", "1a", "rows", "columns", "uniform", "faker", "en_US", "xx_XX", "utf-8",
]  # fmt: skip
"""Scalars and scraps that mean something somewhere."""

Mutation = Callable[[str, random.Random], str]


@cache
def sources() -> tuple[list[str], list[str]]:
    """The texts to damage: large ones and small ones."""
    faulty, good = [case.text for case in cases()], [case.mended for case in cases()]
    small = [*faulty, *good, *good, *(kind.example for kind in fillers().values() for _ in range(4))]
    return [path.read_text(encoding="utf-8") for path in sorted(SPECS.glob("*.yaml"))], small


def mutated(number: int) -> str:
    """The damaged spec of a number."""
    dice = random.Random(number)
    large, small = sources()
    text = dice.choice(large if dice.random() < LARGE else small)
    for _ in range(dice.choice((1, 1, 1, 1, 2, 4))):
        text = dice.choice(MUTATIONS)(text, dice)
    return text


def _some(text: str, dice: random.Random) -> tuple[list[str], int]:
    """The lines and the number of one of them."""
    lines = text.split("\n")
    return lines, dice.randrange(len(lines))


def _drop_line(text: str, dice: random.Random) -> str:
    lines, at = _some(text, dice)
    return "\n".join(lines[:at] + lines[at + 1 :])


def _repeat_line(text: str, dice: random.Random) -> str:
    lines, at = _some(text, dice)
    to = dice.randrange(len(lines))
    return "\n".join([*lines[:to], lines[at], *lines[to:]])


def _swap_lines(text: str, dice: random.Random) -> str:
    lines, at = _some(text, dice)
    to = dice.randrange(len(lines))
    lines[at], lines[to] = lines[to], lines[at]
    return "\n".join(lines)


def _indent(text: str, dice: random.Random) -> str:
    lines, at = _some(text, dice)
    lines[at] = dice.choice((" ", "  ", "\t", "    ")) + lines[at] if dice.random() < 0.5 else lines[at][1:]
    return "\n".join(lines)


def _truncate(text: str, dice: random.Random) -> str:
    return text[: dice.randrange(len(text) + 1)]


def _change_character(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    new = dice.choice([*"{}[]():,#&*!|>'\"%@`\\-?.~$/ \n\t", "a", "0", "\x07", "\ufeff", "\u00a0", "\U0001f389", "\ue000"])
    return text[:at] + new + text[at + dice.choice((0, 1)) :]


def _drop_characters(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + text[at + dice.choice((1, 2, 5, 20)) :]


def _words(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"[\w.%]+", text))


def _replace_word(text: str, dice: random.Random) -> str:
    """A scalar, or a part of one, by something nasty."""
    words = _words(text)
    if not words:
        return dice.choice(NASTY)
    word = dice.choice(words)
    return text[: word.start()] + dice.choice(NASTY) + text[word.end() :]


def _swap_words(text: str, dice: random.Random) -> str:
    """Keys and values among one another."""
    words = _words(text)
    if len(words) < 2:
        return text
    first, second = sorted(dice.sample(words, 2), key=lambda word: word.start())
    return text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0] + text[second.end() :]


def _replace_value(text: str, dice: random.Random) -> str:
    """What stands behind a colon."""
    values = list(re.finditer(r"(?<=: )[^\n,}\]]+", text))
    if not values:
        return text
    value = dice.choice(values)
    return text[: value.start()] + dice.choice(NASTY) + text[value.end() :]


def _misspell(text: str, dice: random.Random) -> str:
    words = [word for word in _words(text) if len(word[0]) > 2]
    if not words:
        return text
    word = dice.choice(words)
    at = dice.randrange(word.start(), word.end() - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _nest(text: str, dice: random.Random) -> str:
    """A value in many brackets."""
    words = _words(text)
    if not words:
        return text
    word, depth = dice.choice(words), dice.choice((3, 30, 300, 3000))
    opening, closing = dice.choice((("[", "]"), ("{a: ", "}"), ("(", ")"), ("- ", ""), ("not ", "")))
    return text[: word.start()] + opening * depth + word[0] + closing * depth + text[word.end() :]


def _graft(text: str, dice: random.Random) -> str:
    """A few lines of another spec."""
    lines, at = _some(text, dice)
    others, start = _some(dice.choice(sources()[1]), dice)
    return "\n".join(lines[:at] + others[start : start + dice.choice((1, 2, 4))] + lines[at:])


MUTATIONS: Sequence[Mutation] = (
    _drop_line, _repeat_line, _swap_lines, _indent, _truncate, _change_character, _drop_characters, _replace_word, _replace_word,
    _replace_value, _replace_value, _swap_words, _misspell, _nest, _graft,
)  # fmt: skip
