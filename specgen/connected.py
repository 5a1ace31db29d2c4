"""Rows into a DuckDB connection: of a file, of somebody else, or made for them in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import duckdb
import pyarrow as pa

from specgen.errors import EnvironmentProblem
from specgen.expressions import plain_message, quoted

Connection = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation

_ADVICE = {
    "Could not set lock": "another program has the file open: close it there, or name another file",
    "No space left": "make room on the disk; the file is as it was",
    "File too large": "the system lets no file grow so large (`ulimit -f`); the file is as it was",
    "Is a directory": "it is a folder: name a file, such as duckdb:shop.duckdb",
    "not a valid DuckDB": "the file is not a DuckDB database: name another",
    "Extension ": "name a DuckDB file, or one that is not there yet",
    "Permission denied": "choose a file that you may write to",
    "Read-only file system": "choose a file on another disk",
}
"""What to do, by what DuckDB says."""


CONFIG: dict[str, str | bool | int | float | list[str]] = {"preserve_insertion_order": "true", "autoinstall_known_extensions": "false"}
"""Nothing is fetched from the network, as it would be for a file of another database."""


def in_memory() -> Connection:
    """A new database in memory."""
    return duckdb.connect()


def look(file: str, where: str, help: str) -> Connection:
    """A file that has to be there, opened to read it only; `help` is for one that is missing."""
    if not os.path.isfile(file):
        raise EnvironmentProblem(f"there is no file {file}" if not os.path.isdir(file) else f"{file} is a folder", help)
    with plain_problems(where):
        return duckdb.connect(file, read_only=True, config=CONFIG)


@contextmanager
def plain_problems(where: str, help: str = "") -> Iterator[None]:
    """Turns what DuckDB says into one line and an advice; `help` is for what is not known here."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise MemoryError from error
    except duckdb.Error as error:
        said = "it is a database of another kind" if "Extension " in str(error) else plain_message(error)
        raise EnvironmentProblem(f"{where}: {said}", _advice(str(error)) or help) from error


@contextmanager
def whole(connection: Connection) -> Iterator[None]:
    """All or nothing, in a transaction of its own unless there is one already."""
    if not hasattr(connection, "begin"):
        raise TypeError(f"the connection is one that duckdb.connect() gives, not {connection!r}")
    own = False
    try:
        with plain_problems("DuckDB", "drop what is in the way, or name another connection"):
            own = _begun(connection)
            yield
            if own:
                connection.commit()
                own = False
    finally:
        if own:
            with suppress(duckdb.Error):  # DuckDB may have ended it itself
                connection.rollback()


def execute(connection: Connection, statements: Sequence[str]) -> None:
    """Run statements one after the other."""
    for statement in statements:
        connection.execute(statement)


def create(connection: Connection, table: str, schema: pa.Schema) -> None:
    """An empty table with the columns of a schema."""
    with _seen(connection, table, pa.Table.from_batches([], schema)) as rows:
        connection.execute(f"CREATE TABLE {quoted(table)} AS FROM {rows}")


def table(connection: Connection, name: str) -> Relation:
    """A table that is there, whatever signs are in its name."""
    return connection.sql(f"FROM {quoted(name)}")  # `table` takes no such name before DuckDB 2.0


def insert(connection: Connection, table: str, batches: Iterable[pa.RecordBatch], columns: Sequence[str]) -> None:
    """Add rows to a table, by the names of these columns."""
    names = ", ".join(map(quoted, columns))
    for batch in batches:
        with _seen(connection, table, pa.Table.from_batches([batch.select(list(columns))])) as rows:
            connection.execute(f"INSERT INTO {quoted(table)} ({names}) FROM {rows}")


@contextmanager
def _seen(connection: Connection, table: str, rows: pa.Table) -> Iterator[str]:
    """Rows for a table under a name, as SQL, that is not the table's own, whatever that is: DuckDB would take the rows for the table."""
    name = f"specgen rows for {table}"
    connection.register(name, rows)
    try:
        yield quoted(name)
    finally:
        with suppress(duckdb.Error):  # a transaction that has failed takes nothing more; the rows go with it
            connection.unregister(name)


def _begun(connection: Connection) -> bool:
    try:
        connection.begin()
    except duckdb.TransactionException:
        return False
    return True


def _advice(reason: str) -> str:
    return next((help for sign, help in _ADVICE.items() if sign in reason), "")
