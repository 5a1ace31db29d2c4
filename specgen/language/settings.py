"""What may stand behind a key, read from its JSON Schema: the tables in the docs and in `specgen kinds`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specgen.language.wording import LIMITS, choice, takes
from specgen.records import record

Json = Mapping[str, Any]
FILLS = "#/$defs/filler."
"""How the schema of a key begins that fills a cell."""


CHAPTERS = {
    "keys": "What names a row, and what points at one.",
    "choices": "Values that are listed, and fillers that depend on something.",
    "numbers": "Distributions: of numbers, dates, timestamps and intervals.",
    "time": "Moments and their rhythm.",
    "text": "Names, addresses, codes.",
    "blocks": "What runs along the rows of one parent.",
    "calculated": "What follows from other cells.",
    "structure": "Several values in one cell.",
}
"""The chapters in which fillers stand (`group` of a generator), in order. A group that is not here comes after them."""


def chapters(groups: Iterable[str]) -> dict[str, str]:
    """The chapters of these groups, in order, with what each is about."""
    found = set(groups)
    return {name: CHAPTERS.get(name, "From other packages.") for name in (*CHAPTERS, *sorted(found - set(CHAPTERS))) if name in found}


def plain(default: Any) -> str:
    """A default as it is written in a spec."""
    return str(default).lower() if isinstance(default, bool) else f"{default:g}" if isinstance(default, float) else str(default)


@record
class Setting:
    """One key of a mapping."""

    name: str
    takes: str
    doc: str
    required: bool = False
    default: Any = None
    examples: tuple[Any, ...] = ()


@record
class Form:
    """One way to write a value: what it is and, where it is a mapping with fixed keys, its settings."""

    takes: str
    doc: str
    settings: tuple[Setting, ...] | None = None


def forms(schema: Json, defs: Json) -> list[Form]:
    """Every way to write what a schema allows, mappings first."""
    found: list[Form] = []
    for leaf in _leaves(schema, defs):
        form = _form(leaf, defs)
        found += [] if form in found else [form]
    return sorted(found, key=lambda form: form.settings is None)


def settings(schema: Json, defs: Json) -> tuple[Setting, ...]:
    """The keys of the mapping that a schema allows; none where it allows no mapping with fixed keys."""
    return next((form.settings for form in forms(schema, defs) if form.settings is not None), ())


def allowed(schema: Json, defs: Json) -> str:
    """What may be written where a schema stands, in words: `a number above 0`."""
    whole = _resolved(schema, defs)
    if "title" not in whole and "if" in whole:
        said = whole["else"].get("title") or choice(list(dict.fromkeys(allowed(leaf, defs) for leaf in _leaves(whole, defs))))
        return str(said)
    limits = [f"{words} {whole[key]:g}" for key, words in LIMITS.items() if key in whole and "title" not in whole]
    return f"{takes(dict(whole))} {' and '.join(limits)}".rstrip()


def _form(schema: Json, defs: Json) -> Form:
    properties, required = schema.get("properties"), schema.get("required", ())
    if properties is None:
        return Form(allowed(schema, defs), schema.get("description", ""))
    shown = {name: part for name, part in properties.items() if not part.get("$ref", "").startswith(FILLS)}
    return Form(
        "a mapping", schema.get("description", ""), tuple(_setting(name, part, name in required, defs) for name, part in shown.items())
    )


def _setting(name: str, schema: Json, required: bool, defs: Json) -> Setting:
    whole = {**_resolved(schema, defs), **{word: value for word, value in schema.items() if word != "$ref"}}
    examples = tuple(whole.get("examples", ()))
    return Setting(name, allowed(whole, defs), whole.get("description", ""), required, whole.get("default"), examples)


def _leaves(schema: Json, defs: Json) -> Iterator[Json]:
    """The schemas between which `if` decides; of a schema without one, itself."""
    whole = _resolved(schema, defs)
    if "if" not in whole:
        yield whole
        return
    for branch in ("then", "else"):
        yield from _leaves(whole[branch], defs)


def _resolved(schema: Json, defs: Json) -> Json:
    return _resolved(defs[schema["$ref"].rpartition("/")[2]], defs) if "$ref" in schema else schema
