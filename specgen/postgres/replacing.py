"""The way of `--if-exists replace`: a table of the same form is emptied and filled again, another is built aside and swapped at the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from specgen.expressions import quoted
from specgen.manifest import Manifest
from specgen.marks import Mark
from specgen.postgres import catalog
from specgen.postgres.catalog import ForeignKey, Standing
from specgen.postgres.counters import count_on
from specgen.postgres.forms import digits, form, wanted_forms
from specgen.postgres.merging import Merge
from specgen.postgres.session import Session
from specgen.postgres.way import Way
from specgen.refusals import refuse_changed, refuse_dependants
from specgen.render import Ddl

STAGING = "specgen_staging_"
"""How schemas are called in which tables are built; behind it stands the number of the server's process."""


class Replacing(Way):
    """Loads tables into a schema, over those that are there; nobody else's views, keys, grants and triggers are lost."""

    def __init__(self, session: Session, schema: str, there: Mapping[str, Standing], force: bool):
        super().__init__(session, there)
        self._schema, self._force = schema, force
        self._swapped: tuple[str, ...] = ()
        """Tables that are there in another form."""
        self._staging = ""
        """The schema in which they are built."""
        self._rights: dict[str, list[tuple[str, str]]] = {}
        """What others might do with those that went."""
        self._merges: dict[str, Merge] = {}
        self._kept: frozenset[tuple[str, str]] = frozenset()
        """(table, rule) that stay in place, since something hangs on them."""

    def may_swap(self, made: Ddl) -> bool:
        """Whether other tables can take the place of those that are there, and nobody misses what was on the old ones."""
        declared = {rule.name for rule in made.rules}
        return catalog.may_make_schemas(self._session) and catalog.bare(
            self._session, [there.oid for there in self._there.values()], declared
        )

    def create(self, made: Ddl) -> None:
        """Make room: empty what stays, make what is new."""
        forms = wanted_forms(self._session, made) if self._there else {}
        self._swapped = tuple(name for name in self._there if forms[name] != form(self._session, self._there[name].oid))
        keys = catalog.foreign_keys(self._session, [there.oid for there in self._there.values()])
        self._refuse(keys)
        self._open_circles(keys)
        self._empty([name for name in self._there if name not in self._swapped], keys, made)
        parameters = self._parameters()
        self._set_aside()
        for table in made.tables:
            stays = table.name in self._there and table.name not in self._swapped
            for statement in table.statements[1:] if stays else table.statements:
                self._session.execute(statement)
        for statement in parameters:
            self._session.execute(statement)

    def into(self, table: str) -> tuple[str, bool]:
        merge = self._merges.get(table)
        return (merge.rows, False) if merge else (quoted(table), True)

    def constrain(self, made: Ddl) -> None:
        self._session.sort_in_memory()
        for merge in self._merges.values():
            merge.run()
        for rule in made.rules:
            if (rule.table, rule.name) not in self._kept:
                self._session.execute(rule.statement)
        for table in made.tables:
            self._session.execute(f"ANALYZE {quoted(table.name)}")

    def prepare(self, manifest: Manifest) -> None:
        """Swap, mark, and let the sequences go on behind the last key."""
        forms = {name: form(self._session, self._session.oid(quoted(name))) for name in manifest.tables}
        self._swap(manifest.tables)
        self._give_again()
        for name, table in manifest.tables.items():
            mark = Mark(manifest.spec, table.rows, manifest.seed, digits(forms[name]), manifest.until or "")
            catalog.put_mark(self._session, name, mark)
            count_on(self._session, quoted(name))

    def _refuse(self, keys: Collection[ForeignKey]) -> None:
        """What cannot be done without a loss to somebody else."""
        where = str(self._session.address)
        going = {self._there[name].oid: name for name in self._swapped}
        ours = {there.oid for there in self._there.values()}
        changed = [name for name in self._swapped if self._changed(self._there[name])]
        refuse_changed(where, [] if self._force else changed)
        children = [(f"{key.child_name} refers to", going[key.parent]) for key in keys if key.parent in going and key.child not in ours]
        refuse_dependants(where, [*children, *catalog.hanging(self._session, going)])

    def _changed(self, there: Standing) -> bool:
        """Whether somebody altered a table after specgen had filled it."""
        recorded = there.mark.form if there.mark else ""
        return bool(recorded) and digits(form(self._session, there.oid)) != recorded

    def _open_circles(self, keys: Collection[ForeignKey]) -> None:
        """Foreign keys of the tables themselves go first: they come again with the rules, or go with their table."""
        ours = {there.oid: name for name, there in self._there.items()}
        for key in keys:
            if key.child in ours:
                self._session.execute(f"ALTER TABLE {quoted(ours[key.child])} DROP CONSTRAINT {quoted(key.name)}")

    def _empty(self, names: Collection[str], keys: Collection[ForeignKey], made: Ddl) -> None:
        """Empty the tables that stay, and take their keys and indexes off, which is faster; where others refer to one, merge later."""
        oids = {self._there[name].oid: name for name in names}
        ours = {there.oid for there in self._there.values()}
        foreign = [key for key in keys if key.parent in oids and key.child not in ours]
        self._merges = {
            name: Merge(self._session, name, [key for key in foreign if key.parent == oid])
            for oid, name in oids.items()
            if any(key.parent == oid for key in foreign)
        }
        known = {(rule.table, rule.name) for rule in made.rules}
        found = [rule for rule in catalog.rules(self._session, oids) if (oids[rule.table], rule.name) in known]
        self._kept = frozenset((oids[rule.table], rule.name) for rule in found if rule.needed)
        for rule in (rule for rule in found if not rule.needed):
            drop = f"ALTER TABLE {quoted(oids[rule.table])} DROP CONSTRAINT" if rule.is_constraint else "DROP INDEX"
            self._session.execute(f"{drop} {quoted(rule.name)}")
        emptied = [quoted(name) for name in names if name not in self._merges]
        if emptied:
            self._session.execute(f"TRUNCATE {', '.join(emptied)}")

    def _set_aside(self) -> None:
        """Where another table takes the place of one, build it in a schema of its own; without the right to make one, drop first."""
        if not self._swapped:
            return
        if catalog.may_make_schemas(self._session):
            self._stage()
        else:
            self._drop()

    def _stage(self) -> None:
        """Make the schema in which tables are built."""
        self._staging = f"{STAGING}{self._session.one('SELECT pg_backend_pid()')}"
        self._session.execute(f"DROP SCHEMA IF EXISTS {self._staging} CASCADE")  # of a process that had the number before
        self._session.execute(f"CREATE SCHEMA {self._staging}")
        self._session.look_in(self._staging, self._schema)

    def _parameters(self) -> list[str]:
        """What sets for the new tables, before their rows come, how those that go are stored."""
        return [each for name in self._swapped for each in catalog.parameters(self._session, self._there[name].oid, quoted(name))]

    def _swap(self, tables: Collection[str]) -> None:
        if not self._staging:
            return
        self._drop()
        built = catalog.standing(self._session, self._staging, list(tables))
        for name in built:
            self._session.execute(f"ALTER TABLE {self._staging}.{quoted(name)} SET SCHEMA {quoted(self._schema)}")
        self._session.execute(f"DROP SCHEMA {self._staging}")
        self._session.look_in(self._schema)

    def _drop(self) -> None:
        if self._swapped:
            self._rights = {name: catalog.grants(self._session, self._there[name].oid, quoted(name)) for name in self._swapped}
            names = ", ".join(f"{quoted(self._schema)}.{quoted(name)}" for name in self._swapped)
            self._session.execute(f"DROP TABLE {names}")

    def _give_again(self) -> None:
        """The rights that others had on tables that went; those on a column go with the column."""
        for name, rights in self._rights.items():
            there = {"", *catalog.types(self._session, quoted(name))}
            for statement in (statement for column, statement in rights if column in there):
                self._session.execute(statement)
