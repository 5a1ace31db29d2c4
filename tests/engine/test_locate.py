"""A row that is found by its value is the row that has it: on every kind's example and every shipped spec."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from specgen.engine import Engine
from specgen.engine.locate import located
from specgen.errors import SpecError
from tests import worlds
from tests.laws import data_sets


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_a_value_leads_back_to_its_rows_or_is_refused(name: str) -> None:
    made = data_sets.fresh(name)
    keys = [(table, column) for table, model in made.spec.tables.items() for column in model.columns]

    searchable = [key for key in keys if _leads_back(made, *key)]

    assert searchable or not any(model.primary_key for model in made.spec.tables.values())


def _leads_back(made: Engine, table: str, column: str) -> bool:
    """Whether a column is searchable; then each of some rows is among those that its value leads to, and all that are have it."""
    rows = np.unique(np.linspace(0, max(made.rows(table) - 1, 0), 7).astype(np.int64))[: made.rows(table)]
    for row in rows.tolist():
        cell = made.at(table, np.array([row])).column(column)
        try:
            found = located(made, table, (column,), cell)
        except SpecError as refused:
            assert [fault.code for fault in refused.faults] == ["not-searchable"]
            return False
        if cell.null_count == 0:
            assert row in found.tolist()
    return True


@pytest.mark.parametrize("rows", [1, 2, 1_000, 65_537, 10**12])
def test_permutations_uuids_and_patterns_are_turned_round(rows: int) -> None:
    columns = (
        "a: {type: bigint, permutation: {}}",
        "b: {type: uuid, uuid: v4}",
        "c: {type: text, unique: true, pattern: '[A-F]{3}-\\d{11}'}",
    )
    made = worlds.table(rows, *columns, "d: {type: bigint, permutation: {min: 5, max: 5000000000005}}")
    asked = np.unique(np.linspace(0, rows - 1, 50).astype(np.int64))

    frame = made.at("t", asked)

    for column in "abcd":
        assert located(made, "t", (column,), frame.column(column)).tolist() == asked.tolist()


def test_what_no_row_has_is_in_none() -> None:
    made = worlds.table(
        100, "a: {type: bigint, permutation: {}}", "b: {type: uuid, uuid: v4}", "c: {type: text, unique: true, pattern: '\\d{4}'}"
    )

    assert located(made, "t", ("a",), pa.array([0, 101, -(2**62)])).tolist() == []
    assert located(made, "t", ("b",), pa.array(["00000000-0000-4000-8000-000000000000"])).tolist() == []
    assert located(made, "t", ("c",), pa.array(["12345", "", "abcd"])).tolist() == []


def test_blocks_in_blocks_follow_from_the_key_of_the_outermost() -> None:
    before = (
        "  p: {rows: 50, primary_key: p, columns: {p: integer}}\n"
        "  q: {rows: {per: p, count: {1: 50, 3: 50}}, primary_key: q, columns: {q: integer, p: {references: p.p}}}\n"
    )
    made = worlds.table("{per: q, count: 2}", "q: {references: q.q}", "p: {expr: q.p}", before=before)

    keys = worlds.cells(made, "p")
    for parent in range(1, 51):
        assert located(made, "t", ("p",), pa.array([parent], pa.int32())).tolist() == [row for row, key in enumerate(keys) if key == parent]
