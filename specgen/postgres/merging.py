"""New rows for a table to which others refer, and which therefore cannot be emptied."""

from __future__ import annotations

from collections.abc import Sequence

from specgen.errors import EnvironmentProblem
from specgen.expressions import quoted
from specgen.postgres.catalog import ForeignKey
from specgen.postgres.session import Session
from specgen.postgres.waiting import waiting

_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


class Merge:
    """Rows wait in a temporary table; then those that are gone go, those that are there are changed, and new ones come."""

    def __init__(self, session: Session, table: str, foreign: Sequence[ForeignKey]):
        self._session, self._table, self._foreign = session, table, foreign
        self.rows = waiting(session, table)

    def run(self) -> None:
        """Bring the table to the rows that wait; refused where a row is gone to which somebody refers."""
        for foreign in self._foreign:
            self._refuse(foreign)
        target, names = quoted(self._table), self._columns()
        key = self._foreign[0].to
        same = " AND ".join(f"new.{quoted(name)} = {target}.{quoted(name)}" for name in key)
        self._session.execute(f"DELETE FROM {target} WHERE NOT EXISTS (SELECT 1 FROM {self.rows} new WHERE {same})")
        listed = ", ".join(map(quoted, names))
        others = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in names if name not in key)
        change = f"DO UPDATE SET {others}" if others else "DO NOTHING"
        self._session.execute(
            f"INSERT INTO {target} ({listed}) SELECT {listed} FROM {self.rows} ON CONFLICT ({', '.join(map(quoted, key))}) {change}"
        )

    def _columns(self) -> list[str]:
        return [name for (name,) in self._session.rows(_COLUMNS, quoted(self._table))]

    def _refuse(self, key: ForeignKey) -> None:
        pairs = [(f"child.{quoted(own)}", f"new.{quoted(to)}") for own, to in zip(key.columns, key.to, strict=True)]
        same = " AND ".join(f"{own} = {to}" for own, to in pairs)
        there = " AND ".join(f"{own} IS NOT NULL" for own, _ in pairs)
        shown = " || ', ' || ".join(f"{own}::text" for own, _ in pairs)
        sql = (
            f"SELECT {shown} FROM {key.child_name} child WHERE {there} AND NOT EXISTS (SELECT 1 FROM {self.rows} new WHERE {same}) LIMIT 1"
        )
        for (value,) in self._session.rows(sql):
            row = f"{self._table} ({', '.join(key.to)}) = ({value})"
            raise EnvironmentProblem(
                f"{self._session.address}: {key.child_name} refers to {row}, which the new rows lack",
                f"remove such rows from {key.child_name}, or load as many rows as before",
            )
