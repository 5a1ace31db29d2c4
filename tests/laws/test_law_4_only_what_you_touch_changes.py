"""Law 4: an edit changes what reads it and nothing else; a table that grows keeps what the plan calls stable, and only that."""

from __future__ import annotations

import dataclasses

import pyarrow as pa
import pytest

from specgen.language import load
from specgen.plan.graph import Node
from specgen.registry import kinds
from tests.laws import data_sets
from tests.laws.data_sets import SHIPPED

COLUMNS = [
    (name, table, column) for name in data_sets.EXAMPLES for table, owner in data_sets.spec(name).tables.items() for column in owner.columns
]
OF_SHIPPED = [
    (name, table, column) for name in SHIPPED for table, owner in data_sets.spec(name).tables.items() for column in list(owner.columns)[1:]
]
SOME = [pytest.param(*place, marks=[pytest.mark.slow] if at % 10 else []) for at, place in enumerate(OF_SHIPPED)]
"""Every tenth column of the shipped specs, the slow ones being the others: each makes a whole data set anew."""
TABLES = [(name, table) for name in data_sets.EXAMPLES for table in data_sets.spec(name).tables]
TABLES_OF_SHIPPED = [(name, table) for name in SHIPPED for table in data_sets.spec(name).tables]
SOME_TABLES = [pytest.param(*place, marks=[pytest.mark.slow] if at % 3 else []) for at, place in enumerate(TABLES_OF_SHIPPED)]
"""Every third table of the shipped specs, as with the columns."""


def _differs(cells: pa.Array) -> bool:
    """Whether a column has more than one value."""
    return len({str(value) for value in cells.to_pylist()}) > 1


ANOTHER = "specgen: 1\nname: another\ntables: {t: {rows: 1, columns: {another: {type: integer, uniform: {min: 1, max: 9}}}}}\n"


@pytest.mark.parametrize(("name", "table", "column"), [*COLUMNS, *SOME])
def test_editing_a_column_changes_only_what_reads_it(name: str, table: str, column: str) -> None:
    before, model = data_sets.whole(name), data_sets.spec(name)
    edited = data_sets.edited(model, table, column, before[table][column])
    if edited is None:
        pytest.skip("the key of a block has nothing to edit")

    changed = data_sets.changed(before, data_sets.cells(edited))

    assert changed - data_sets.readers(name, (table, column)) == set()
    if model.tables[table].columns[column].filler.points_to is None and _differs(before[table][column]):
        assert (table, column) in changed


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_adding_a_column_to_each_table_changes_no_other(name: str) -> None:
    another, model = load(ANOTHER).tables["t"].columns["another"], data_sets.spec(name)
    for table in data_sets.spec(name).tables:
        model = data_sets.with_column(model, table, another)

    after = data_sets.cells(model)

    before = data_sets.whole(name)
    assert {table: len(after[table]["another"]) for table in before} == {
        table: len(next(iter(columns.values()))) for table, columns in before.items()
    }
    assert data_sets.changed(before, after) == set()


def _unstable(name: str, tables: set[str]) -> set[Node]:
    """The columns that depend, so the plan, on how many rows these tables have."""
    columns = ((table, column) for table, owner in data_sets.planned(name).tables.items() for column in owner.columns.items())
    return {(table, column) for table, (column, planned) in columns if planned.counts & tables}


@pytest.mark.parametrize(("name", "table"), [*TABLES, *SOME_TABLES])
def test_a_table_that_grows_keeps_exactly_what_is_stable(name: str, table: str) -> None:
    grown = data_sets.grown(data_sets.spec(name), table)
    if grown is None:
        pytest.skip("its rows follow from its parent's")
    model, tables = grown

    assert data_sets.changed(data_sets.whole(name), data_sets.cells(model)) == _unstable(name, tables)


@pytest.mark.parametrize("name", [name for name in SHIPPED if "scale" in data_sets.spec(name).params])
def test_a_data_set_that_grows_keeps_exactly_what_is_stable(name: str) -> None:
    model, grown = data_sets.spec(name), data_sets.shipped(name, data_sets.SMALL | {"scale": "0.2"})

    sized = {table for table in model.tables if model.tables[table].rows != grown.tables[table].rows}
    changed = data_sets.changed(data_sets.whole(name), data_sets.cells(grown))

    assert changed == _unstable(name, sized)
    assert 0 < len(changed) < sum(len(owner.columns) for owner in model.tables.values())


DRAWN = {"values", "faker", "uuid", "states", "split", *kinds("specgen.distributions", "specgen.distributions")}


@pytest.mark.parametrize("name", data_sets.EXAMPLES)
def test_another_seed_changes_every_column_that_is_drawn(name: str) -> None:
    model = data_sets.spec(name)
    drawn = {
        (table, column)
        for table, owner in model.tables.items()
        for column, found in owner.columns.items()
        if found.filler.name in DRAWN and len(set(data_sets.whole(name)[table][column].to_pylist())) > 1
    }

    assert drawn - data_sets.changed(data_sets.whole(name), data_sets.cells(dataclasses.replace(model, seed=999))) == set()
