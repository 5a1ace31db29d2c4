"""Every key of the language says what it takes and what it is for: editors, docs and `specgen kinds` read it from the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from specgen.language.load import fillers
from specgen.language.schema import json_schema
from specgen.language.settings import FILLS, chapters, forms, settings
from specgen.parameters import Filler

SCHEMA = json_schema(fillers())
DEFS = SCHEMA["$defs"]


def keys(part: Any, trail: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every mapping, with its schema, as `defs.table.then.rows`."""
    if isinstance(part, list):
        for item in part:
            yield from keys(item, trail)
    if isinstance(part, dict):
        asked = part.get("properties", {})
        yield from ((f"{trail}.{name}", schema) for name, schema in asked.items() if part.get("additionalProperties") is False)
        for name, inner in part.items():
            yield from keys(inner, f"{trail}.{name}" if name != "properties" else trail)


def found(schema: dict[str, Any], word: str) -> Any:
    target = schema.get("$ref", "").rpartition("/")[2]
    return schema.get(word) or DEFS.get(target, {}).get(word)


def test_every_key_says_what_it_is_for() -> None:
    known = dict(keys(SCHEMA))

    silent = [name for name, schema in known.items() if not found(schema, "description") and not schema.get("$ref", "").startswith(FILLS)]
    assert len(known) > 200
    assert silent == []


def test_every_example_and_default_may_be_written() -> None:
    wrong = []
    for name, schema in keys(SCHEMA):
        written = [*schema.get("examples", ()), *([schema["default"]] if "default" in schema else [])]
        wrong += [(name, value) for value in written if not Draft202012Validator({**schema, "$defs": DEFS}).is_valid(value)]

    assert wrong == []


def test_a_filler_has_a_mapping_a_short_form_or_both() -> None:
    to, *_ = settings(DEFS["filler.references"], DEFS)

    assert (to.name, to.required, to.takes) == ("to", True, "a key such as customers.customer_id")
    assert [form.takes for form in forms(DEFS["filler.references"], DEFS)[1:]] == [
        "a list of a key's columns",
        "a key such as customers.customer_id",
    ]
    assert [form.takes for form in forms(DEFS["filler.values"], DEFS)] == [
        "a mapping",
        "a list of values",
        "weights such as {a: 70, b: 30}",
    ]


def test_what_a_parameter_takes_is_said_with_its_limits_and_default() -> None:
    growth = next(setting for setting in settings(DEFS["filler.time"], DEFS) if setting.name == "growth")

    assert (growth.takes, growth.default, growth.required) == ("a number above 0", 1.0, False)


def test_a_filler_of_no_chapter_stands_behind_all_others() -> None:
    class Plain(Filler):
        """A filler that says no more than it has to."""

    assert list(chapters([Plain.group, "text", "keys"])) == ["keys", "text", "more"]
