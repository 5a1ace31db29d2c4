"""The help that goes with an unknown word: the nearest known one, or all that are possible."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LISTED_AT_MOST = 12

RIVALS: dict[str, tuple[str, ...]] = {
    "accepted_values": ("values",),
    "autoincrement": ("sequence",),
    "categories": ("values",),
    "choice": ("values",),
    "choices": ("values",),
    "constraints": ("checks",),
    "count": ("rows",),
    "depends_on": ("per",),
    "desc": ("description",),
    "end_date": ("to",),
    "entities": ("tables",),
    "enum": ("values",),
    "fields": ("columns",),
    "foreign_key": ("references", "foreign_keys"),
    "formula": ("expr",),
    "gaussian": ("normal",),
    "high": ("max",),
    "locales": ("locale",),
    "low": ("min",),
    "lower": ("min",),
    "models": ("tables",),
    "mu": ("mean",),
    "null": ("nulls",),
    "null_probability": ("nulls",),
    "null_ratio": ("nulls",),
    "nullable": ("nulls",),
    "num_rows": ("rows",),
    "one_of": ("values",),
    "oneof": ("values",),
    "parameters": ("params",),
    "parent": ("per", "references"),
    "pk": ("primary_key",),
    "probabilities": ("weights", "values"),
    "properties": ("columns",),
    "provider": ("faker",),
    "random_state": ("seed",),
    "ref": ("references",),
    "regex": ("pattern",),
    "serial": ("sequence",),
    "size": ("rows",),
    "sql": ("expr",),
    "start_date": ("from",),
    "std": ("stddev",),
    "sd": ("stddev",),
    "upper": ("max",),
    "value": ("constant", "values"),
    "variables": ("params",),
    "vars": ("params",),
    "version": ("specgen",),
    "weights": ("values",),
}
"""Words of other tools, and what the same thing is called here."""


def nearest(word: str, known: Iterable[str], rivals: dict[str, tuple[str, ...]] = RIVALS) -> str | None:
    """The known word that was probably meant: another tool's word for it, else the closest spelling, else none."""
    candidates = {other.lower(): other for other in reversed(list(known))}
    plain = word.strip().lower()
    if plain in candidates:
        return candidates[plain]
    for meant in rivals.get(plain, ()):
        if meant in candidates:
            return candidates[meant]
    close = difflib.get_close_matches(plain, list(reversed(candidates)), n=1, cutoff=0.7)
    return candidates[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The help text for an unknown word: "did you mean 'exponent'?", the list of what is possible when short, or nothing."""
    names = list(known)
    meant = nearest(word, names)
    if meant is not None:
        return f"did you mean '{meant}'?"
    return f"possible: {', '.join(names)}" if 0 < len(names) <= LISTED_AT_MOST else ""
