"""How faults look in a terminal and to an editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.diagnostics import as_json, render
from specgen.errors import Fault, Span, SpecError

SHOP = "tables:\n  a: 1\n    zipf: {exponnt: 1.2, exponent: 0.5}\n"


def shown(*faults: Fault, text: str = SHOP) -> str:
    return render(SpecError(faults), sources={"shop.yaml": text})


def span(line: int, column: int, end: int, end_line: int | None = None) -> Span:
    return Span("shop.yaml", line, column, end_line or line, end)


def test_a_fault_has_its_line_a_caret_and_the_help() -> None:
    fault = Fault("unknown-key", "unknown key 'exponnt' in zipf", span(3, 12, 19), "did you mean 'exponent'?")

    assert shown(fault).splitlines() == [
        "shop.yaml:3:12: unknown key 'exponnt' in zipf [unknown-key]",
        "  |",
        "3 |     zipf: {exponnt: 1.2, exponent: 0.5}",
        "  |            ^^^^^^^",
        "  = help: did you mean 'exponent'?",
    ]


def test_related_places_follow_and_the_gutter_is_as_wide_as_the_widest_line_number() -> None:
    text = "a: 1\n" + "\n" * 8 + "a: 2"
    fault = Fault("duplicate-key", "'a' is defined twice", span(10, 1, 2), "", ((span(1, 1, 2), "first defined here"),))

    assert shown(fault, text=text).splitlines() == [
        "shop.yaml:10:1: 'a' is defined twice [duplicate-key]",
        "   |",
        "10 | a: 2",
        "   | ^",
        "   = note: first defined here: shop.yaml:1:1",
        "   |",
        " 1 | a: 1",
        "   | ^",
    ]


def test_several_faults_are_in_file_order_and_counted() -> None:
    faults = [Fault("one", "later", span(3, 5, 9)), Fault("two", "earlier", span(1, 1, 7)), Fault("three", "nowhere")]

    blocks = shown(*faults).split("\n\n")

    assert [block.splitlines()[0] for block in blocks] == [
        "nowhere [three]",
        "shop.yaml:1:1: earlier [two]",
        "shop.yaml:3:5: later [one]",
        "3 faults",
    ]


@pytest.mark.parametrize(
    ("line", "word", "indent", "width"),
    [
        ("a: \tb", "b", 7, 1),
        ("名前: b", "b", 6, 1),
        ("a: '名前'", "'名前'", 3, 6),
        ("a: 🎉 b", "b", 6, 1),
        ("a: e\u0301e\u0301 b", "b", 6, 1),
    ],
)
def test_carets_stand_under_their_text_whatever_its_width(line: str, word: str, indent: int, width: int) -> None:
    start = line.index(word) + 1

    caret = shown(Fault("any", "any", span(1, start, start + len(word))), text=line).splitlines()[3]

    assert caret == "  | " + " " * indent + "^" * width


def test_a_span_of_several_lines_shows_its_first() -> None:
    assert shown(Fault("any", "any", span(1, 1, 4, end_line=3))).splitlines()[2:] == ["1 | tables:", "  | ^^^^^^^"]


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    line = "x" * 300 + "here" + "y" * 300

    _, _, source, caret = shown(Fault("any", "any", span(1, 301, 305)), text=line).splitlines()

    assert source.startswith("1 | …xxx") and source.endswith("yyy…") and len(source) < 170
    assert source[caret.index("^") : caret.rindex("^") + 1] == "here"


def test_a_place_without_width_still_has_a_caret() -> None:
    assert shown(Fault("any", "any", span(1, 8, 8))).splitlines()[-1] == "  |        ^"


def test_a_source_that_cannot_be_read_leaves_out_the_frame() -> None:
    assert render(SpecError(Fault("any", "any", Span("no/such.yaml", 1, 1, 1, 2), "help"))).splitlines() == [
        "no/such.yaml:1:1: any [any]",
        "  = help: help",
    ]


def test_what_stands_in_no_file_has_no_line() -> None:
    fault = Fault("any", "any", Span("--set rows=x", 0, 0, 0, 0))

    assert render(SpecError(fault)) == "--set rows=x: any [any]"


def test_a_file_is_read_for_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")

    assert "2 |   a: 1" in render(SpecError(Fault("any", "any", Span(str(path), 2, 3, 2, 4)))).splitlines()


def test_colours_change_no_character() -> None:
    error = SpecError(Fault("any", "message", span(3, 12, 19), "help"))
    coloured = render(error, color=True, sources={"shop.yaml": SHOP})
    for code in ("\033[1;31m", "\033[1;34m", "\033[36m", "\033[1m", "\033[0m"):
        coloured = coloured.replace(code, "")

    assert coloured == render(error, sources={"shop.yaml": SHOP})


def test_editors_get_every_part_of_a_fault() -> None:
    fault = Fault("any", "message", span(3, 12, 19), "help", ((span(1, 1, 7), "here"),))

    place = {"file": "shop.yaml", "line": 3, "column": 12, "end_line": 3, "end_column": 19}
    related = {"message": "here", "file": "shop.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 7}
    assert as_json(SpecError(fault)) == [{"code": "any", "message": "message", "help": "help", **place, "related": [related]}]
