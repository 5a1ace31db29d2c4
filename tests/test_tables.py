"""A table as Python has it: rows by number, as record batches, and in the tools that take Arrow."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow as pa
import pytest

import specgen
from specgen import Dataset, EnvironmentProblem, SpecError, Table
from tests.laws import data_sets

ROOT = Path(__file__).parents[1]
LIBRARIES = {"pandas": "to_pandas", "polars": "to_polars"}


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return specgen.load("ecommerce", {"scale": 0.1})


@pytest.fixture
def orders(shop: Dataset) -> Table:
    return shop["orders"]


@pytest.mark.parametrize("module", ["specgen", "specgen.tables"])
def test_the_examples_in_docstrings_are_true(module: str) -> None:
    failed, attempted = doctest.testmod(importlib.import_module(module))

    assert failed == 0
    assert attempted > 2


def test_the_package_gives_what_it_lists_and_nothing_else() -> None:
    assert set(specgen.__all__) <= set(dir(specgen))
    assert all(getattr(specgen, name) is not None for name in specgen.__all__)
    with pytest.raises(AttributeError, match="'laod'"):
        specgen.laod  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = {*sys.modules}; import specgen; print(*sorted({*sys.modules} - before))"

    started = subprocess.run([sys.executable, "-I", "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert [name for name in started.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names] == ["specgen"]


@pytest.mark.parametrize("rows", [slice(10, 20), slice(None, 3), slice(-3, None), slice(2, 1), slice(0, 500, 100), slice(490, 900)])
def test_a_slice_is_that_of_the_whole(rows: slice, orders: Table) -> None:
    whole = orders.to_arrow()

    assert orders[rows] == whole.take(pa.array(range(500)[rows], pa.int64()))


def test_a_row_is_a_dict_and_one_beyond_the_end_is_none(orders: Table) -> None:
    assert orders[-1] == orders[499] == orders.rows(499, 500).to_pylist()[0]
    with pytest.raises(IndexError, match="500 rows"):
        orders[500]
    with pytest.raises(TypeError, match=r"a column is .select\('order_id'\)"):
        orders["order_id"]  # type: ignore[call-overload]


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_every_table_is_what_its_schema_says(name: str) -> None:
    made = data_sets.fresh(name)
    for table, model in made.spec.tables.items():
        whole = Table(made, table, tuple(model.columns))

        assert pa.Table.from_batches(whole.batches(rows=77), whole.schema).equals(whole.to_arrow())
        assert len(whole) == made.rows(table)


def test_columns_that_are_not_asked_for_are_not_made(shop: Dataset) -> None:
    data = Dataset(shop.spec)

    data["orders"].select("order_id", "order_status").rows(0, 10)

    assert {key[2] for key in data._engine._kept if key[0] == "maker"} == {"order_id", "order_status"}


def test_iterating_gives_record_batches(shop: Dataset) -> None:
    assert sum(batch.num_rows for batch in shop["clickstream_events"]) == 5_000


def test_arrow_pandas_polars_and_duckdb_hold_the_same(orders: Table) -> None:
    whole = orders.to_arrow()

    assert pa.table(orders) == whole
    assert orders.to_pandas().equals(whole.to_pandas())
    assert orders.to_polars().equals(polars.DataFrame(whole))
    assert polars.DataFrame(orders).equals(polars.DataFrame(whole))
    assert pandas.DataFrame(orders.to_pandas())["order_id"].sum() == 125_250
    assert orders.to_duckdb().arrow().read_all().cast(whole.schema) == whole


def test_duckdb_takes_a_table_by_its_name_in_python(orders: Table) -> None:
    assert duckdb.sql("SELECT count(*), max(order_id) FROM orders").fetchall() == [(500, 500)]


def test_a_connection_gets_a_table_under_a_name(orders: Table) -> None:
    with duckdb.connect() as connection:
        made = orders.select("order_id").to_duckdb(connection, "some orders")

        assert made.columns == ["order_id"]
        assert connection.sql('SELECT count(*) FROM "some orders"').fetchall() == [(500,)]
        with pytest.raises(EnvironmentProblem, match="already exists"):
            orders.to_duckdb(connection, "some orders")


def test_a_connection_gets_all_tables_with_their_keys(shop: Dataset) -> None:
    with duckdb.connect() as connection:
        shop.to_duckdb(connection)

        assert {name for (name,) in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()} == set(shop.tables)
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO order_items SELECT * FROM order_items LIMIT 1")


def test_a_connection_is_as_it_was_where_a_table_is_in_the_way(shop: Dataset) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE orders (mine INTEGER)")

        with pytest.raises(EnvironmentProblem, match="already exists"):
            shop.to_duckdb(connection)

        assert connection.sql("SELECT table_name FROM duckdb_tables()").fetchall() == [("orders",)]


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_missing_library_is_named_with_what_to_install(library: str, orders: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(EnvironmentProblem, match=f"{library} is not installed") as told:
        getattr(orders, LIBRARIES[library])()

    assert told.value.help == f"pip install 'specgen[{library}]'"


def test_unknown_names_get_the_near_one(shop: Dataset) -> None:
    with pytest.raises(SpecError) as table:
        shop["order"]
    with pytest.raises(SpecError) as column:
        shop["orders"].select("totl", "order_di")

    assert [fault.help for fault in table.value.faults] == ["did you mean 'orders'?"]
    assert len(column.value.faults) == 2


def test_rows_are_found_by_something(orders: Table) -> None:
    with pytest.raises(SpecError, match="no column is named"):
        next(orders.find({}))


def test_a_dialect_that_is_not_there_is_refused_with_those_that_are(shop: Dataset) -> None:
    with pytest.raises(SpecError, match="no dialect 'oracle'") as refused:
        shop.ddl("oracle")

    assert refused.value.faults[0].help == "write duckdb or postgres"


@pytest.mark.parametrize(
    "take", [lambda table: table.rows(-2, 1), lambda table: table.batches(-2), lambda table: table.find({"order_id": 1}, -2)]
)
def test_there_are_no_rows_before_the_first(take: Callable[[Table], object], orders: Table) -> None:
    with pytest.raises(ValueError, match="-2 is before the first"):
        take(orders)
