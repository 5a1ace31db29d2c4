"""A PostgreSQL database: one transaction from DDL to constraints to checks, with COPY in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from specgen.postgres.address import read
from specgen.postgres.database import Database
from specgen.sinks import chosen


class PostgresqlSink(Database):
    """Loads a PostgreSQL database, 13 or newer, in one transaction. Tables with specgen's mark are replaced, others only with `force`."""

    name: ClassVar[str] = "postgresql"
    form: ClassVar[str] = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"

    @classmethod
    def open(cls, target: str, force: bool, options: Mapping[str, str] = {}) -> PostgresqlSink:
        return cls(read(f"{cls.name}:{target}"), force, chosen(cls, options))

    @classmethod
    def examine(cls, target: str, options: Mapping[str, str] = {}) -> str:
        sink = cls.open(target, False, options)
        try:
            return sink.examined()
        finally:
            sink.abort()


KIND = PostgresqlSink
