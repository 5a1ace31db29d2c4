"""Every fact holds of the tables in a real server, however they came there."""

from __future__ import annotations

import contextlib

import psycopg2
import pytest

from specgen import api
from tests.facts.ecommerce import FACTS, TABLES
from tests.servers import VERSIONS, Base, database, server


def broken(base: Base) -> dict[str, object]:
    """The facts that do not hold, with a row that says so; PostgreSQL has no `rowid`, so views give it."""
    views = "".join(
        f"CREATE VIEW pg_temp.{table} AS SELECT *, row_number() OVER (ORDER BY ctid) - 1 AS rowid FROM {table};" for table in TABLES
    )
    with contextlib.closing(psycopg2.connect(base.target)) as connection, connection.cursor() as cursor:
        cursor.execute(views)
        found = {}
        for fact in FACTS:
            cursor.execute(f"SELECT * FROM ({fact.offences}) offences LIMIT 1")
            found[fact.name] = cursor.fetchone()
    return {name: row for name, row in found.items() if row is not None}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_fact_holds_on_the_server(version: int) -> None:
    with server(version) as uri, database(uri) as base:
        api.load("ecommerce").run([api.open_target(base.target)])
        assert broken(base) == {}

        api.load("ecommerce", {"seed": "7"}).run([api.open_target(base.target)])
        assert broken(base) == {}

        base.ask("UPDATE orders SET order_total = order_total + 1 WHERE order_id = 5")
        assert "order_total is the sum of the lines, to the cent" in broken(base)
