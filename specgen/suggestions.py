"""The help that goes with an unknown word: the nearest known one, another tool's word for it, or all that are possible."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from specgen import rivals

LISTED_AT_MOST = 12
ALIKE = 0.65
"""How alike two spellings are that may be one word: mox and max are, size and since are not."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is only spelt otherwise, if there is one."""
    candidates = {other.lower(): other for other in reversed(list(known))}
    plain = word.strip().lower()
    close = difflib.get_close_matches(plain, list(reversed(candidates)), n=1, cutoff=ALIKE)
    begun = [other for other in candidates if len(other) > 2 < len(plain) and (other.startswith(plain) or plain.startswith(other))]
    return candidates[[*close, *begun][0]] if close or len(begun) == 1 else None


def meant(key: str, known: Iterable[str]) -> str | None:
    """The key that was probably meant: another tool's word for it, else the closest spelling, else none."""
    names = list(known)
    if key in names:
        return key
    said = [here[key.lower()] for here in rivals.KEYS.values() if key.lower() in here]
    words = {one for phrase in said for one in phrase.split("|")}
    return next((name for name in names if name in words), None) or (None if said else nearest(key, names))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The help for an unknown name: "did you mean 'orders'?", the list of what is possible when short, or nothing."""
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f"did you mean '{near}'?"
    return f"possible: {', '.join(names)}" if 0 < len(names) <= LISTED_AT_MOST else ""


def key_help(key: str, known: Iterable[str]) -> str:
    """The help for an unknown key: what another tool's word is here, else as for a name."""
    names = list(known)
    exact = next((name for name in names if name.lower() == key.strip().lower()), None)
    if exact is not None:
        return f"did you mean '{exact}'?"
    return rivals.phrase(key, set(names), rivals.KEYS) or did_you_mean(key, names)


_WAYS = {
    "integer": "`sequence`, `permutation` and `uniform: {min: …, max: …}` give different numbers",
    "decimal": "`uniform: {min: …, max: …}` gives different numbers, as many as there are between the two",
    "date": "`uniform: {min: …, max: …}` gives different days, and `rows: {each: day, …}` one a row",
    "timestamp": "`uniform: {min: …, max: …}` gives different times, and `rows: {each: hour, …}` one a row",
    "text": "`pattern`, `values` without repeats, or an expr that ends in a unique column, as name || ' ' || id, is unique",
    "uuid": "`uuid` gives different ones",
}


def unique_ways(kind: str) -> str:
    """The help where a column is to be unique and its filler cannot promise it: what can, for a type of this kind."""
    return _WAYS.get(kind, "no filler of this type promises it; number the rows in a column of their own with `sequence`")


def said_and_help(wrong: Exception) -> tuple[str, str]:
    """What is wrong and what to try, of an error that says both in a line, with a semicolon between."""
    said, _, help = str(wrong).split("\n")[0].partition("; ")
    return said, help
