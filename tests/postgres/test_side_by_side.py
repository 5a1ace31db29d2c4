"""Several connections: the same database as with one, all or nothing, and nothing of anybody else is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from specgen import api
from specgen.errors import ChecksFailed, EnvironmentProblem, SpecError
from specgen.run import Outcome
from tests.postgres.test_database import SHOP
from tests.servers import Base

ROOT = Path(__file__).parents[2]
CATALOGUE = """
SELECT string_agg(x, E'\\n' ORDER BY x) FROM (
    SELECT attrelid::regclass || ' ' || attname || ' ' || atttypid::regtype || attnotnull::text || attidentity::text || attgenerated::text
        || coalesce(col_description(attrelid, attnum), '') || coalesce(obj_description(attrelid, 'pg_class'), '')
    FROM pg_attribute JOIN pg_class c ON attrelid = c.oid AND attnum > 0
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
) catalogue (x)
"""
ROWS = "SELECT (SELECT json_agg(c ORDER BY customer_id)::text FROM customers c), (SELECT json_agg(o ORDER BY order_id)::text FROM orders o)"
STAGED = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'specgen%'"
CODE = (
    "import sys; from specgen import api; "
    "api.load('ecommerce', {'scale': '2'}).run([api.open_target(sys.argv[1], options={'connections': '2'})])"
)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path / "shop.yaml"


def load(spec: Path, base: Base, connections: int = 3, force: bool = False, **params: str) -> Outcome:
    sink = api.open_target(base.target, force, {"connections": str(connections)})
    return api.load(spec, params).run([sink], jobs=1, batch_rows=7)


def test_the_database_is_the_same_as_with_one_connection(spec: Path, base_of_each_version: Base) -> None:
    base = base_of_each_version
    load(spec, base, connections=1)
    expected = base.one(CATALOGUE), base.ask(ROWS)
    base.ask("DROP TABLE orders, customers")

    for _ in range(2):
        load(spec, base)

        assert (base.one(CATALOGUE), base.ask(ROWS)) == expected
        assert base.one(STAGED) == 0
    assert base.one("INSERT INTO customers (segment, code) VALUES ('gold', 'x') RETURNING customer_id") == 21


def test_grants_and_storage_parameters_are_given_again(spec: Path, base: Base) -> None:
    load(spec, base)
    base.ask("GRANT SELECT ON orders TO PUBLIC; GRANT UPDATE (total) ON orders TO PUBLIC; ALTER TABLE orders SET (fillfactor = 50)")
    before = base.one("SELECT 'orders'::regclass::oid")

    load(spec, base, customers="30")

    assert base.one("SELECT 'orders'::regclass::oid") != before
    assert base.one("SELECT count(*) FROM customers") == 30
    assert base.one("SELECT count(*) FROM pg_class, aclexplode(relacl) WHERE relname = 'orders' AND grantee = 0") == 1
    assert base.one("SELECT count(*) FROM pg_attribute, aclexplode(attacl) WHERE attrelid = 'orders'::regclass AND grantee = 0") == 1
    assert base.one("SELECT reloptions FROM pg_class WHERE relname = 'orders'") == ["fillfactor=50"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW totals AS SELECT sum(total) FROM orders",
        "CREATE INDEX mine ON orders (total)",
        "CREATE STATISTICS s ON customer_id, total FROM orders",
        "CREATE TABLE notes (order_id integer REFERENCES orders)",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
    ],
)
def test_where_something_hangs_on_a_table_one_connection_does_it(sql: str, spec: Path, base: Base) -> None:
    load(spec, base)
    base.ask(sql)
    before = base.one("SELECT 'orders'::regclass::oid")

    load(spec, base)

    assert base.one("SELECT 'orders'::regclass::oid") == before
    assert base.one(STAGED) == 0


def test_a_failed_check_leaves_the_old_rows_and_nothing_else(spec: Path, base: Base) -> None:
    load(spec, base)
    before = base.ask(ROWS)
    spec.write_text(SHOP + "checks:\n  - {name: never, sql: 'SELECT 1'}\n", encoding="utf-8")

    with pytest.raises(ChecksFailed):
        load(spec, base, customers="33")

    assert base.ask(ROWS) == before
    assert base.one(STAGED) == 0


def test_a_statement_that_fails_ends_all_connections(spec: Path, base: Base) -> None:
    load(spec, base)
    before = base.ask(ROWS)
    base.ask(
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE 'no room for an index' USING ERRCODE = '53100'; END$$;"
        "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION refuse()"
    )

    with pytest.raises(EnvironmentProblem, match="no room for an index"):
        load(spec, base, customers="33")

    assert base.ask(ROWS) == before
    assert base.one(STAGED) == 0


def test_a_table_that_somebody_makes_meanwhile_is_not_replaced(spec: Path, base: Base) -> None:
    def interfere(what: str, rows: int) -> None:
        if what == "checks":
            base.ask("CREATE TABLE orders (mine integer)")

    with pytest.raises(EnvironmentProblem, match="somebody else made or dropped these tables meanwhile: orders"):
        api.load(spec).run([api.open_target(base.target, True, {"connections": "2"})], progress=interfere)

    assert base.ask("SELECT count(mine) FROM orders") == [(0,)]
    assert base.one(STAGED) == 0


def test_a_killed_run_leaves_the_old_rows_and_the_next_one_clears_up(base: Base) -> None:
    api.load("ecommerce", {"scale": "0.3"}).run([api.open_target(base.target, options={"connections": "2"})])
    before = base.ask("SELECT (SELECT count(*) FROM orders), (SELECT sum(order_total) FROM orders)")
    running = subprocess.Popen([sys.executable, "-c", CODE, base.target], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    while not base.ask("SELECT 1 FROM pg_stat_activity WHERE application_name = 'specgen' AND query LIKE 'COPY%%'"):
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    while base.ask("SELECT 1 FROM pg_stat_activity WHERE application_name = 'specgen'"):
        time.sleep(0.02)

    assert base.ask("SELECT (SELECT count(*) FROM orders), (SELECT sum(order_total) FROM orders)") == before
    assert base.one(STAGED) == 1
    api.load("ecommerce", {"scale": "0.4"}).run([api.open_target(base.target, options={"connections": "2"})])
    assert base.one("SELECT count(*) FROM orders") == 2000
    assert base.one(STAGED) == 0


@pytest.mark.parametrize("connections", [1, 2])
def test_what_a_process_of_the_same_number_left_is_removed(connections: int, spec: Path, base: Base) -> None:
    """Numbers of processes begin again when a server is started again, so the one of this run may be the dead one's."""
    load(spec, base)
    sink = api.open_target(base.target, options={"connections": str(connections)})
    sink.inspect(["customers"])

    number = sink.query("SELECT pg_backend_pid()")[1][0][0]
    base.ask(f"CREATE SCHEMA specgen_staging_{number}; CREATE TABLE specgen_staging_{number}.orders (x integer)")
    api.load(spec, {"segment": "12"}).run([sink], jobs=1)

    assert base.one("SELECT atttypmod - 4 FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attname = 'segment'") == 12
    assert base.one(STAGED) == 0


def test_there_may_be_more_connections_than_batches(spec: Path, base: Base) -> None:
    api.load(spec).run([api.open_target(base.target, options={"connections": "4"})], jobs=1)

    assert base.one("SELECT count(*) FROM orders") == 40


def test_no_connections_are_refused(base: Base) -> None:
    with pytest.raises(SpecError, match="connections is 0, and must be from 1 to"):
        api.open_target(base.target, options={"connections": "0"})
