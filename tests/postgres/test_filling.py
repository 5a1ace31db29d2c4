"""`--create never`: tables that somebody else made are filled, and nothing of them is changed but their rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from specgen.postgres.holding import holds
from specgen.types import parse_type
from tests.postgres.test_database import limited
from tests.servers import Base

APPLICATION = (Path(__file__).parent / "application.sql").read_text(encoding="utf-8")
CATALOGUE = """
SELECT string_agg(x, E'\\n' ORDER BY x) FROM (
    SELECT c.oid::regclass || ' ' || attname || ' ' || atttypid::regtype || attnotnull::text || coalesce(pg_get_expr(adbin, adrelid), '')
        || coalesce(c.relacl::text, '') || coalesce(obj_description(c.oid, 'pg_class'), '')
    FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
    UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
) catalogue (x)
"""
NEVER = {"create": "never"}


def fill(base: Base, spec: str | Path = "ecommerce", force: bool = False, strict: bool = True, **params: str) -> None:
    api.load(spec, params).run([api.open_target(base.target, force, NEVER)], jobs=1, strict=strict)


def test_the_tables_of_an_application_are_filled_and_stay_what_they_are(base_of_each_version: Base) -> None:
    base = base_of_each_version
    base.ask(APPLICATION)
    before = base.one(CATALOGUE)

    fill(base)

    assert base.one(CATALOGUE) == before
    assert base.ask("SELECT count(*), count(full_name), count(notes), count(created_at) FROM customers") == [(1000, 1000, 0, 1000)]
    assert base.ask("SELECT count(*), count(updated_at) FROM orders") == [(5000, 5000)]
    assert base.one("SELECT sum(rows) FROM audit") >= 5000
    assert base.one("SELECT count(*) FROM clickstream_events") == 50_000
    order = "INSERT INTO orders (customer_id, order_date, payment_method, order_total) VALUES (1, now(), 'cash', 1) RETURNING order_id"
    assert base.one(order) == 5001
    assert base.one("INSERT INTO products (name, category, price) VALUES ('x', 'y', 1) RETURNING product_id") == 201


def test_a_user_who_owns_nothing_fills_with_the_rights_of_an_application(base: Base) -> None:
    base.ask(APPLICATION)
    with limited(base, "SELECT, INSERT ON ALL TABLES IN SCHEMA public", "USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public") as user:
        fill(user, scale="0.1")

    assert base.one("SELECT count(*) FROM orders") == 500


def test_a_row_that_is_there_already_is_named_with_the_constraint(base: Base) -> None:
    base.ask(APPLICATION + "; INSERT INTO products (name, category, price) VALUES ('mine', 'x', 1)")

    with pytest.raises(EnvironmentProblem, match=r"products breaks products_pkey: Key \(product_id\)=\(1\) already exists"):
        fill(base)
    assert base.ask("SELECT name FROM products") == [("mine",)]

    fill(base, force=True, scale="0.1")
    assert base.one("SELECT count(*) FROM products WHERE name = 'mine'") == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TABLE clickstream_events", "has no tables clickstream_events"),
        ("ALTER TABLE orders DROP COLUMN payment_method", "orders has no column payment_method"),
        ("ALTER TABLE orders ADD COLUMN shop text NOT NULL", "orders.shop is NOT NULL without a default, and the spec has no such column"),
        (
            "ALTER TABLE order_items ALTER COLUMN quantity TYPE smallint",
            "order_items.quantity is smallint, which cannot hold every integer",
        ),
        ("ALTER TABLE customers ALTER COLUMN phone TYPE varchar(9)", r"customers.phone is character varying\(9\)"),
    ],
)
def test_tables_that_cannot_take_the_rows_are_refused_before_the_first(change: str, said: str, base: Base) -> None:
    base.ask(f"{APPLICATION}; DROP VIEW big_spenders; {change}")

    with pytest.raises(EnvironmentProblem, match=said):
        fill(base)


CIRCLES = """\
specgen: 1
name: circles
seed: 1
tables:
  people:
    rows: 40
    primary_key: person_id
    columns:
      person_id: integer
      boss_id: {type: integer, nulls: 10%, references: people.person_id}
      team_id: {references: teams.team_id}
  teams:
    rows: 5
    primary_key: team_id
    columns:
      team_id: integer
      lead_id: {references: people.person_id}
