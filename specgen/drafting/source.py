"""Where tables are read from: a database, a DuckDB file, or a file of SQL that a server of its own runs for the purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from specgen import connected
from specgen.drafting import duckdb, reading
from specgen.drafting.model import Schema
from specgen.drafting.trials import EMPTY
from specgen.errors import EnvironmentProblem, Fault, SpecError
from specgen.postgres.address import FORM, Address, masked, read
from specgen.postgres.scratch import made_by
from specgen.postgres.session import Session
from specgen.records import record

DUCKDB = "duckdb:FILE"


@record
class Opened:
    """Tables that can be read."""

    schema: Callable[[str | None], Schema]
    """The schema of a name, or without one the only one."""
    tried: Callable[[str], list[tuple[Any, ...]]]
    """The rows of a query; none of one that fails."""
    empty: str
    """A list without items, as SQL."""
    where: str
    """What is read, in a few words."""
    name: str
    """One for the spec."""
    target: str
    """The options of `specgen run` by which the spec's rows get to where they belong, and what these do."""
    does: str


@contextmanager
def opened(source: str) -> Iterator[Opened]:
    """The tables of `postgresql://…`, of `duckdb:FILE` or of a file."""
    if source.startswith("duckdb:") or source.endswith(".duckdb"):
        yield from _duckdb(source.removeprefix("duckdb:"))
    elif "://" in source:
        if source.partition(":")[0] not in ("postgresql", "postgres"):
            help = f"write --from {FORM} or {DUCKDB}"
            raise SpecError(Fault("unknown-target", f"cannot read tables from {masked(source)!r}", None, help))
        address = read(source, "--from")
        yield from _postgres(address, str(address), address.database)
    elif Path(source).is_file():
        with made_by(Path(source)) as address:
            yield from _postgres(address, source, Path(source).stem)
    else:
        help = f"name a file of CREATE TABLE statements, {FORM} or {DUCKDB}"
        raise SpecError(Fault("file-not-found", f"there is no file '{source}'", None, help))


def _postgres(address: Address, where: str, name: str) -> Iterator[Opened]:
    with closing(Session(address)) as session:

        def tried(query: str) -> list[tuple[Any, ...]]:
            session.execute("SAVEPOINT tried")
            try:
                return session.rows(query)
            except EnvironmentProblem:
                return []
            finally:
                session.execute("ROLLBACK TO SAVEPOINT tried")

        session.execute("SET TRANSACTION READ ONLY")
        does = "fills these tables, in a database that has them"
        yield Opened(
            lambda name: reading.schema(session, name, where), tried, EMPTY, where, name, "--to postgresql://… --create never", does
        )


def _duckdb(file: str) -> Iterator[Opened]:
    if not file:
        raise SpecError(Fault("unknown-target", "duckdb: names no file", None, f"write --from {DUCKDB}"))
    where = f"DuckDB file {file}"
    with closing(connected.look(file, where, f"write --from {DUCKDB}")) as connection:

        def ask(query: str, *values: str) -> list[tuple[Any, ...]]:
            with connected.plain_problems(where):
                return connection.execute(query, values or None).fetchall()

        def tried(query: str) -> list[tuple[Any, ...]]:
            try:
                return ask(query)
            except EnvironmentProblem:
                return []

        connection.execute("SET TimeZone = 'UTC'")
        name = Path(file).stem
        does = "makes these tables in a file of their own"
        yield Opened(lambda schema: duckdb.schema(ask, schema, where), tried, "'[]'", where, name, f"--to duckdb:{name}_made.duckdb", does)
