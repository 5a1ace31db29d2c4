"""Texts: a provider of Faker that has the column's very name, a pattern, or words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from specgen.drafting.rules import Length, Like
from specgen.drafting.sketch import Sketch
from specgen.numeric.readings import unambiguous
from specgen.numeric.regular import PatternError, Tree, parse
from specgen.numeric.spelling import speller
from specgen.types import Type
from specgen.vocabularies import NotAPhrase, Phrase, lengths, phrase, providers

LOCALE = "en_US"
_LONGEST = 200
_SENTENCE = 20
"""A text that is longer than this is no word."""
_SAMPLES = 25
_MAILS = ("email", "company_email", "free_email", "safe_email", "ascii_email")
_NO_WORDS = ("bothify", "format", "hexify", "lexify", "numerify", "parse", "pystruct", "slug", "text", "texts")
"""Providers that need a text to work on, and those that are no phrases and take seconds to say so."""

TRIED = (
    "[a-z]{8}", "[A-Z]{6}", r"[A-Z]{3}\d{5}", r"\d{8}", r"[a-z]{5,9}@example\.com", r"https://example\.com/[a-z]{8}", "[A-Z][a-z]{4,8}",
    r"\d{5}", r"\d{4}", r"\+1555\d{7}", r"[a-z]{3}\d{5}", "[a-z]{4}-[a-z]{4}", "[A-Z]{4}-[A-Z]{4}", r"/[a-z]{4}/[a-z]{4}", "#[0-9a-f]{6}",
    "[0-9a-f]{32}", "[A-Z]{3}", "[a-z]{3}", "[A-Z]{2}", "[a-z]{2}", "[A-Z]", "[a-z]", r"\d",
)  # fmt: skip
"""Patterns whose texts are all of one shape, for rules that are tried."""


def tree(pattern: str) -> Tree | None:
    """The tree of a pattern, None for what the filler `pattern` does not take."""
    try:
        return parse(pattern)
    except PatternError:
        return None


def samples(pattern: str) -> list[str]:
    """Texts from all over a pattern."""
    found = parse(pattern)
    numbers = np.unique(np.linspace(0, min(found.size, 1 << 60) - 1, _SAMPLES).astype(np.int64))
    return [str(text) for text in speller(found)(numbers).to_pylist()]


def limits(sketch: Sketch, name: str, type: Type) -> tuple[int, int]:
    """How many characters a text has at least and at most."""
    low, high = 1, type.length or _LONGEST
    for rule in sketch.rules:
        if isinstance(rule, Length) and rule.column == name:
            exact = rule.value + (rule.sign == ">") - (rule.sign == "<")
            low = max(low, exact) if rule.sign in ("=", ">", ">=") else low
            high = min(high, exact) if rule.sign in ("=", "<", "<=") else high
    return low, max(low, high)


def fits(pattern: str, low: int, high: int) -> bool:
    """Whether a pattern is one that the filler takes, and its texts are that long."""
    found = tree(pattern)
    return found is not None and low <= found.lengths[0] and found.lengths[1] <= high and found.size <= 1 << 60


def like(sketch: Sketch, name: str) -> str | None:
    """The regular expression that a rule asks for."""
    return next((rule.regex for rule in sketch.rules if isinstance(rule, Like) and rule.column == name), None)


def filler(sketch: Sketch, name: str, type: Type) -> tuple[str, str]:
    """The kind and setting that fill a column with text."""
    low, high = limits(sketch, name, type)
    pattern = sketch.patterns.get(name) or like(sketch, name)
    if pattern is not None:
        return "pattern", pattern
    if name in sketch.distinct:
        return "pattern", numbered(name, low, high, sketch.rows.most)
    if (found := provider(name)) is not None and low <= lengths(found)[0] and lengths(found)[1] <= high:
        return "faker", name
    if (seen := _seen(sketch, name, low, high)) is not None:
        return seen
    for words in ("sentence", "word"):
        made = phrase(LOCALE, words)
        if low <= lengths(made)[0] and lengths(made)[1] <= high and (words == "word" or high >= _LONGEST):
            return "faker", words
    return "pattern", f"[A-Z]{{{high}}}" if low == high or high < 4 else f"[A-Z][a-z]{{{max(low - 1, 2)},{min(high, max(low, 9)) - 1}}}"


def _seen(sketch: Sketch, name: str, low: int, high: int) -> tuple[str, str] | None:
    """The filler for texts of about the lengths that the rows show, where the limits let them."""
    seen = sketch.column(name).seen
    if seen is None or not low <= max(seen.lengths[0], 1) <= seen.lengths[1] <= high:
        return None
    least, most = max(seen.lengths[0], 1), seen.lengths[1]
    words = "sentence" if most >= _SENTENCE else "word"
    spoken = lengths(phrase(LOCALE, words))
    if least < most and low <= spoken[0] and spoken[1] <= high:
        return "faker", words
    if least == most:
        return "pattern", f"[A-Z]{{{most}}}"
    return "pattern", f"[A-Z][a-z]{{{least - 1},{most - 1}}}"


def provider(name: str) -> Phrase | None:
    """The phrase of a provider of that name."""
    if name in _NO_WORDS or name not in providers(LOCALE):
        return None
    try:
        return phrase(LOCALE, name)
    except NotAPhrase:
        return None


def numbered(name: str, low: int, high: int, rows: int) -> str:
    """A pattern with texts enough that no two rows need the same; letters of one case, so that they differ in any case."""
    return next(pattern for pattern in _roomy(name, low, high) if fits(pattern, low, high) and parse(pattern).size >= rows)


def room(high: int) -> int:
    """How many different texts there may be, up to some that are enough."""
    return int(36 ** min(high, 8))


def _roomy(name: str, low: int, high: int) -> Iterator[str]:
    if name in _MAILS:
        yield r"[a-z]{6}\d{3}@example\.com"
    yield r"[A-Z]{3}-\d{5}"
    yield f"[A-Z]{{{min(max(low, 8), high)}}}"
    yield f"[A-Z0-9]{{{min(max(low, 8), high)}}}"
    yield f"[A-Z0-9]{{{high}}}"


def size(pattern: str) -> int:
    """How many texts of a pattern can be numbered."""
    found = tree(pattern)
    return found.size if found is not None and unambiguous(found) else 0