"""
TABLES = """
CREATE TABLE people (person_id integer PRIMARY KEY, boss_id integer REFERENCES people, team_id integer {people});
CREATE TABLE teams (team_id integer PRIMARY KEY, lead_id integer {teams} REFERENCES people);
ALTER TABLE people ADD FOREIGN KEY (team_id) REFERENCES teams {deferred}
"""


@pytest.mark.parametrize(
    ("people", "teams", "deferred"),
    [("", "", ""), ("NOT NULL", "", ""), ("NOT NULL", "NOT NULL", ""), ("NOT NULL", "NOT NULL", "DEFERRABLE")],
)
def test_keys_in_circles_are_filled_without_being_superuser(people: str, teams: str, deferred: str, base: Base, tmp_path: Path) -> None:
    (tmp_path / "circles.yaml").write_text(CIRCLES, encoding="utf-8")
    base.ask(TABLES.format(people=people, teams=teams, deferred=deferred))

    with limited(base, "SELECT, INSERT ON ALL TABLES IN SCHEMA public") as user:
        fill(user, tmp_path / "circles.yaml")

    assert base.ask("SELECT count(*), count(team_id), count(boss_id) > 30 FROM people") == [(40, 40, True)]
    assert base.ask("SELECT count(lead_id) FROM teams") == [(5,)]


LONG = "purchases_of_the_customers_of_the_northern_shops"
"""48 characters, and more come behind them."""
CHILDREN = f"""\
specgen: 1
name: long
seed: 1
tables:
  customers: {{rows: 5, primary_key: id, columns: {{id: integer}}}}
  {LONG}_1: {{rows: 7, columns: {{id: {{references: customers.id}}}}}}
  {LONG}_2: {{rows: 9, columns: {{id: {{references: customers.id}}}}}}
"""


def test_the_names_of_two_tables_may_begin_alike(base: Base, tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(CHILDREN, encoding="utf-8")
    base.ask("CREATE TABLE customers (id integer PRIMARY KEY)")
    for number in (1, 2):
        base.ask(f"CREATE TABLE {LONG}_{number} (id integer REFERENCES customers)")

    fill(base, tmp_path / "long.yaml")

    assert base.ask(f"SELECT (SELECT count(*) FROM {LONG}_1), (SELECT count(*) FROM {LONG}_2)") == [(7, 9)]


@pytest.mark.parametrize(
    ("column", "wanted", "fits"),
    [
        ("numeric(12,2)", "decimal(10,2)", True), ("numeric(12,1)", "decimal(10,2)", False), ("numeric(9,2)", "decimal(10,2)", False),
        ("numeric", "decimal(38,10)", True), ("double precision", "decimal(10,2)", False), ("numeric(10,0)", "integer", True),
        ("numeric(9,0)", "integer", False), ("integer", "bigint", False), ("double precision", "integer", True), ("real", "double", False),
        ("character varying(20)", "varchar(20)", True), ("character varying(19)", "varchar(20)", False), ("citext", "text", True),
        ("character varying(10)", "uuid", False), ("text", "uuid", True), ("date", "timestamp", False), ("date", "date", True),
        ("timestamp(0) without time zone", "timestamp(3)", False), ("timestamp(3) without time zone", "timestamp(0)", True),
        ("integer[]", "integer[]", True), ("smallint[]", "integer[]", False), ("integer[]", "integer", False),
        ("jsonb", "struct(a integer)", True), ("boolean", "integer", False), ("text", "boolean", True),
    ],
)  # fmt: skip
def test_types_that_hold_others(column: str, wanted: str, fits: bool) -> None:
    assert holds(column, parse_type(wanted)) is fits
