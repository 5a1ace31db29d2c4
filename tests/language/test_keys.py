"""What is unique may be NULL as often as it likes, and is distinct everywhere else."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from specgen import api
from specgen.engine.locate import located
from specgen.errors import SpecError
from specgen.language import load
from specgen.plan import plan
from specgen.render.ddl import ddl
from tests import worlds

OPTIONAL = {
    "pattern": r"{type: text, pattern: '\d{9}', unique: true, nulls: 20%}",
    "uniform": "{type: integer, uniform: {min: 1, max: 900}, unique: true, nulls: 20%}",
    "faker": "{type: text, faker: country, unique: true, nulls: 20%}",
    "sequence": "{type: integer, sequence: {}, unique: true, nulls: 20%}",
    "permutation": "{type: integer, permutation: {}, unique: true, nulls: 20%}",
    "uuid": "{type: uuid, uuid: v4, unique: true, nulls: 20%}",
    "values": f"{{type: integer, values: {list(range(250))}, unique: true, nulls: 20%}}",
    "references": "{references: others.id, unique: true, nulls: 20%}",
    "expr": "{type: text, expr: \"'n' || id\", unique: true, nulls: 20%}",
    "of one that is NULL": "{type: text, expr: \"number || '@example.com'\", unique: true}",
    "between two of one width": "{type: text, expr: number || id, unique: true}",
    "under a condition": "{type: text, pattern: '[a-z]{9}', unique: true, nulls: id % 5 = 0}",
}
HEAD = """\
specgen: 1
name: optional
seed: 1
tables:
  others: {rows: 250, primary_key: id, columns: {id: integer}}
  t:
    rows: 200
    primary_key: id
    columns:
      id: integer
      number: {type: text, pattern: '\\d{9}', unique: true, nulls: 20%}
"""


def spec(*columns: str) -> str:
    return HEAD + "".join(f"      c{at}: {column}\n" for at, column in enumerate(columns))


@pytest.mark.parametrize("column", OPTIONAL.values(), ids=OPTIONAL)
def test_values_are_distinct_and_null_comes_often(column: str) -> None:
    found = worlds.cells(worlds.engine(spec(column)), "c0")

    named = [value for value in found if value is not None]
    assert len(set(named)) == len(named)
    assert 20 <= found.count(None) <= 65


def test_a_value_is_where_it_is_without_nulls() -> None:
    without = worlds.cells(worlds.engine(spec().replace(", nulls: 20%", "")), "number")

    assert all(value in (None, other) for value, other in zip(worlds.cells(worlds.engine(spec()), "number"), without, strict=True))


def test_the_database_has_the_constraint_and_its_checks_pass(tmp_path: Path) -> None:
    path = tmp_path / "optional.yaml"
    path.write_text(spec(*OPTIONAL.values()), encoding="utf-8")
    data = api.load(path)

    outcome = data.run([api.open_target(f"duckdb:{tmp_path / 'optional.duckdb'}", False, {})], jobs=1)

    assert sum(check.kind == "unique" for check in outcome.checks) == len(OPTIONAL) + 1
    assert not any(not check.passed for check in outcome.checks)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_the_column_is_unique_and_not_required(dialect: str) -> None:
    made = ddl(plan(load(spec())), dialect)

    written = " ".join((*made.create, *made.constraints))
    assert "UNIQUE (number)" in written
    assert "number TEXT NOT NULL" not in written


def test_a_row_is_found_by_its_value() -> None:
    made = worlds.engine(spec())
    found = worlds.cells(made, "number")
    row = next(row for row, value in enumerate(found) if row > 100 and value is not None)

    assert located(made, "t", ("number",), pa.array([found[row]])).tolist() == [row]


def test_a_key_of_several_columns_holds_by_one_that_may_be_null() -> None:
    assert load(spec("{type: integer, constant: 1}") + "    unique: [[number, c0]]\n").tables["t"].unique == (("number", "c0"),)


def test_given_rows_lack_what_is_unique_otherwise() -> None:
    rows = "specgen: 1\ntables:\n  t:\n    rows:\n      - {a: x}\n      - {a: null}\n      - {a: y}\n      - {a: OTHER}\n"
    columns = "    columns: {a: {type: text, unique: true}}\n"

    assert worlds.cells(worlds.engine(rows.replace("OTHER", "null") + columns), "a") == ["x", None, "y", None]
    assert worlds.fault(lambda: load(rows.replace("OTHER", "x") + columns)).code == "unproven-unique"


@pytest.mark.parametrize("column", ["{references: {to: t.number, where: id > 0}, nulls: 10%}",
    "{type: text, nulls: 10%, when: [{if: id > 0, references: t.number}, {else: {constant: x}}]}"])  # fmt: skip
def test_a_row_without_the_key_is_not_picked(column: str) -> None:
    made = worlds.engine(spec() + f"  visits: {{rows: 100, columns: {{id: {{type: integer, sequence: {{}}}}, number: {column}}}}}\n")

    fault = worlds.fault(lambda: worlds.cells(made, "number", "visits"))

    assert "and its number is NULL" in fault.message


def test_a_row_with_the_key_is_picked() -> None:
    made = worlds.engine(spec() + "  visits: {rows: 100, columns: {number: {references: {to: t.number, where: number is not null}}}}\n")

    assert set(worlds.cells(made, "number", "visits")) < set(worlds.cells(made, "number")) - {None}


def test_the_first_row_has_no_earlier_one_within_a_branch_too() -> None:
    made = worlds.engine(spec("{type: integer, when: [{if: id < 150, references: t.id}, {else: {constant: null}}]}"))

    found = worlds.cells(made, "c0")
    assert found[0] is None
    assert all(1 <= value <= row for row, value in enumerate(found[:149]) if row)


GIVEN = """\
specgen: 1
tables:
  slots:
    rows: [{{day: 1, hour: 8}}, {{day: 1, hour: 9}}, {{day: 2, hour: 8}}, {{day: 2, hour: {last}}}, {{day: 2}}, {{day: 2}}]
    unique: [[day, hour]]
    columns: {{day: integer, hour: integer}}
"""


def test_given_rows_that_differ_in_several_columns_are_a_key() -> None:
    assert worlds.engine(GIVEN.format(last=9)).spec.tables["slots"].unique == (("day", "hour"),)


def test_given_rows_that_agree_in_a_key_are_refused() -> None:
    with pytest.raises(SpecError, match=r"nothing makes \(day, hour\) of slots distinct"):
        worlds.engine(GIVEN.format(last=8))


@pytest.mark.parametrize("numbers", ["ordinal: {}", "references: {to: others.id, distinct: true}"])
def test_what_numbers_the_rows_of_a_block_is_a_key_only_with_the_block(numbers: str) -> None:
    lines = f"  lines:\n    rows: {{per: t, count: 3}}\n    columns: {{id: {{references: t.id}}, n: {{type: integer, {numbers}}}}}\n"

    assert load(spec() + lines + "    primary_key: [id, n]\n").tables["lines"].primary_key == ("id", "n")
    assert worlds.fault(lambda: load(spec() + lines + "    primary_key: [n]\n")).code == "unproven-unique"
