"""Every fact holds of the tables in a real server, however they came there."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import psycopg2
import pytest

from specgen import api
from specgen.render import ddl
from tests.facts.ecommerce import FACTS, TABLES, Fact
from tests.servers import Base


def broken(base: Base, facts: Sequence[Fact] = FACTS) -> dict[str, object]:
    """The facts that do not hold, with a row that says so; PostgreSQL has no `rowid`, so views give it."""
    views = "".join(
        f"CREATE VIEW pg_temp.{table} AS SELECT *, row_number() OVER (ORDER BY ctid) - 1 AS rowid FROM {table};" for table in TABLES
    )
    with contextlib.closing(psycopg2.connect(base.target)) as connection, connection.cursor() as cursor:
        cursor.execute(views)
        found = {}
        for fact in facts:
            cursor.execute(f"SELECT * FROM ({fact.offences}) offences LIMIT 1")
            found[fact.name] = cursor.fetchone()
    return {name: row for name, row in found.items() if row is not None}


RULES = "SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
COMMENTS = """
SELECT c.relname, coalesce(a.attname, ''), d.description FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0 WHERE relnamespace = 'public'::regnamespace
"""


SMALL = {"sensors": {"last_day": "2025-01-09"}, "tpch": {"scale": "0.001"}}


@pytest.mark.parametrize("connections", ["1", "2"])
@pytest.mark.parametrize("name", api.shipped())
def test_everything_that_a_spec_declares_is_in_the_catalogue(name: str, connections: str, base: Base) -> None:
    data = api.load(name, SMALL.get(name, {}))
    data.run([api.open_target(base.target, options={"connections": connections})])

    declared = ddl(data.plan, "postgres")
    assert {rule.name for rule in declared.rules} <= {rule for (rule,) in base.ask(RULES)}
    found = {(table, column): text for table, column, text in base.ask(COMMENTS)}
    tables = [data.spec.tables[name] for name in data.tables]
    described = {(table.name, column.name): column.description for table in tables for column in table.visible if column.description}
    assert described.items() <= found.items()
    assert all(found[table.name, ""].startswith(table.description) for table in tables)


def test_every_fact_holds_on_the_server(base_of_each_version: Base) -> None:
    base = base_of_each_version
    api.load("ecommerce").run([api.open_target(base.target)])
    assert broken(base) == {}

    api.load("ecommerce", {"seed": "7"}).run([api.open_target(base.target)])
    assert broken(base) == {}

    base.ask("UPDATE orders SET order_total = order_total + 1 WHERE order_id = 5")
    assert broken(base, [fact for fact in FACTS if fact.name == "order_total is the sum of the lines, to the cent"])
