"""A PostgreSQL server of your own in a folder, without Docker: extra `postgres-local`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from specgen.postgres import local
from specgen.postgres.address import read
from specgen.postgres.database import Database
from specgen.sinks import chosen


class PostgresLocalSink(Database):
    """Starts a PostgreSQL server in a folder, and loads it. It listens on no network and goes on running, so that you can connect."""

    name: ClassVar[str] = "postgres-local"
    form: ClassVar[str] = "postgres-local:DIR"
    url = ""
    """How other programs reach the server."""

    @classmethod
    def open(cls, target: str, force: bool, options: Mapping[str, str] = {}) -> PostgresLocalSink:
        wanted = chosen(cls, options)  # a wrong option is told before a server is started
        url = local.started(target)
        sink = cls(read(url), force, wanted)
        sink.url = url
        return sink

    @classmethod
    def examine(cls, target: str, options: Mapping[str, str] = {}) -> str:
        return local.examined(target)

    def describe(self) -> str:
        return f"{super().describe()} ({self.url})"


KIND = PostgresLocalSink
