"""The way of `--create never`: rows for tables that somebody else made, whose keys, defaults and triggers stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specgen.errors import EnvironmentProblem
from specgen.expressions import quoted
from specgen.manifest import Manifest
from specgen.postgres import catalog
from specgen.postgres.catalog import ForeignKey, Standing
from specgen.postgres.counters import step_over
from specgen.postgres.holding import holds, is_text
from specgen.postgres.session import Session
from specgen.postgres.waiting import waiting
from specgen.postgres.way import Way
from specgen.render import Ddl, TableDdl

_COLUMNS = """
SELECT a.attname,
    format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), CASE t.typbasetype WHEN 0 THEN a.atttypmod ELSE t.typtypmod END),
    a.attgenerated <> '', a.attnotnull AND a.attidentity = '' AND NOT a.atthasdef,
    EXISTS (SELECT 1 FROM pg_enum WHERE enumtypid = coalesce(nullif(t.typbasetype, 0), t.oid))
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_OWN_WAY = "information_schema.character_data"
"""A domain of texts: what is no enum the server writes in its own way, 10.0.0.1 as 10.0.0.1/32, and no pattern is asked of it."""
_DEFERRED = "SELECT conname, conrelid FROM pg_constraint WHERE conrelid = ANY(%s) AND condeferrable AND contype = 'f'"


class Filling(Way):
    """Adds rows to tables in an order that their foreign keys allow; with `force` the tables are emptied first."""

    def __init__(self, session: Session, there: Mapping[str, Standing], force: bool):
        super().__init__(session, there)
        self._force = force
        self._sent: dict[str, list[str]] = {}
        """The columns that each table takes from us."""
        self._foreign: dict[str, dict[str, str]] = {}
        """Columns of text in the spec and of another type there, such as an enum, and as what the checks see them."""
        self._waiting: dict[str, str] = {}
        """Where the rows of a table wait that refers to others, as SQL."""

    def create(self, made: Ddl) -> None:
        """Compare the tables with the spec, and prepare for their rows."""
        for table in made.tables:
            self._sent[table.name] = self._fitting(table)
        if self._force:
            self._session.execute(f"TRUNCATE {', '.join(quoted(table.name) for table in made.tables)}")
        self._session.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in {self._name(key.child) for key in self._keys()}:
            self._waiting[name] = waiting(self._session, name, self._listed(name))

    def into(self, table: str) -> tuple[str, bool]:
        return self._waiting.get(table, quoted(table)), False

    def takes(self, table: str, names: Sequence[str]) -> list[str]:
        """Those of the columns that the database does not compute itself."""
        return [name for name in names if name in self._sent[table]]

    def constrain(self, made: Ddl) -> None:
        """Move the rows that wait into their tables, parents first; where keys form a circle, all that are left at once."""
        left = list(self._waiting)
        keys = [key for key in self._keys() if key.child != key.parent]
        while left:
            free = [name for name in left if not any(self._name(key.child) == name and self._name(key.parent) in left for key in keys)]
            self._move(free or left)
            left = [name for name in left if name not in free] if free else []
        for table in made.tables:
            self._session.execute(f"ANALYZE {quoted(table.name)}")
            self._show_as_text(table)

    def prepare(self, manifest: Manifest) -> None:
        """Only the sequences are moved; the tables are somebody else's, and get no mark."""
        for name in self._foreign:
            self._session.execute(f"DROP VIEW pg_temp.{quoted(name)}")
        for name in manifest.tables:
            step_over(self._session, quoted(name))

    def _fitting(self, table: TableDdl) -> list[str]:
        """The columns that are filled; refused where the table cannot take the rows."""
        found = {name: row for name, *row in self._session.rows(_COLUMNS, self._there[table.name].oid)}
        wrong = [f"{table.name} has no column {name}" for name in table.columns if name not in found]
        wrong += [
            f"{table.name}.{name} is {found[name][0]}, which cannot hold every {type.sql}"
            for name, type in table.columns.items()
            if name in found and not found[name][1] and not holds(found[name][0], type)
        ]
        due = [name for name, row in found.items() if row[2] and name not in table.columns]
        wrong += [f"{table.name}.{name} is NOT NULL without a default, and the spec has no such column" for name in due]
        if wrong:
            raise EnvironmentProblem(f"{self._session.address}: {'; '.join(wrong)}", "change the spec to what the table is")
        texts = [name for name, type in table.columns.items() if type.kind == "text" and not is_text(found[name][0])]
        foreign = {name: "text" if found[name][3] else _OWN_WAY for name in texts}
        self._foreign |= {table.name: foreign} if foreign else {}
        return [name for name in table.columns if not found[name][1]]

    def _show_as_text(self, table: TableDdl) -> None:
        """Lets the checks see enums and the like as the text that they are in the spec: a temporary view stands before the table."""
        texts = self._foreign.get(table.name)
        if texts:
            listed = ", ".join(f"{quoted(name)}::text::{texts[name]}" if name in texts else quoted(name) for name in table.columns)
            source = f"{quoted(self._there[table.name].schema)}.{quoted(table.name)}"
            names = ", ".join(map(quoted, table.columns))
            self._session.execute(f"CREATE TEMP VIEW {quoted(table.name)} ({names}) AS SELECT {listed} FROM {source}")

    def _keys(self) -> list[ForeignKey]:
        """The foreign keys among the tables that are checked with each statement."""
        ours = {there.oid for there in self._there.values()}
        late = set(self._session.rows(_DEFERRED, list(ours)))
        within = [key for key in catalog.foreign_keys(self._session, ours) if {key.child, key.parent} <= ours]
        return [key for key in within if (key.name, key.child) not in late]

    def _name(self, oid: int) -> str:
        return next(name for name, there in self._there.items() if there.oid == oid)

    def _listed(self, table: str) -> str:
        return ", ".join(map(quoted, self._sent[table]))

    def _move(self, tables: Sequence[str]) -> None:
        """All in one statement: foreign keys are checked when it ends, so keys in circles need no order."""
        *parts, last = map(self._moving, tables)
        before = ", ".join(f"moved_{number} AS ({part})" for number, part in enumerate(parts))
        self._session.execute(f"WITH {before} {last}" if parts else last)

    def _moving(self, table: str) -> str:
        listed = self._listed(table)
        return f"INSERT INTO {quoted(table)} ({listed}) OVERRIDING SYSTEM VALUE SELECT {listed} FROM {self._waiting[table]}"
