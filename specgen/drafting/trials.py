"""Rules that are no simple ones are tried: the server itself says which values they let pass. Nothing is written there."""

from __future__ import annotations

from collections.abc import Sequence

from specgen.drafting.model import Check, Column
from specgen.errors import EnvironmentProblem
from specgen.expressions import quoted
from specgen.postgres.session import Session

_ROW = quoted("row tried")
"""No column that a spec can name has a space."""
MOST = 5_000
"""Rows that are tried at a time."""
Values = Sequence[str | None]
"""One value for each column, as SQL."""


class Trials:
    """Asks a server about rows that nobody inserts."""

    def __init__(self, session: Session):
        self._session = session

    def passing(self, columns: Sequence[Column], checks: Sequence[Check], rows: Sequence[Values]) -> list[int]:
        """Which of the rows keep all the checks; none where the server cannot tell."""
        if not rows:
            return []
        names = ", ".join(quoted(column.name) for column in columns)
        listed = ", ".join(f"({number}, {_cells(columns, row)})" for number, row in enumerate(rows))
        condition = " AND ".join(f"(({check.text}) IS NOT FALSE)" for check in checks) or "true"
        query = f"SELECT {_ROW} FROM (VALUES {listed}) tried ({_ROW}, {names}) WHERE {condition} ORDER BY {_ROW}"
        return [number for (number,) in self._asked(query)]

    def _asked(self, query: str) -> list[tuple[int, ...]]:
        self._session.execute("SAVEPOINT tried")
        try:
            return self._session.rows(query)
        except EnvironmentProblem:
            return []
        finally:
            self._session.execute("ROLLBACK TO SAVEPOINT tried")


def _cells(columns: Sequence[Column], row: Values) -> str:
    cells = zip(columns, row, strict=True)
    return ", ".join(f"{'NULL' if value is None else value}::{column.written}" for column, value in cells)


def literal(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"
