"""A PostgreSQL database as a sink: one transaction from the first statement to the last check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

import pyarrow as pa

from specgen.domains import Integer, Text, parameter
from specgen.errors import EnvironmentProblem
from specgen.expressions import quoted
from specgen.manifest import Manifest
from specgen.marks import Mark
from specgen.postgres import catalog
from specgen.postgres.address import Address
from specgen.postgres.appending import Appending
from specgen.postgres.binary import tuples, writers
from specgen.postgres.catalog import Standing
from specgen.postgres.cells import lines
from specgen.postgres.copying import copy_into
from specgen.postgres.filling import Filling
from specgen.postgres.replacing import Replacing
from specgen.postgres.session import Answer, Session, version
from specgen.postgres.side_by_side import SideBySide
from specgen.postgres.way import Way
from specgen.records import record
from specgen.refusals import refuse_missing, refuse_own, refuse_present, refuse_strangers, refuse_views
from specgen.render import Ddl

MOST = 32
"""So many connections at once; more than cores help nobody."""


@record
class PostgresOptions:
    """How a database is loaded."""

    schema: str = parameter(Text(), default="", doc="The schema of the tables; it is made if it is not there.")
    if_exists: str = parameter(Text(("replace", "append", "fail")), default="replace", doc="What becomes of tables that are there.")
    create: str = parameter(Text(("always", "never")), default="always", doc="Whether tables are made, or those that are there filled.")
    connections: int = parameter(Integer(1), default=1, doc="How many connections fill tables on which nothing of somebody else hangs.")

    def __post_init__(self) -> None:
        if not 1 <= self.connections <= MOST:
            raise ValueError(f"connections is {self.connections}, and must be from 1 to {MOST}")


_DEFAULTS = PostgresOptions()


class Database:
    """What the kinds of PostgreSQL share; they say how a target is read."""

    dialect: ClassVar[str | None] = "postgres"
    Options: ClassVar[type[Any]] = PostgresOptions

    def __init__(self, address: Address, force: bool = False, options: PostgresOptions = _DEFAULTS):
        self._options, self._force = options, force
        self._session = Session(address, options.schema)
        self._way: Way | None = None
        self._types: dict[str, dict[str, str]] = {}
        """For each table the types of its columns, as the server calls them."""

    @property
    def way(self) -> Way:
        assert self._way is not None, "inspect comes first"
        return self._way

    def describe(self) -> str:
        return f"{self._session.address}{f', schema {self._options.schema}' if self._options.schema else ''}"

    def inspect(self, tables: Sequence[str]) -> None:
        schema = self._schema()
        there = catalog.standing(self._session, schema, tables)
        where = self.describe()
        refuse_own(where, catalog.own(self._session, tables))
        refuse_views(where, [name for name, found in there.items() if not found.is_table])
        if self._options.create == "never":
            refuse_missing(where, [name for name in tables if name not in there])
            self._way = Filling(self._session, there, self._force)
            return
        if self._options.if_exists == "fail":
            refuse_present(where, list(there))
        self._refuse_strangers(there)
        if self._options.if_exists == "append" and there:
            refuse_missing(where, [name for name in tables if name not in there], appends=True)
            refuse_strangers(where, [name for name, found in there.items() if found.mark is None])
            self._way = Appending(self._session, there)
            return
        self._way = Replacing(self._session, schema, there, self._force)

    def begin(self, schemas: Mapping[str, pa.Schema]) -> None:
        """The transaction has begun with the first question."""

    def held(self) -> Mapping[str, Mark]:
        return self.way.held

    def create(self, made: Ddl) -> None:
        if self._options.connections > 1 and isinstance(self._way, Replacing) and self._way.may_swap(made):
            self._way = SideBySide(self._way, self._options.connections)
        self.way.create(made)
        self._types = {table.name: catalog.types(self._session, self.way.into(table.name)[0]) for table in made.tables}

    def write(self, table: str, batch: pa.RecordBatch) -> None:
        into, freeze = self.way.into(table)
        rows = batch.select(self.way.takes(table, batch.schema.names))
        found = writers(self._types[table], rows.schema)
        statement = copy_into(into, rows.schema.names, "csv" if found is None else "binary", freeze)
        self.way.lane(table, rows.num_rows).put(statement, partial(lines, rows) if found is None else partial(tuples, rows.columns, found))

    def constrain(self, made: Ddl) -> None:
        self.way.drain()
        self.way.constrain(made)

    def marks(self, tables: Sequence[str]) -> Mapping[str, Mark]:
        if not self._session.open:
            self._look()
        schema = self._options.schema or self._session.one("SELECT current_schema()") or ""
        found = catalog.standing(self._session, schema, tables)
        return {name: each.mark for name, each in found.items() if each.mark is not None}

    def query(self, sql: str) -> Answer:
        if not self._session.open:
            self._look()
        return self._session.query(sql)

    def prepare(self, manifest: Manifest) -> None:
        self.way.prepare(manifest)

    def commit(self) -> None:
        self._session.commit()
        self._session.close()

    def abort(self) -> None:
        """What is not committed is gone with the connection."""
        if self._way is not None:
            self._way.undo()
        self._session.close()

    def examined(self) -> str:
        """What `doctor` says: the server's version, and what the user may do."""
        self._session.connect()
        may = self._session.one("SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)")
        schema = self._session.one("SELECT current_schema()")
        if not may:
            user = self._session.one("SELECT current_user")
            grant = f"GRANT USAGE, CREATE ON SCHEMA {schema or self._options.schema or 'public'} TO {user};"
            raise EnvironmentProblem(f"{self.describe()}: {user} may make no tables there", f"its owner can allow it: {grant}")
        return f"{self.describe()} can be loaded, {version(self._session.connection)}"

    def _schema(self) -> str:
        """The schema that is loaded, made if it was asked for and is not there."""
        self._session.connect()
        if self._options.schema:
            if not self._session.rows("SELECT 1 FROM pg_namespace WHERE nspname = %s", self._options.schema):
                self._session.execute(f"CREATE SCHEMA {quoted(self._options.schema)}")
            return str(self._options.schema)
        schema = self._session.one("SELECT current_schema()")
        if schema is None:
            raise EnvironmentProblem(f"{self.describe()}: the search_path of the user leads to no schema", "name one with --schema")
        self._session.look_in(schema)
        return str(schema)

    def _look(self) -> None:
        """Open the database to read it only."""
        self._session.connect()
        self._session.execute("SET TRANSACTION READ ONLY")

    def _refuse_strangers(self, there: Mapping[str, Standing]) -> None:
        if not self._force:
            refuse_strangers(self.describe(), [name for name, found in there.items() if found.mark is None])
