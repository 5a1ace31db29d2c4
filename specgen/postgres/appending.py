"""The way of `--if-exists append`: new rows behind those that specgen made, in the same tables."""

from __future__ import annotations

from collections.abc import Mapping

from specgen.manifest import Manifest
from specgen.marks import Mark
from specgen.postgres.catalog import Standing, put_mark
from specgen.postgres.copying import Copying
from specgen.postgres.filling import Filling
from specgen.postgres.forms import digits, form, wanted_forms
from specgen.postgres.session import Session
from specgen.refusals import refuse_other_forms
from specgen.render import Ddl


class Appending(Filling):
    """Adds rows to tables with specgen's mark, which says how many there are, and moves the mark on."""

    def __init__(self, session: Session, there: Mapping[str, Standing]):
        super().__init__(session, there, force=False)
        self._rows = {name: mark.rows or 0 for name, mark in self.held.items()}

    @property
    def held(self) -> dict[str, Mark]:
        """The marks of the tables."""
        return {name: found.mark for name, found in self._there.items() if found.mark is not None}

    def create(self, made: Ddl) -> None:
        forms = wanted_forms(self._session, made)
        refuse_other_forms(
            str(self._session.address), [name for name, found in self._there.items() if form(self._session, found.oid) != forms[name]]
        )
        super().create(made)

    def lane(self, table: str, rows: int) -> Copying:
        self._rows[table] += rows
        return super().lane(table, rows)

    def prepare(self, manifest: Manifest) -> None:
        """Sequences go on behind the last key, and the marks count all rows."""
        super().prepare(manifest)
        for name, rows in self._rows.items():
            found = digits(form(self._session, self._there[name].oid))
            put_mark(self._session, name, Mark(manifest.spec, rows, manifest.seed, found, manifest.until or ""))
