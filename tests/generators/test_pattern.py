"""`pattern`: strings alike likely, different where they have to be, refused where they cannot."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from scipy import stats

from specgen.generators.pattern import Pattern
from specgen.language.model import Reading
from specgen.types import parse_type
from tests import worlds


def _cells(rows: int, regex: str, more: str = "") -> list[str]:
    return worlds.cells(worlds.table(rows, f"x: {{type: text, pattern: '{regex}'{more}}}"), "x")


@pytest.mark.parametrize("regex", [r"[abc]", r"(a|b{1,2}|c[de])", r"x{0,3}", r"(N|S)[1-3]?"])
def test_every_string_is_as_likely_as_any_other(regex: str) -> None:
    counts = Counter(_cells(20_000, regex))

    assert all(re.fullmatch(regex, text) for text in counts)
    assert stats.chisquare(list(counts.values())).pvalue > 1e-5


def test_unique_strings_use_up_the_pattern_and_one_more_row_is_refused_with_both_figures() -> None:
    found = _cells(60, r"(A|BC)-[0-2]\d", ", unique: true")

    assert len(set(found)) == 60
    assert found != sorted(found)
    refused = worlds.fault(lambda: _cells(61, r"(A|BC)-[0-2]\d", ", unique: true"))
    assert (refused.code, "60 strings, and 61 rows" in refused.message) == ("impossible-value", True)


@pytest.mark.parametrize("regex", ["[A-Z]{3}[0-9]{30}", "[0-9a-f]{32}", "k[a-z]{8,14}", "(ab|[cd]{2}){1,9}-[0-9]{60}", "[a-z]{10,16}"])
@pytest.mark.parametrize("unique", ["true", "false"])
def test_patterns_of_more_strings_than_64_bits_number_are_made_too(regex: str, unique: str) -> None:
    found = _cells(500, regex, f", unique: {unique}")

    assert len(set(found)) == 500
    assert [text for text in found if not re.fullmatch(regex, text)] == []
    assert len(set(found[0])) > 3 or len(found[0]) < 10


def test_exact_strings_come_equally_often() -> None:
    assert set(Counter(_cells(1000, "[a-e][12]", ", exact: true")).values()) == {100}


def test_a_pattern_needs_no_type_and_keeps_its_rows_when_the_table_grows() -> None:
    few, many = (worlds.cells(worlds.table(rows, r"x: {unique: true, pattern: '\d{3}é'}"), "x") for rows in (40, 80))

    assert many[:40] == few
    assert len(set(many)) == 80


def test_a_fault_points_at_its_character() -> None:
    refused = worlds.fault(lambda: worlds.table(10, "x: {type: text, pattern: 'ab*'}"))

    assert refused.span is not None
    assert (refused.code, refused.span.column) == ("endless-pattern", len("      x: {type: text, pattern: 'ab") + 1)


@pytest.mark.parametrize(
    ("type", "regex", "checked"),
    [
        ("text", "[a-z ]{4}", True),
        ("char(8)", r"[A-Z]{2,4} \d?x", True),
        ("char(8)", "[A-Z ]{2,4}", False),  # PostgreSQL pads with blanks
        ("text", "a{300}", False),  # PostgreSQL counts to 255
    ],
)
def test_databases_judge_the_cells_where_they_read_the_pattern_alike(type: str, regex: str, checked: bool) -> None:
    column = Pattern(regex)

    promised = list(column.expect(Reading("items", "x", parse_type(type), exact=False, unique=False, parent=None)))

    assert [each.check for each in promised] == ["pattern"] * checked
