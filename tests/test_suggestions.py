"""What is said of a word that means nothing here."""

from __future__ import annotations

import pytest

from specgen import rivals
from specgen.expressions import FUNCTIONS
from specgen.language import fillers
from specgen.language.schema import json_schema
from specgen.suggestions import did_you_mean, key_help, meant, nearest
from specgen.types import parse_type


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("exponnt", ["exponent", "max"], "exponent"),
        ("mox", ["min", "max"], "max"),
        ("ROWS", ["rows"], "rows"),
        ("count", ["per", "count"], "count"),
        ("zebra", ["rows", "columns"], None),
    ],
)
def test_the_nearest_word_is_a_near_spelling(word: str, known: list[str], expected: str | None) -> None:
    assert nearest(word, known) == expected


@pytest.mark.parametrize(
    ("key", "known", "expected"),
    [
        ("fields", ["rows", "columns"], "columns"),
        ("count", ["rows", "columns"], "rows"),
        ("minValue", ["min", "max"], "min"),
        ("friends", ["rows", "columns"], None),
        ("colums", ["rows", "columns"], "columns"),
    ],
)
def test_the_key_that_was_meant_is_another_tools_word_or_a_near_spelling(key: str, known: list[str], expected: str | None) -> None:
    assert meant(key, known) == expected


@pytest.mark.parametrize(
    ("key", "known", "help"),
    [
        ("fields", ["rows", "columns"], "`fields` is a word of Snowfakery; here it is `columns`"),
        ("Rows", ["rows"], "did you mean 'rows'?"),
        ("friends", ["rows"], "`friends` is a word of Snowfakery; here it is a table of its own, with `rows: {per: …, count: …}`"),
        ("colums", ["rows", "columns"], "did you mean 'columns'?"),
    ],
)
def test_the_help_says_whose_word_a_key_is(key: str, known: list[str], help: str) -> None:
    assert key_help(key, known) == help


def test_where_no_word_is_near_a_short_list_is_shown() -> None:
    assert did_you_mean("zebra", ["min", "max"]) == "possible: min, max"
    assert did_you_mean("zebra", [f"a{number}" for number in range(30)]) == ""


def _keys(schema: object) -> set[str]:
    """Every key that a spec may have somewhere."""
    if isinstance(schema, list):
        return set().union(*map(_keys, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})) | set().union(*map(_keys, schema.values()))


def _ours(words: dict[str, dict[str, str]]) -> list[str]:
    return [
        one for here in words.values() for said in here.values() if all(map(str.isidentifier, said.split("|"))) for one in said.split("|")
    ]


def test_the_word_that_is_here_exists() -> None:
    assert set(_ours(rivals.KEYS)) - _keys(json_schema(fillers())) == set()
    assert set(_ours(rivals.FUNCTIONS)) - {*FUNCTIONS, "as_of"} == set()
    assert [parse_type(word).sql for word in _ours(rivals.TYPES)] != []


def test_no_word_of_another_tool_is_one_of_ours() -> None:
    assert {word for here in rivals.TYPES.values() for word in here} & {"text", "integer", "bigint", "date", "json"} == set()
    assert {word for here in rivals.FUNCTIONS.values() for word in here} & set(FUNCTIONS) == set()
