"""A DuckDB file holds the old rows or the new ones, and never loses what specgen did not make."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from specgen.errors import EnvironmentProblem, SpecError
from specgen.expressions import type_sql
from specgen.manifest import Manifest
from specgen.plan.model import Plan
from specgen.render import Ddl, TableDdl, ddl
from specgen.sinks.duckdb import DuckdbSink
from specgen.types import parse_type
from tests.plans import Filler, column, key, plan, sql, table


def _shop() -> Plan:
    customers = table("customers", 2, column("customer_id", "integer"), primary_key=("customer_id",))
    orders = table(
        "orders",
        3,
        column("order_id", "integer"),
        column("customer_id", "integer"),
        column("twice", "integer", filler=Filler("expr", sql("order_id * 2")), generated=True),
        primary_key=("order_id",),
        foreign_keys=(key("customer_id", "customers", "customer_id"),),
    )
    return plan(customers, orders)


NAMES = ["customers", "orders"]
MANIFEST = Manifest("shop", 42, {}, {})


def _begun(file: Path, names: Sequence[str] = NAMES, force: bool = False) -> DuckdbSink:
    sink = DuckdbSink(file, force)
    sink.inspect(names)
    sink.begin({})
    made = ddl(_shop(), "duckdb")
    sink.create(made)
    sink.constrain(made)
    return sink


def _fill(sink: DuckdbSink, ids: Sequence[int]) -> None:
    sink.write("customers", pa.record_batch({"customer_id": pa.array([1, 2], pa.int32())}))
    orders = {"customer_id": [1 for _ in ids], "order_id": list(ids)}
    sink.write("orders", pa.record_batch({name: pa.array(values, pa.int32()) for name, values in orders.items()}))


def _loaded(file: Path, ids: Sequence[int]) -> None:
    sink = _begun(file)
    _fill(sink, ids)
    sink.prepare(MANIFEST)
    sink.commit()


def _orders(file: Path) -> list[tuple[int, ...]]:
    with duckdb.connect(str(file)) as connection:
        return connection.execute("SELECT order_id, customer_id, twice FROM orders").fetchall()


def test_columns_are_loaded_by_name_and_generated_ones_computed(tmp_path: Path) -> None:
    _loaded(tmp_path / "shop.duckdb", [3, 1])

    assert _orders(tmp_path / "shop.duckdb") == [(3, 1, 6), (1, 1, 2)]


def test_queries_see_the_rows_before_commit(tmp_path: Path) -> None:
    sink = _begun(tmp_path / "shop.duckdb")
    _fill(sink, [1, 2])

    assert sink.query("SELECT count(*) AS orders FROM orders") == (["orders"], [(2,)])
    sink.abort()


def test_a_second_run_replaces_its_own_tables_and_no_others(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 42 AS x")

    _loaded(file, [1])
    _loaded(file, [5])

    assert _orders(file) == [(5, 1, 10)]
    with duckdb.connect(str(file)) as connection:
        assert connection.execute("SELECT x FROM mine").fetchall() == [(42,)]


def test_abort_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    _loaded(file, [1])

    sink = _begun(file)
    _fill(sink, [7])
    sink.abort()

    assert _orders(file) == [(1, 1, 2)]


def test_a_failed_statement_can_be_aborted_to_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    _loaded(file, [1])

    sink = _begun(file)
    with pytest.raises(EnvironmentProblem, match="onstraint"):
        _fill(sink, [7, 7])
    sink.abort()

    assert _orders(file) == [(1, 1, 2)]


KILLED = """
import os, sys
from pathlib import Path
from tests.sinks.test_duckdb import _begun, _fill
sink = _begun(Path(sys.argv[1]))
_fill(sink, [7])
os._exit(9)
"""


def test_a_process_killed_half_way_leaves_the_old_contents(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    _loaded(file, [1])

    killed = subprocess.run([sys.executable, "-c", KILLED, str(file)], cwd=Path(__file__).parents[2], capture_output=True, text=True)

    assert killed.returncode == 9, killed.stderr
    assert _orders(file) == [(1, 1, 2)]


def test_a_table_of_somebody_else_is_refused_by_name_unless_forced(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE orders AS SELECT 42 AS x")

    with pytest.raises(EnvironmentProblem, match="orders") as refused:
        _begun(file)
    assert "--force" in refused.value.help
    sink = _begun(file, force=True)
    _fill(sink, [1])
    sink.prepare(MANIFEST)
    sink.commit()
    assert _orders(file) == [(1, 1, 2)]


def test_a_table_that_refers_to_ours_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    _loaded(file, [1])
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE notes (customer_id integer REFERENCES customers (customer_id))")

    with pytest.raises(EnvironmentProblem, match="notes refers to customers"):
        _begun(file)


LOCKS = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_a_file_that_another_program_holds_is_refused_with_advice(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    with subprocess.Popen([sys.executable, "-c", LOCKS, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()

        with pytest.raises(EnvironmentProblem) as refused:
            DuckdbSink(file).inspect(NAMES)
        other.communicate(b"")

    assert "another program" in refused.value.help


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.duckdb").write_text("hello " * 1000)

    with pytest.raises(EnvironmentProblem, match=r"shop\.duckdb"):
        DuckdbSink(tmp_path / "shop.duckdb").inspect(NAMES)


def test_nested_values_are_structs_and_lists(tmp_path: Path) -> None:
    types = {
        "place": parse_type("struct(lat double, tags text[])"),
        "past": parse_type("struct(at date, id uuid)[]"),
        "ids": parse_type("uuid[]"),
    }
    ident = "123e4567-e89b-42d3-a456-426614174000"
    row = {"place": {"lat": 1.5, "tags": ["a", None]}, "past": [{"at": None, "id": ident}], "ids": [ident, None]}
    batch = pa.RecordBatch.from_pylist([row], pa.schema([(name, type.arrow) for name, type in types.items()]))
    sink = DuckdbSink(tmp_path / "nested.duckdb")
    sink.inspect(["t"])
    sink.begin({})
    columns = [f"{name} {type_sql(type, 'duckdb')}" for name, type in types.items()]
    sink.create(Ddl((TableDdl("t", (f"CREATE TABLE t ({', '.join(columns)})",)),), ()))
    sink.write("t", batch)

    assert sink.query("SELECT place.lat, place.tags[1], len(past), CAST(past[1].id AS VARCHAR), typeof(ids) FROM t")[1] == [
        (1.5, "a", 1, ident, "UUID[]")
    ]
    assert sink.query("SELECT typeof(place), typeof(past) FROM t")[1] == [
        ("STRUCT(lat DOUBLE, tags VARCHAR[])", 'STRUCT("at" DATE, id UUID)[]')
    ]
    sink.abort()


def test_it_has_no_options(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="duckdb has no option 'threads'"):
        DuckdbSink.open(str(tmp_path / "shop.duckdb"), False, {"threads": "2"})
