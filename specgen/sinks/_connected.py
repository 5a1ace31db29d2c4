"""Rows into a DuckDB connection that somebody else has, or that is made for them in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import duckdb
import pyarrow as pa

from specgen.errors import EnvironmentProblem
from specgen.expressions import plain_message, quoted

Connection = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation
_BATCH = "specgen_rows"


def in_memory() -> Connection:
    """A new database in memory."""
    return duckdb.connect()


@contextmanager
def whole(connection: Connection) -> Iterator[None]:
    """All or nothing, in a transaction of its own unless there is one already."""
    own = _begun(connection)
    try:
        yield
    except duckdb.Error as wrong:
        raise EnvironmentProblem(f"DuckDB: {plain_message(wrong)}", "drop what is in the way, or name another connection") from wrong
    else:
        if own:
            connection.commit()
            own = False
    finally:
        if own:
            connection.rollback()


def execute(connection: Connection, statements: Sequence[str]) -> None:
    """Run statements one after the other."""
    for statement in statements:
        connection.execute(statement)


def create(connection: Connection, table: str, schema: pa.Schema) -> None:
    """An empty table with the columns of a schema."""
    with _seen(connection, pa.Table.from_batches([], schema)):
        connection.execute(f"CREATE TABLE {quoted(table)} AS FROM {_BATCH}")


def insert(connection: Connection, table: str, batches: Iterable[pa.RecordBatch], columns: Sequence[str]) -> None:
    """Add rows to a table, by the names of these columns."""
    names = ", ".join(map(quoted, columns))
    for batch in batches:
        with _seen(connection, pa.Table.from_batches([batch.select(list(columns))])):
            connection.execute(f"INSERT INTO {quoted(table)} ({names}) FROM {_BATCH}")


@contextmanager
def _seen(connection: Connection, rows: pa.Table) -> Iterator[None]:
    connection.register(_BATCH, rows)
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # a transaction that has failed takes nothing more; the rows go with it
            connection.unregister(_BATCH)


def _begun(connection: Connection) -> bool:
    try:
        connection.begin()
    except duckdb.TransactionException:
        return False
    return True
