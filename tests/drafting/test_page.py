"""YAML that says what it was asked to say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.drafting import page
from specgen.drafting.sketch import Line
from specgen.language.placeholders import resolve
from specgen.language.reader import read

AWKWARD = [
    "", " ", "no", "NO", "1.0", "1e3", "~", "null", "it's", '"', "a: b", "a #b", "#a", "- a", "a, b", "[a]", "{a}", "${x}", "$${x}",
    "a\nb", "\t", "%", "@x", "`", "é", "10%", "x" * 300, "\\d", "'", "a'b\"c", "?", "!x", "&x", "*x", "|", ">", "x:", ":x", "-", "--- x",
]  # fmt: skip


def read_back(lines: list[str]) -> object:
    faults: list[object] = []
    root, _params = resolve(read("\n".join(lines) + "\n", faults), faults)  # type: ignore[arg-type]
    assert faults == []
    return root.plain


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert read_back(page.entry("key", {"a": text, "b": [text, text]}, 0)) == {"key": {"a": text, "b": [text, text]}}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert read_back(page.entry("key", [text, text], 0)) == {"key": [text, text]}


@pytest.mark.parametrize("name", ["no", "NO", "on", "null", "x", "größe", "y"])
def test_a_key_may_be_any_name(name: str) -> None:
    assert read_back(page.entry(name, {name: "x"}, 0)) == {name: {name: "x"}}


def test_scalars_are_written_by_their_kind() -> None:
    assert page.flow([None, True, 3, Decimal("0.10"), "x"]) == "[null, true, 3, 0.10, x]"


def test_a_long_list_goes_over_several_lines() -> None:
    words = [f"word {number}" for number in range(60)]

    lines = page.entry("values", words, 4)

    assert max(map(len, lines)) <= page.WIDTH
    assert read_back([line[4:] for line in lines]) == {"values": words}


def test_notes_stand_one_below_the_other() -> None:
    lines = [Line("a", {"type": "integer"}, "one"), Line("bcd", {"type": "text", "faker": "name"}, "two"), Line("e", {}, "three")]

    assert list(page.columns(lines, 2)) == [
        "  a: integer                       # one",
        "  bcd: {type: text, faker: name}   # two",
        "  # e is left out: three",
    ]
