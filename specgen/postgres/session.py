"""One connection and its transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from specgen.errors import EnvironmentProblem
from specgen.expressions import quoted
from specgen.postgres.address import Address
from specgen.postgres.problems import plain_problems

OLDEST = 130_000
"""The oldest server that is supported, as PostgreSQL numbers its versions."""
_SETTINGS = {
    "client_min_messages": "warning",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "lock_timeout": "60s",
    "idle_in_transaction_session_timeout": "0",
}
"""What may be set otherwise for a user or database, and would change what is read or how long a load may take."""
_CONNECT_SECONDS = 10
_SORT_KILOBYTES = 256 * 1024
_ROOM = """
SELECT set_config(name, greatest(setting::bigint, %s) || 'kB', false) FROM pg_settings WHERE name = 'maintenance_work_mem'
"""

Answer = tuple[list[str], list[tuple[Any, ...]]]


class Session:
    """A connection that is opened when it is first needed; every problem comes as an EnvironmentProblem."""

    def __init__(self, address: Address, schema: str = ""):
        self.address = address
        self._schema = schema
        self.connection: Any = None

    @property
    def open(self) -> bool:
        return self.connection is not None

    def connect(self) -> None:
        """Open the connection, unless it is open; refuses servers that are too old."""
        if self.connection is not None:
            return
        import psycopg2

        given = {"connect_timeout": _CONNECT_SECONDS, "application_name": "specgen", **self.address.parameters, "client_encoding": "UTF8"}
        with plain_problems(self.address):
            connection = psycopg2.connect(**given)
        if connection.server_version < OLDEST:
            connection.close()
            raise EnvironmentProblem(
                f"{self.address}: the server is {version(connection)}", f"specgen loads PostgreSQL {OLDEST // 10_000} and newer"
            )
        self.connection = connection
        self.execute("; ".join(f"SET {name} = '{value}'" for name, value in _SETTINGS.items()))
        if self._schema:
            self.look_in(self._schema)

    def look_in(self, *schemas: str) -> None:
        """The schemas in which names are looked up, and in the first of which tables are made."""
        self.execute(f"SET search_path = {', '.join(map(quoted, schemas))}")

    def execute(self, sql: str, values: Sequence[Any] | None = None) -> None:
        with self.cursor() as cursor:
            cursor.execute(sql, values)

    def query(self, sql: str, values: Sequence[Any] | None = None) -> Answer:
        """Column names and rows."""
        with self.cursor() as cursor:
            cursor.execute(sql, values)
            return [column.name for column in cursor.description or ()], cursor.fetchall() if cursor.description else []

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.query(sql, values or None)[1]

    def one(self, sql: str, *values: Any) -> Any:
        """The first cell of the first row."""
        return self.rows(sql, *values)[0][0]

    def sort_in_memory(self) -> None:
        """Give index builds and checks of keys more memory than servers do by default."""
        self.query(_ROOM, [_SORT_KILOBYTES])

    def oid(self, table: str) -> int:
        """What the catalogue calls a table that is named as SQL."""
        return int(self.one("SELECT %s::regclass::oid", table))

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        self.connect()
        with plain_problems(self.address, lambda: self.connection), self.connection.cursor() as cursor:
            yield cursor

    def run_alone(self, sql: str) -> None:
        """A statement that stands in no transaction, such as CREATE DATABASE."""
        self.connect()
        self.connection.rollback()
        self.connection.autocommit = True
        self.execute(sql)
        self.connection.autocommit = False

    def commit(self) -> None:
        with plain_problems(self.address, lambda: self.connection):
            self.connection.commit()

    def cancel(self) -> None:
        """Have the server end the statement that is running; from another thread."""
        import psycopg2

        if self.connection is not None:
            with suppress(psycopg2.Error):
                self.connection.cancel()

    def close(self) -> None:
        """Close the connection; what is not committed is gone."""
        import psycopg2

        if self.connection is not None:
            with suppress(psycopg2.Error):
                self.connection.close()
        self.connection = None


def version(connection: Any) -> str:
    return f"PostgreSQL {connection.server_version // 10_000}"
