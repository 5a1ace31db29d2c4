"""Law 6: what is declared of a column holds of its cells, every one of them."""

from __future__ import annotations

import pytest

from tests.laws import data_sets

COLUMNS = [
    (name, table, column) for name in data_sets.NAMES for table, owner in data_sets.spec(name).tables.items() for column in owner.columns
]


@pytest.mark.parametrize(("name", "table", "column"), COLUMNS)
def test_cells_are_of_the_declared_type_and_null_only_where_declared(name: str, table: str, column: str) -> None:
    cells, planned = data_sets.whole(name)[table][column], data_sets.planned(name).tables[table].columns[column]

    assert cells.type == planned.column.type.arrow
    assert cells.null_count == 0 or planned.nullable


TEXTS = [(name, table, column) for name, table, column in COLUMNS if data_sets.spec(name).tables[table].columns[column].type.length]


@pytest.mark.parametrize(("name", "table", "column"), TEXTS)
def test_text_is_no_longer_than_its_type(name: str, table: str, column: str) -> None:
    length = data_sets.spec(name).tables[table].columns[column].type.length
    cells = data_sets.whole(name)[table][column].to_pylist()

    assert length is not None
    assert max((len(text) for text in cells if text is not None), default=0) <= length


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_every_key_is_distinct(name: str) -> None:
    whole = data_sets.whole(name)
    for table, owner in data_sets.spec(name).tables.items():
        single = tuple((column.name,) for column in owner.columns.values() if column.unique)
        for key in filter(None, (owner.primary_key, *owner.unique, *single)):
            held = list(zip(*(whole[table][column].to_pylist() for column in key), strict=True))

            assert len(set(held)) == len(held), (table, key)


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_every_reference_finds_its_row(name: str) -> None:
    whole = data_sets.whole(name)
    for table, owner in data_sets.spec(name).tables.items():
        for key in owner.foreign_keys:
            held = set(zip(*(whole[table][column].to_pylist() for column in key.columns), strict=True))
            known = set(zip(*(whole[key.table][column].to_pylist() for column in key.to), strict=True))

            assert {values for values in held - known if None not in values} == set()
