"""Law 1: a cell depends on its address alone, so any rows may be made, in any order, with anything or nothing beside them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import data_sets

TABLES = [(name, table) for name in data_sets.NAMES for table in data_sets.spec(name).tables]
FEW = settings(max_examples=3, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(("name", "table"), TABLES)
@FEW
@given(data=st.data())
def test_any_slice_gives_the_cells_of_the_whole(name: str, table: str, data: st.DataObject) -> None:
    whole = data_sets.whole(name)[table]
    count = len(next(iter(whole.values())))
    start = data.draw(st.integers(0, count), "start")
    stop = data.draw(st.integers(start, min(count, start + 700)), "stop")
    columns = data.draw(st.lists(st.sampled_from(list(whole)), min_size=1, unique=True), "columns")

    engine = data_sets.fresh(name)
    frame = engine.frame(table, start, stop)
    engine.fill(frame, columns)

    assert {column for column in columns if not frame.column(column).equals(whole[column].slice(start, stop - start))} == set()


@pytest.mark.parametrize(("name", "table"), TABLES)
@FEW
@given(data=st.data())
def test_rows_in_any_order_and_repeated_give_the_cells_of_the_whole(name: str, table: str, data: st.DataObject) -> None:
    whole = data_sets.whole(name)[table]
    count = len(next(iter(whole.values())))
    rows = np.array(data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=60), "rows"), np.int64)
    columns = data.draw(st.permutations(list(whole)), "columns")

    engine = data_sets.fresh(name)
    frame = engine.at(table, rows)
    engine.fill(frame, columns)

    assert {column for column in columns if not frame.column(column).equals(whole[column].take(rows))} == set()


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_a_column_alone_is_as_it_is_among_the_others(name: str, table: str) -> None:
    engine, whole = data_sets.fresh(name), data_sets.whole(name)[table]

    alone = {column: engine.frame(table, 0, engine.rows(table)).column(column) for column in reversed(list(whole))}

    assert {column for column, cells in whole.items() if not alone[column].equals(cells)} == set()


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_no_rows_give_empty_columns_of_the_right_types(name: str, table: str) -> None:
    engine = data_sets.fresh(name)

    columns = engine.spec.tables[table].columns
    frame = engine.frame(table, 0, 0)
    engine.fill(frame, list(columns))

    assert [len(frame.column(column)) for column in columns] == [0] * len(columns)
    assert [frame.column(column).type for column in columns] == [column.type.arrow for column in columns.values()]
