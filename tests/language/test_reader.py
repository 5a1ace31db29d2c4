"""The reader: scalars by YAML 1.2, places, and syntax errors in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.errors import Fault, SpecError
from specgen.language import reader
from specgen.language.reader import scalar
from tests.language.phases import read


def only_fault(text: str) -> Fault:
    with pytest.raises(SpecError) as caught:
        read(text)
    assert len(caught.value.faults) == 1
    return caught.value.faults[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("null", None), ("~", None), ("", None), ("12", 12), ("-3", -3), ("1e6", 1_000_000), ("0.5", 0.5), ("1.5e-3", 0.0015)],
)
def test_plain_scalars_of_the_core_schema_are_typed(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


@pytest.mark.parametrize(
    "text", ["NO", "on", "yes", "True", "2021-10-28", "12:30", "007", "0o7", "0x1F", "5_000", ".inf", ".nan", "1e999", "20%", "1.2.3"]
)
def test_everything_else_stays_text(text: str) -> None:
    assert scalar(text) == text
    assert read(f"a: {text}").plain == {"a": text}


@pytest.mark.parametrize("written", ["'12'", '"true"', "!!str 12", "'~'"])
def test_quoted_scalars_are_text(written: str) -> None:
    node = read(f"a: {written}").entries["a"]

    assert isinstance(node.plain, str)
    assert node.quoted


def test_nodes_know_their_place_from_one() -> None:
    root = read("a: 1\nb:\n  - x\n  - {c: 'y z'}\n\n# end\n", "shop.yaml")
    inner = root.entries["b"].items[1]

    assert str(root.keys["b"].span) == "shop.yaml:2:1"
    assert (inner.span.line, inner.span.column, inner.span.end_column) == (4, 5, 15)
    assert (inner.entries["c"].span.column, inner.entries["c"].span.end_column) == (9, 14)
    assert (root.span.end_line, root.span.end_column) == (4, 15)


def test_anchors_repeat_and_merges_give_way_to_own_keys() -> None:
    root = read("x-a: &a {p: 1, q: 2}\nb: {<<: *a, q: 3}\nc: *a\nd: {<<: [{p: 5}, *a]}")

    assert root.plain == {"x-a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 3}, "c": {"p": 1, "q": 2}, "d": {"p": 5, "q": 2}}


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("a: {type: decimal(10,2), b: 1}", "type: 'decimal(10,2)'"),
        ("a: {type: integer[], b: 1}", "type: 'integer[]'"),
        ("a: {total: ${12 * scale}}", "total: '${12 * scale}'"),
        ("a:\n  {b: 1,\n   total: ${12 * scale}}", "total: '${12 * scale}'"),
        ("a: {expr: coalesce(b, f(c, d)) + 1}", "expr: 'coalesce(b, f(c, d)) + 1'"),
        ("a: {expr: 'x' || y}", "expr: \"'x' || y\""),
        ("a: 'x' || y", "a: \"'x' || y\""),
        ("a: [decimal(10,2), b]", "'decimal(10,2)'"),
        ("a: {pattern: [A-Z]{3}-x}", "pattern: '[A-Z]{3}-x'"),
        ("a: @home", "a: '@home'"),
        ("a: note: this", "a: 'note: this'"),
    ],
)
def test_text_that_yaml_would_cut_is_named_with_the_quotes_to_add(text: str, quotes: str) -> None:
    fault = only_fault(text)

    assert (fault.code, fault.help) == ("needs-quotes", f"write {quotes}")


def test_the_quotes_that_are_suggested_work() -> None:
    line = "a: {expr: 'x' || y}"

    assert read("a: {" + only_fault(line).help.removeprefix("write ") + "}").plain == {"a": {"expr": "'x' || y"}}


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a:\n\tb: 1", "tab", (2, 1)),
        ("a: {b: 1\nc: 2", "unclosed-brace", (1, 4)),
        ("a: [1, 2", "unclosed-brace", (1, 4)),
        ("a: {b: 1}}", "unopened-brace", (1, 10)),
        ("a: {b: 1 c: 2}", "missing-comma", (1, 11)),
        ("a: {b:1}", "missing-space", (1, 5)),
        ('a: "x', "unclosed-quote", (1, 4)),
        ('a: "\\d"', "bad-escape", (1, 5)),
        ("a:\n  b: 1\n c: 2", "bad-indentation", (3, 2)),
        ("a: 1\n  b: 2", "bad-indentation", (2, 3)),
        ("a: 1\nb\n", "missing-colon", (2, 1)),
        ("a: *x", "unknown-alias", (1, 4)),
        ("a: &x [*x]", "recursive-alias", (1, 4)),
        ("a: !new 3", "unknown-tag", (1, 4)),
        ("a: {{ x }}", "key-not-text", (1, 5)),
        ("a: 1\n---\nb: 2", "two-documents", (2, 1)),
        ("b: 1\na: \x01", "control-character", (2, 4)),
        ("", "empty-file", (1, 1)),
        ("- 1", "not-a-mapping", (1, 1)),
    ],
)
def test_a_syntax_error_says_what_and_where(text: str, code: str, place: tuple[int, int]) -> None:
    fault = only_fault(text)

    assert fault.span is not None
    assert (fault.code, (fault.span.line, fault.span.column)) == (code, place)


def test_reading_goes_on_behind_what_is_no_yaml() -> None:
    text = """\
a: {type: integer[], b: ${x}, c: f(1, 2), d: 5}
e: *nothing
f: "\\d"
g 7
h: [#fff, 1]
i: {j: 9}}
a: 3
"""
    faults: list[Fault] = []

    root = reader.read(text, faults)

    assert sorted((fault.span.line, fault.code) for fault in faults if fault.span) == [
        (1, "needs-quotes"),
        (1, "needs-quotes"),
        (1, "needs-quotes"),
        (2, "unknown-alias"),
        (3, "bad-escape"),
        (4, "missing-colon"),
        (5, "needs-quotes"),
        (6, "unopened-brace"),
        (7, "duplicate-key"),
    ]
    assert {key: node.broken for key, node in root.entries["a"].entries.items()} == {"type": True, "b": True, "c": True, "d": False}
    assert [key for key, node in root.entries.items() if node.broken] == ["e", "f", "g"]
    assert (root.entries["a"].entries["d"].plain, root.entries["i"].plain) == (5, {"j": 9})


def test_a_key_defined_twice_points_at_both() -> None:
    fault = only_fault("a: 1\nb: 2\na: 3")

    assert fault.code == "duplicate-key"
    assert [str(span) for span in (fault.span, fault.related[0][0])] == ["<text>:3:1", "<text>:1:1"]


def test_a_missing_file_has_a_near_name(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("a: 1", encoding="utf-8")

    with pytest.raises(SpecError) as caught:
        read(tmp_path / "shpo.yaml")

    assert caught.value.faults[0].code == "file-not-found"
    assert "'shop.yaml'" in caught.value.faults[0].help


def test_bytes_that_are_not_utf8_are_a_fault_at_their_place(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")

    with pytest.raises(SpecError) as caught:
        read(tmp_path / "shop.yaml")

    assert (caught.value.faults[0].code, str(caught.value.faults[0].span)) == ("not-utf8", f"{tmp_path / 'shop.yaml'}:2:7")


def test_a_byte_order_mark_and_crlf_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")

    root = read(tmp_path / "shop.yaml")

    assert root.plain == {"a": 1, "b": 2}
    assert (root.keys["b"].span.line, root.keys["a"].span.column) == (2, 1)
