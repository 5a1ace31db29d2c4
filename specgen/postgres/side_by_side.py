"""The way of several connections: tables are built aside by all of them, committed there, and swapped in by one transaction."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from specgen.errors import EnvironmentProblem
from specgen.expressions import quoted
from specgen.manifest import Manifest
from specgen.postgres import catalog
from specgen.postgres.copying import Copying
from specgen.postgres.crew import Job, work
from specgen.postgres.replacing import STAGING, Replacing
from specgen.postgres.session import Session
from specgen.refusals import refuse_replaced
from specgen.render import Ddl, Rule

_LEFT = """
SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s) AND pg_has_role(nspowner, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE nspname = %s || pid)
"""


class SideBySide(Replacing):
    """Replaces tables on which nothing hangs, with rows that several sessions copy.

    What sessions write side by side has to be committed before the others see it, so it stands in a schema of its own until the
    end. A run that is killed leaves that schema behind; the next one removes it.
    """

    def __init__(self, alone: Replacing, connections: int):
        super().__init__(alone._session, alone._schema, alone._there, alone._force)
        self._sessions = [Session(self._session.address) for _ in range(connections)]
        self._lanes = [Copying(each) for each in self._sessions]
        self._rows: dict[str, int] = {}

    def create(self, made: Ddl) -> None:
        self._swapped = tuple(self._there)
        self._refuse(catalog.foreign_keys(self._session, [there.oid for there in self._there.values()]))
        for (left,) in self._session.rows(_LEFT, STAGING, STAGING):
            self._session.execute(f"DROP SCHEMA {quoted(left)} CASCADE")
        self._stage()
        for statement in (*made.create, *self._parameters()):
            self._session.execute(statement)
        self._session.commit()

    def into(self, table: str) -> tuple[str, bool]:
        return f"{self._staging}.{quoted(table)}", False

    def lane(self, table: str, rows: int) -> Copying:
        """The sessions take turns."""
        self._rows[table] = self._rows.get(table, 0) + rows
        self._lanes.append(self._lanes.pop(0))
        return self._lanes[-1]

    def drain(self) -> None:
        for lane in self._lanes:
            lane.drain()
        for session in self._sessions:
            if session.open:  # where batches are few, it was nobody's turn
                session.commit()

    def constrain(self, made: Ddl) -> None:
        """The sessions take one statement each, those of the largest tables first."""
        self._session.commit()  # what was read of the empty tables holds them
        for session in self._sessions:
            session.look_in(self._staging, self._schema)
            session.sort_in_memory()
            session.execute("SET max_parallel_maintenance_workers = 0")  # the other sessions have the other cores
        jobs = [_job(rule) for rule in made.rules] + [_analysis(table.name) for table in made.tables]
        work(sorted(jobs, key=lambda job: -self._rows.get(job.table, 0)), self._sessions)
        for session in self._sessions:
            session.close()

    def prepare(self, manifest: Manifest) -> None:
        refuse_replaced(str(self._session.address), self._replaced(manifest.tables))
        super().prepare(manifest)

    def _replaced(self, tables: Collection[str]) -> list[str]:
        """Tables that are no longer those that were found in the beginning, since nothing kept others away from them."""
        now = catalog.standing(self._session, self._schema, list(tables))
        then = {name: found.oid for name, found in self._there.items()}
        return [name for name in tables if (now[name].oid if name in now else None) != then.get(name)]

    def undo(self) -> None:
        """Leave nothing behind, as far as the server can be reached."""
        for lane in self._lanes:
            lane.stop()
        for session in (*self._sessions, self._session):
            session.close()
        if self._staging:
            last = Session(self._session.address)
            with suppress(EnvironmentProblem):
                last.execute(f"DROP SCHEMA IF EXISTS {self._staging} CASCADE")
                last.commit()
            last.close()


def _job(rule: Rule) -> Job:
    parents = frozenset({rule.parent} if rule.parent else ())
    return Job(rule.statement, rule.table, parents, alone=rule.kind != "INDEX", is_key=rule.kind in ("PRIMARY KEY", "UNIQUE"))


def _analysis(table: str) -> Job:
    return Job(f"ANALYZE {quoted(table)}", table, alone=True, last=True)
