"""Rules that are no simple ones are tried: the database itself says which values they let pass. Nothing is written there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from specgen.drafting.model import Check, Column
from specgen.expressions import quoted

_ROW = quoted("row tried")
"""No column that a spec can name has a space."""
MOST = 5_000
"""Rows that are tried at a time."""
EMPTY = "'{}'"
"""A list without items, as PostgreSQL writes it."""
Values = Sequence[str | None]
"""One value for each column, as SQL."""


class Trials:
    """Asks a database about rows that nobody inserts.

    `ask` gives the rows of a query, and none of one that fails; `empty` is the empty list there, which stands for EMPTY.
    """

    def __init__(self, ask: Callable[[str], list[tuple[Any, ...]]], empty: str):
        self._ask, self._empty = ask, empty

    def passing(self, columns: Sequence[Column], checks: Sequence[Check], rows: Sequence[Values]) -> list[int]:
        """Which of the rows keep all the checks; none where the database cannot tell."""
        if not rows:
            return []
        names = ", ".join(quoted(column.name) for column in columns)
        listed = ", ".join(f"({number}, {self._cells(columns, row)})" for number, row in enumerate(rows))
        condition = " AND ".join(f"(({check.text}) IS NOT FALSE)" for check in checks) or "true"
        query = f"SELECT {_ROW} FROM (VALUES {listed}) tried ({_ROW}, {names}) WHERE {condition} ORDER BY {_ROW}"
        return [number for (number,) in self._ask(query)]

    def _cells(self, columns: Sequence[Column], row: Values) -> str:
        cells = zip(columns, row, strict=True)
        return ", ".join(f"{self._cell(column, value)}::{column.written}" for column, value in cells)

    def _cell(self, column: Column, value: str | None) -> str:
        if value is None:
            return "NULL"
        return self._empty if value == EMPTY and column.type.endswith("[]") else value


def literal(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"
