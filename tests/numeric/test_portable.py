"""A pattern is the same language in both databases as its tree and Python's `re` say."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pytest

from specgen.dialects import dialect
from specgen.numeric.portable import may_end_in, portable
from specgen.numeric.regular import parse
from specgen.numeric.spelling import speller
from specgen.render.literals import literal

ASCII = "".join(map(chr, range(0x20, 0x7F)))
PATTERNS = [
    r"SKU-[A-Z]{3}-\d{5}",
    r"\w", r"\s", r".", r"\D", r"\W", r"\S", r"\t", r"\n\r", "\n", "\x01\x7f", "",
    "[^0-9A-Fa-f]", "[^]", r"[^\w]", "[^^]", r"[\d_-]", "[-a]", "[a-]", r"[a\-z]", r"[\]^\\[]", "[[.a.]]", "[+--]",
    "[ -~]", "[a-b-d]", "[\n-\r]", r"[\n-\r]",
    "^ab$", "^a|b$", "a||b", "(a|)", "(){3}", "(|a?){2}", "a{0}b", "a{03}", "(ab){1,2}", "(?:a|bc)(d|ef){0,2}", "((a{2}){3}){4}",
    r"\_\-\{\}\[\]\(\)\|\?\*\+\.\^\$\\\/\"\'\ ", "]}", "it's", "a{255}",
    "é€😀", "[é€😀a]", "[ä-ö]{2}", r"\€", "ﬀ", "K", "\u212a", "(x{0,2}[SL]|M|[0-9]{2}(\\.5)?)", r"\\d", r"[\\d]", "#", "a b # c", "(a )?b",
]  # fmt: skip


def _fits(name: str, ask: Callable[[str], list[tuple[Any, ...]]], regex: str, texts: list[str]) -> list[str]:
    condition = dialect(name).fits.format(text="x", regex=literal(regex))
    values = ", ".join(f"({number}, {literal(text)})" for number, text in enumerate(texts))
    return [texts[number] for (number,) in ask(f"SELECT n FROM (VALUES {values}) AS t(n, x) WHERE {condition} ORDER BY n")]


def _texts(pattern: str) -> list[str]:
    """Strings of the pattern, the same with a character less, more and of another kind, and single characters."""
    tree, chance = parse(pattern), random.Random(1)
    numbers = [chance.randrange(min(tree.size, 2**48)) for _ in range(12)]
    found: list[str] = speller(tree)(np.array(numbers)).to_pylist() if tree.size < 2**62 else ["a" * 20]
    near = [
        text[:at] + new + text[at + drop :]
        for text in found
        for at in (0, len(text) // 2, len(text))
        for new in ("", "a", "\n", "é")
        for drop in (0, 1)
    ]
    near += [text.swapcase() for text in found]
    return sorted({*found, *near, *ASCII, *"\t\n\r\x0b\x7f\x85\xa0²٣K", "", "ab", "aa"})


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_databases_take_the_strings_that_python_takes(name: str, request: pytest.FixtureRequest) -> None:
    ask = request.getfixturevalue("base").ask if name == "postgres" else lambda sql: duckdb.execute(sql).fetchall()
    for pattern in PATTERNS:
        regex, texts = portable(pattern, parse(pattern)), _texts(pattern)
        assert regex is not None, pattern

        assert _fits(name, ask, regex, texts) == [text for text in texts if re.search(regex.removesuffix("$") + r"\Z", text)], pattern


LARGE = ["(a?b?){255}", "(a{1,15}){1,60}", "(a|b?c{0,9}){0,60}"]
"""Which `re` would try for ages."""


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_databases_take_the_largest_patterns(name: str, request: pytest.FixtureRequest) -> None:
    ask = request.getfixturevalue("base").ask if name == "postgres" else lambda sql: duckdb.execute(sql).fetchall()
    for pattern in LARGE:
        assert _fits(name, ask, portable(pattern, parse(pattern)) or "", ["aaa", "aax", "x"]) == ["aaa"], pattern


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_strings_of_a_pattern_fit_it(pattern: str) -> None:
    tree = parse(pattern)
    regex = re.compile(portable(pattern, tree) or "")
    some = np.linspace(0, min(tree.size, 2**40) - 1, 50).astype(np.int64)

    found = speller(tree)(some).to_pylist() if tree.size < 2**62 else []

    assert [text for text in found if not regex.fullmatch(text)] == []


@pytest.mark.parametrize("pattern", ["a{256}", "((){255}){255}", "(a{200}){6}", "a\0"])
def test_what_a_database_would_not_take_has_no_spelling(pattern: str) -> None:
    assert portable(pattern, parse(pattern)) is None


@pytest.mark.parametrize(
    ("pattern", "may"),
    [
        ("a ", True),
        (" a", False),
        ("a( b)?", False),
        ("a (b)?", True),
        ("a| b|c ", True),
        (r"\s{0}a", False),
        ("a{2} {0,3}", True),
        ("", False),
    ],
)
def test_a_blank_at_the_end_is_seen(pattern: str, may: bool) -> None:
    assert may_end_in(parse(pattern), b" ") is may
