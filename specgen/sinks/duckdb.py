"""A DuckDB file: one transaction from the first DROP to the last check, so a run that fails leaves the file as it was."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa

from specgen import connected
from specgen.domains import Text, parameter
from specgen.errors import EnvironmentProblem
from specgen.expressions import quoted
from specgen.manifest import Manifest
from specgen.marks import Mark, mark_in, marked
from specgen.records import record
from specgen.refusals import refuse_dependants, refuse_missing, refuse_other_forms, refuse_present, refuse_strangers, refuse_views
from specgen.render import Ddl
from specgen.render.literals import literal
from specgen.sinks import chosen
from specgen.stores.folder import make_folder, plain_problems, remove_folders, writable

_HERE = "database_name = current_database() AND schema_name = current_schema()"
_TABLES = f"SELECT table_name, coalesce(comment, '') FROM duckdb_tables() WHERE {_HERE}"
_VIEWS = f"SELECT view_name FROM duckdb_views() WHERE {_HERE} AND NOT internal"
_REFERENCES = (
    f"SELECT DISTINCT table_name, referenced_table FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY' AND {_HERE} ORDER BY ALL"
)


@record
class DuckdbOptions:
    """How a DuckDB file is loaded."""

    if_exists: str = parameter(Text(("replace", "append", "fail")), default="replace", doc="What becomes of tables that are there.")


_DEFAULTS = DuckdbOptions()


class DuckdbSink:
    """Loads a DuckDB file. Tables that carry specgen's mark are replaced, others only with `force`; all else in the file stays."""

    name: ClassVar[str] = "duckdb"
    dialect: ClassVar[str | None] = "duckdb"
    form: ClassVar[str] = "duckdb:FILE"
    Options: ClassVar[type[Any]] = DuckdbOptions

    def __init__(self, file: str | os.PathLike[str], force: bool = False, options: DuckdbOptions = _DEFAULTS):
        self._file, self._options = os.fspath(file), options
        self._force = force
        self._connection: Any = None
        self._replaced: tuple[str, ...] = ()
        self._held: dict[str, Mark] = {}
        """The marks of tables whose rows stay."""
        self._forms: dict[str, str] = {}
        self._rows = Counter[str]()
        self._made = False
        """The file was not there before."""
        self._folders: list[Path] = []

    @classmethod
    def open(cls, target: str, force: bool, options: Mapping[str, str] = {}) -> DuckdbSink:
        return cls(target, force, chosen(cls, options))

    @classmethod
    def examine(cls, target: str, options: Mapping[str, str] = {}) -> str:
        sink = cls.open(target, False, options)
        if not os.path.exists(target):
            writable(Path(target).parent)
            return f"{sink.describe()} can be made"
        try:
            sink.query("SELECT 1")
        finally:
            sink.abort()
        return f"{sink.describe()} can be opened"

    def describe(self) -> str:
        return f"DuckDB file {self._file}"

    def inspect(self, tables: Sequence[str]) -> None:
        self._made = not os.path.exists(self._file)
        with plain_problems(Path(self._file).parent):
            self._folders = make_folder(Path(self._file).parent)
        with self._plain_problems():
            self._connect()
            present = dict(self._connection.execute(_TABLES).fetchall())
            views = {name for (name,) in self._connection.execute(_VIEWS).fetchall()}
            references = self._connection.execute(_REFERENCES).fetchall()
        old = [name for name in tables if name in present]
        try:
            self._refuse(old, [name for name in tables if name in views], present, references)
            refuse_missing(self.describe(), [name for name in tables if name not in present] if self._appends(old) else [], appends=True)
        except EnvironmentProblem:
            self._close()
            raise
        if self._appends(old):
            self._held = {name: mark for name in old if (mark := mark_in(present[name])) is not None}
        else:
            self._replaced = _children_first(old, references)

    def begin(self, schemas: Mapping[str, pa.Schema]) -> None:
        with self._plain_problems():
            self._connect()
            self._connection.execute("BEGIN TRANSACTION")
            for table in self._replaced:
                self._connection.execute(f"DROP TABLE {quoted(table)}")

    def held(self) -> Mapping[str, Mark]:
        return self._held

    def create(self, made: Ddl) -> None:
        self._forms = {table.name: hashlib.sha256(table.statements[0].encode()).hexdigest()[:8] for table in made.tables}
        refuse_other_forms(self.describe(), [name for name, mark in self._held.items() if mark.form != self._forms[name]])
        self._execute(() if self._held else made.create)

    def constrain(self, made: Ddl) -> None:
        self._execute(() if self._held else made.constraints)

    def write(self, table: str, batch: pa.RecordBatch) -> None:
        self._rows[table] += batch.num_rows
        with self._plain_problems():
            connected.insert(self._connection, table, [batch], batch.schema.names)

    def marks(self, tables: Sequence[str]) -> Mapping[str, Mark]:
        comments = dict(self.query(_TABLES)[1])
        return {name: mark for name in tables if (mark := mark_in(comments.get(name))) is not None}

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        if self._connection is None:
            self._look()
        with self._plain_problems():
            found = self._connection.execute(sql)
            return [column[0] for column in found.description or ()], found.fetchall()

    def prepare(self, manifest: Manifest) -> None:
        """The rows are in the transaction already; the marks count them."""
        comments = dict(self.query(_TABLES)[1])
        for name in manifest.tables:
            rows = self._rows[name] + ((self._held[name].rows or 0) if self._held else 0)
            mark = Mark(manifest.spec, rows, manifest.seed, self._forms[name], manifest.until or "")
            self._execute([f"COMMENT ON TABLE {quoted(name)} IS {literal(marked(comments[name], mark))}"])

    def commit(self) -> None:
        with self._plain_problems():
            self._connection.execute("COMMIT")
        self._made, self._folders = False, []
        self._close()

    def abort(self) -> None:
        """Roll back; what `begin` found is there again."""
        if self._connection is not None:
            with suppress(duckdb.Error):  # there may be no transaction, or DuckDB may have ended it itself
                self._connection.execute("ROLLBACK")
        self._close()
        for leftover in (self._file, f"{self._file}.wal") if self._made else ():
            with suppress(OSError):  # a folder that takes no file has none to remove
                Path(leftover).unlink()
        remove_folders(self._folders)

    def _execute(self, statements: Sequence[str]) -> None:
        with self._plain_problems():
            for statement in statements:
                self._connection.execute(statement)

    def _look(self) -> None:
        """Open a file that has to be there, to read it only."""
        help = "make it with `specgen run` or `specgen load`, or name another with --to"
        self._connection = connected.look(self._file, self.describe(), help)

    def _connect(self) -> None:
        if self._connection is None:
            self._connection = duckdb.connect(self._file, config=connected.CONFIG)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _appends(self, old: Sequence[str]) -> bool:
        """Whether rows are added to tables that are there."""
        return self._options.if_exists == "append" and bool(old)

    def _refuse(self, old: Sequence[str], views: Sequence[str], comments: Mapping[str, str], references: Sequence[tuple[str, str]]) -> None:
        """What cannot be replaced."""
        where = self.describe()
        refuse_views(where, views)
        refuse_present(where, old if self._options.if_exists == "fail" else ())
        strangers = [name for name in old if mark_in(comments[name]) is None]
        refuse_strangers(where, strangers if self._appends(old) or not self._force else [])
        if self._appends(old):
            return
        children = sorted((child, parent) for child, parent in references if parent in old and child not in old)
        refuse_dependants(where, [(f"{child} refers to", parent) for child, parent in children])

    def _plain_problems(self) -> AbstractContextManager[None]:
        return connected.plain_problems(self.describe())


KIND = DuckdbSink


def _children_first(tables: Sequence[str], references: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The tables in an order in which each can be dropped: those that nothing left refers to come first."""
    left, order = list(tables), list[str]()
    while left:
        pinned = {parent for child, parent in references if child in left and child != parent}
        free = [table for table in left if table not in pinned]
        assert free, "DuckDB has no foreign keys in a circle"
        order += free
        left = [table for table in left if table in pinned]
    return tuple(order)
