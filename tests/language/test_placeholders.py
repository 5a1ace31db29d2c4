"""`params`, `${…}`, `--set` and `include`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.errors import Fault, SpecError
from specgen.language.arithmetic import evaluate
from tests.language.phases import merge, read, resolve


def value(expression: str, params: str = "{n: 3, word: text, share: 0.1}") -> object:
    return resolve(read(f"params: {params}\na: '${{{expression}}}'"))[0].entries["a"].plain


def only_fault(text: str, **overrides: str) -> Fault:
    with pytest.raises(SpecError) as caught:
        resolve(read(text), overrides)
    assert len(caught.value.faults) == 1
    return caught.value.faults[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1000 * 0.1", 100),
        ("1000 * share", 100),
        ("0.1 + 0.2", 0.3),
        ("7 // 2", 3),
        ("-7 % 3", 2),
        ("2 ** 10", 1024),
        ("2 ** -1", 0.5),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.005, 2)", 1.01),
        ("int(-2.7)", -2),
        ("ceil(7 / 2) + floor(7 / 2)", 7),
        ("max(1, n, 2) - min(n, 1)", 2),
        (" ( n + 1 ) * 2 ", 8),
        ("word", "text"),
    ],
)
def test_arithmetic_is_exact(expression: str, expected: object) -> None:
    assert value(expression) == expected
    assert type(value(expression)) is type(expected)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.sampled_from(["+", "-", "*", "/", "//", "%"]))
def test_operators_agree_with_fractions(left: int, right: int, operator: str) -> None:
    exact = {
        "+": Fraction(left + right),
        "-": Fraction(left - right),
        "*": Fraction(left * right),
        "/": Fraction(left, right),
        "//": Fraction(left // right),
        "%": Fraction(left % right),
    }

    assert (
        evaluate(f"a {operator} b", {"a": Fraction(left), "b": Fraction(right)}, lambda start, length: read("a: 1").span) == exact[operator]
    )


def test_a_placeholder_in_text_is_written_out_and_a_whole_one_is_a_number() -> None:
    root, params = resolve(
        read("params: {n: 2, m: '${n * 10}', third: '${1 / 3}'}\na: x${m}-${n}y $${n}\nb: ${third * 3}\nc: [$n, '${n}']")
    )

    assert params == {"n": 2, "m": 20, "third": 1 / 3}
    assert {key: root.entries[key].plain for key in "abc"} == {"a": "x20-2y ${n}", "b": 1, "c": ["$n", 2]}


@pytest.mark.parametrize(
    ("text", "code", "column", "length"),
    [
        ("params: {scale: 1}\na: ${10 * scal}", "unknown-param", 11, 4),
        ("params: {scale: 1}\na: '${10 * scal}'", "unknown-param", 12, 4),
        ("a: ${rnd(2)}", "unknown-function", 6, 3),
        ("a: x ${1 / 0}", "division-by-zero", 8, 5),
        ("a: ${1 +}", "bad-placeholder", 6, 3),
        ("a: ${}", "bad-placeholder", 6, 1),
        ("a: ${x.y}", "bad-placeholder", 6, 3),
        ("a: ${().__class__}", "bad-placeholder", 6, 12),
        ("a: ${9 ** 9 ** 9}", "out-of-range", 6, 11),
        ("params: {w: b}\na: ${w + 1}", "wrong-type", 6, 1),
        ("a: 1 ${n", "unclosed-placeholder", 6, 2),
    ],
)
def test_a_fault_points_into_the_placeholder(text: str, code: str, column: int, length: int) -> None:
    fault = only_fault(text)

    assert fault.span is not None
    assert (fault.code, fault.span.column, fault.span.end_column - fault.span.column) == (code, column, length)


def test_a_param_uses_only_those_above_it() -> None:
    fault = only_fault("params: {a: '${b}', b: 1, c: '${a}'}\nd: ${c}")

    assert (fault.code, fault.message) == ("unknown-param", "there is no param 'b'")


def test_all_faults_are_shown_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        resolve(read("a: ${x}\nb: ${y}\n${z}: 1"))

    assert [fault.code for fault in caught.value.faults] == ["unknown-param", "unknown-param", "placeholder-in-key"]


def test_overrides_reach_params_top_level_keys_and_paths() -> None:
    text = "params: {n: 1, m: '${n * 2}'}\ntables: {orders: {rows: 5}}\nchecks: [{name: a}]"

    root, params = resolve(
        read(text), {"n": "4", "seed": "7", "tables.orders.rows": "${n}", "tables.orders.hidden": "true", "checks.0.name": "b"}
    )

    assert params == {"n": 4, "m": 8}
    assert root.entries["seed"].plain == 7
    assert root.entries["tables"].plain == {"orders": {"rows": 4, "hidden": True}}
    assert root.entries["checks"].plain == [{"name": "b"}]


@pytest.mark.parametrize(
    ("overrides", "code", "help"),
    [
        ({"as_of": "2025\udcff"}, "control-character", 'write the whole one, such as "\\U0001F600"'),
        ({"scal": "1"}, "unknown-param", "did you mean 'scale'?"),
        ({"tables.order.rows": "1"}, "unknown-path", "did you mean 'orders'?"),
        ({"scale": "many"}, "wrong-type", "it is 1 in the spec"),
    ],
)
def test_an_override_of_nothing_is_a_fault(overrides: dict[str, str], code: str, help: str) -> None:
    fault = only_fault("params: {scale: 1}\ntables: {orders: {rows: 5}}", **overrides)

    assert (fault.code, fault.help) == (code, help)


# ── include ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def spec(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_included_tables_and_params_join_and_keep_their_file(tmp_path: Path) -> None:
    spec(tmp_path, "parts/deep.yaml", "params: {n: 1, m: '${n + 1}'}\ntables: {c: {rows: '${m}'}}")
    spec(tmp_path, "parts/one.yaml", "specgen: 1\ninclude: deep.yaml\ntables: {b: {rows: 2}}\nchecks: [{name: x}]")
    main = spec(tmp_path, "main.yaml", "include: [parts/one.yaml]\nparams: {n: 10}\ntables: {a: {rows: 3}}\nchecks: [{name: y}]")

    root, params = resolve(read(main))

    assert params == {"n": 10, "m": 11}
    assert root.entries["tables"].plain == {"c": {"rows": 11}, "b": {"rows": 2}, "a": {"rows": 3}}
    assert root.entries["checks"].plain == [{"name": "x"}, {"name": "y"}]
    assert Path(root.entries["tables"].entries["c"].span.file).name == "deep.yaml"


def test_a_file_that_includes_itself_is_a_fault(tmp_path: Path) -> None:
    spec(tmp_path, "b.yaml", "include: a.yaml")
    first = spec(tmp_path, "a.yaml", "include: b.yaml")

    with pytest.raises(SpecError, match=r"a\.yaml > b\.yaml > a\.yaml \[include-cycle\]"):
        merge(read(first))


def test_a_table_of_two_files_points_at_both(tmp_path: Path) -> None:
    spec(tmp_path, "b.yaml", "tables: {t: {rows: 1}}")
    main = spec(tmp_path, "a.yaml", "include: b.yaml\ntables: {t: {rows: 2}}")

    with pytest.raises(SpecError) as caught:
        merge(read(main))

    fault = caught.value.faults[0]
    assert fault.code == "duplicate-table"
    assert fault.span is not None
    assert [Path(span.file).name for span in (fault.span, fault.related[0][0])] == ["a.yaml", "b.yaml"]


def test_a_key_that_an_included_file_cannot_set_is_a_fault(tmp_path: Path) -> None:
    spec(tmp_path, "b.yaml", "seed: 3\ntables: {t: {rows: 1}}")

    with pytest.raises(SpecError, match="not-includable"):
        merge(read(spec(tmp_path, "a.yaml", "include: b.yaml")))


def test_a_missing_included_file_is_a_fault_at_its_name(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"a\.yaml:1:10: there is no file"):
        merge(read(spec(tmp_path, "a.yaml", "include: nothing.yaml")))


def test_a_file_included_on_two_ways_counts_once(tmp_path: Path) -> None:
    spec(tmp_path, "d.yaml", "tables: {t: {rows: 1}}\nchecks: [{name: x}]")
    spec(tmp_path, "b.yaml", "include: d.yaml")
    spec(tmp_path, "c.yaml", "include: d.yaml")

    root = merge(read(spec(tmp_path, "a.yaml", "include: [b.yaml, c.yaml]")))

    assert (root.entries["tables"].plain, root.entries["checks"].plain) == ({"t": {"rows": 1}}, [{"name": "x"}])


def test_merging_again_changes_nothing(tmp_path: Path) -> None:
    spec(tmp_path, "b.yaml", "params: {n: 1}\ntables: {t: {rows: 1}}\nchecks: [{name: x}]")
    root = merge(read(spec(tmp_path, "a.yaml", "include: b.yaml\ntables: {u: {rows: 2}}")))

    assert merge(root) == root
