"""The structure of a spec: one schema for editors and for the judgement, and faults in our words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from specgen import shelf
from specgen.errors import Fault, SpecError
from specgen.language import structure
from specgen.language.schema import for_editors, json_schema
from specgen.nodes import Broken
from tests.language.phases import judge, read
from tests.language.stand_ins import FILLERS

SCHEMA = json_schema(FILLERS)

EVERY_KEY = """
specgen: 1
name: shop
description: a shop
seed: 3
locale: en_US
as_of: 2025-10-28
params: {scale: 1, schema: main}
include: [other.yaml]
x-anything: &a [1]
checks: [{name: sums, sql: select 1 where false, severity: warn, tolerance: 1%}]
tables:
  customers:
    rows: 10
    columns: {id: integer}
  orders:
    rows: {per: customers, count: {values: {1: 3, 2: 1}, exact: true}, total: 20}
    description: one order
    hidden: false
    primary_key: [id, kind]
    unique: [[id, kind]]
    foreign_keys: [{columns: id, to: customers.id}, {columns: [id, kind], to: [a.x, a.y]}]
    checks: [{name: positive, expr: id > 0, tolerance: 0.1}, {name: other, sql: select 1}]
    indexes: [[id], {columns: [id, kind], unique: true, name: by_kind}]
    versions: {from: a.b, to: as_of, start: s, end: e, current: c}
    columns:
      id: {type: bigint, description: the key}
      kind: {type: varchar(3), values: [a, b], nulls: 20%, unique: false, exact: true, check: kind <> 'c', default: a}
      twice: {type: integer, expr: id * 2, generated: stored, hidden: true, nulls: kind = 'a'}
      one: {constant: null}
      two: {when: [{if: kind = 'a', sequence: 3}, {else: {uniform: {max: 3}}}]}
      three: {by: {on: kind, cases: {a: {values: {x: 20%, y: 3}}, else: {zipf: {exponent: 1}}}}}
  lines:
    rows: {per: orders, count: {1: 30, 2: 70%}}
    columns: {id: integer}
  pages:
    rows: {per: orders, count: 3}
    columns: {id: integer}
"""


LOADS = """
import sys
from specgen import api
from specgen.errors import SpecError
try:
    api.load(sys.argv[1])
    print("sound")
except SpecError as wrong:
    print(wrong.faults[0].code)
