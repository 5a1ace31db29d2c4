"""Where rows wait that cannot go into their table as they come."""

from __future__ import annotations

from specgen.expressions import quoted
from specgen.postgres.session import Session


def waiting(session: Session, table: str, columns: str = "*") -> str:
    """Makes an empty temporary table with columns (SQL) of a table, till the transaction ends; its name, as SQL.

    It is named by the table's number: names are cut off at 63 bytes, and two that are longer may begin alike.
    """
    name = f"pg_temp.{quoted(f'specgen rows of {session.oid(quoted(table))}')}"
    session.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {columns} FROM {quoted(table)} WITH NO DATA")
    return name