print("judged" if "jsonschema" in sys.modules else "known")
"""


def faults(text: str) -> tuple[Fault, ...]:
    try:
        judge(read(text), SCHEMA)
    except SpecError as error:
        return error.faults
    return ()


def in_table(text: str) -> tuple[Fault, ...]:
    return faults(f"specgen: 1\ntables:\n  orders:\n    rows: 10\n    columns: {{id: integer}}\n    {text}")


def in_column(text: str) -> tuple[Fault, ...]:
    return faults(f"specgen: 1\ntables:\n  orders:\n    rows: 10\n    columns:\n      a: {text}")


def said(found: tuple[Fault, ...]) -> list[tuple[str, str]]:
    return [(fault.code, fault.message) for fault in found]


@pytest.mark.parametrize("schema", [SCHEMA, for_editors(SCHEMA)])
def test_the_schema_is_a_schema(schema: dict[str, object]) -> None:
    Draft202012Validator.check_schema(schema)


def test_editors_accept_placeholders_where_numbers_stand_and_no_other_text() -> None:
    text = "specgen: 1\nseed: {seed}\ntables: {{t: {{rows: {rows}, columns: {{a: {{nulls: '{nulls}', zipf: {{exponent: '{zipf}'}}}}}}}}}}"
    editors = Draft202012Validator(for_editors(SCHEMA))

    good = read(text.format(seed="'${s}'", rows="'${10 * n}'", nulls="${p}%", zipf="${z}"))
    bad = read(text.format(seed="'${s}'", rows="many", nulls="20%", zipf="1.1x"))

    assert list(editors.iter_errors(good.plain)) == []
    assert [list(error.absolute_path)[-1] for error in editors.iter_errors(bad.plain)] == ["rows", "exponent"]


def test_a_spec_that_uses_every_key_has_no_fault() -> None:
    assert said(faults(EVERY_KEY)) == []


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("hiden: true", "unknown-key", "unknown key 'hiden' in table orders"),
        ("primary_key: []", "too-few", "`primary_key` needs at least 1 item, got none"),
        ("unique: [a]", "wrong-type", "item 1 of `unique` takes a list, got text 'a'"),
        ("hidden: yes", "wrong-type", "`hidden` takes true or false, got text 'yes'"),
        ("foreign_keys: [{columns: a}]", "missing-key", "item 1 of `foreign_keys` lacks `to`"),
        ("checks: [{name: a}]", "missing-key", "item 1 of `checks` lacks `expr` or `sql`"),
        ("checks: [{name: a, expr: b, sql: c}]", "conflicting-keys", "`expr` and `sql` exclude each other"),
        ("checks: [{name: a, expr: b, severity: warning}]", "not-among", "`severity` takes error or warn, got text 'warning'"),
    ],
)
def test_a_fault_of_a_table_says_what_it_takes_and_what_it_got(text: str, code: str, message: str) -> None:
    assert said(in_table(text)) == [(code, message)]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("{type: text}", "no-filler", "nothing fills column `a`"),
        ("{values: [1], uniform: {max: 2}}", "two-fillers", "`values` and `uniform` both fill this column"),
        ("{uniform: {}}", "missing-key", "`uniform` lacks `max`"),
        ("{sequence: [1]}", "wrong-type", "`sequence` takes a number or a mapping, got a list"),
        ("{values: 3}", "wrong-type", "`values` takes weights such as {a: 70, b: 30} or a list, got 3"),
        ("{values: {x: many}}", "bad-format", "`x` takes a weight such as 30 or 30%, got text 'many'"),
        ("{zipf: {exponent: 0}}", "out-of-range", "`exponent` must be above 0, got 0"),
        ("{references: {to: b.c, pick: odd}}", "wrong-type", "`pick` takes even or a mapping, got text 'odd'"),
        ("{references: {to: b.c, pick: {top: 2}}}", "out-of-range", "`top` must be at most 1, got 2"),
        ("{by: {on: b, cases: {x: {}}}}", "no-filler", "nothing fills `x`"),
        ("{when: [{if: b}]}", "no-filler", "nothing fills item 1 of `when`"),
        ("3", "wrong-type", "column `a` takes a type or a mapping, got 3"),
    ],
)
def test_a_fault_of_a_column_says_what_it_takes_and_what_it_got(text: str, code: str, message: str) -> None:
    assert said(in_column(text)) == [(code, message)]


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("{zipf: {exponnt: 1}}", "did you mean 'exponent'?"),
        ("{choices: [1, 2]}", "`choices` is a word of Misata; here it is `values`"),
        ("{nulls: 40, constant: 1}", "write 40%"),
        ("{unique: on, constant: 1}", "write true"),
        ("{zipf: {exponent: '2'}}", "write 2, without quotes"),
        ("{uniform: {max: 1_000}}", "write 1000"),
        ("{pattern: 5}", "write '5', in quotes"),
    ],
)
def test_the_help_is_what_to_write(text: str, help: str) -> None:
    assert [fault.help for fault in in_column(text)] == [help]


def test_a_word_of_another_tool_is_one_fault_and_not_also_a_missing_key() -> None:
    found = faults("specgen: 1\ntables:\n  orders:\n    count: 3\n    fields: {id: integer}")

    assert [(fault.code, fault.help) for fault in found] == [
        ("unknown-key", "`count` is a word of Snowfakery; here it is `rows`"),
        ("unknown-key", "`fields` is a word of Snowfakery; here it is `columns`"),
    ]


def test_faults_stand_at_the_key_or_the_value_and_come_in_file_order() -> None:
    found = faults("specgen: 1\ntables:\n  orders:\n    rows: many\n    columns:\n      a: {unifrm: {max: 3}}\nsede: 4")

    assert [str(fault.span) for fault in found] == ["<text>:4:11", "<text>:6:11", "<text>:7:1"]


def test_what_stands_behind_a_misspelt_key_is_judged_as_well() -> None:
    found = faults("specgen: 1\ntables:\n  orders:\n    rows: 10\n    colums:\n      a: {unifrm: {maxi: 3}}")

    assert [(fault.code, str(fault.span)) for fault in found] == [
        ("unknown-key", "<text>:5:5"),
        ("unknown-key", "<text>:6:11"),
        ("unknown-key", "<text>:6:20"),
    ]


def test_what_is_refused_is_broken_and_all_else_is_whole() -> None:
    gathered: list[Fault] = []

    root = structure.judge(read("specgen: 1\nseed: x\ntables: {a: {rowz: 10, columns: {b: {type: text}, c: integer}}}"), SCHEMA, gathered)

    table = root.entries["tables"].entries["a"]
    assert isinstance(root.entries["seed"], Broken)
    assert table.entries["rows"].plain == 10
    assert table.entries["columns"].entries["b"].entries["type"].text == "text"
    assert any(isinstance(node, Broken) for node in table.entries["columns"].entries["b"].entries.values())
    assert len(gathered) == 3


def test_a_missing_key_stands_at_the_key_that_holds_it() -> None:
    found = faults("specgen: 1\ntables:\n  orders: {columns: {a: integer}}")

    assert [(fault.message, str(fault.span), fault.help) for fault in found] == [
        ("table `orders` lacks `rows`", "<text>:3:3", "add rows: 1000")
    ]


def test_a_structure_that_was_found_sound_is_not_judged_again_and_another_is(tmp_path: Path) -> None:
    spec = tmp_path / "a.yaml"
    environment = {**os.environ, shelf.VARIABLE: str(tmp_path / "shelf"), "PYTHONPATH": str(Path(__file__).parents[2])}
    said = []

    for key in ("rows", "rows", "rowz", "rows"):
        spec.write_text(f"specgen: 1\nname: a\ntables: {{a: {{{key}: 10, columns: {{b: integer}}}}}}", encoding="utf-8")
        run = subprocess.run([sys.executable, "-c", LOADS, str(spec)], env=environment, capture_output=True, text=True, check=True)
        said.append(run.stdout.split())

    assert said == [["sound", "judged"], ["sound", "known"], ["unknown-key", "judged"], ["sound", "known"]]
