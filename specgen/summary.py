"""What a person wants to see of the rows at a glance: counts, shares, ranges, averages, a sample with its parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from specgen.dialects import SqlDialect, dialect
from specgen.language.model import Column, Table
from specgen.plan import Plan
from specgen.records import record
from specgen.render.names import identifier

Query = Callable[[str], tuple[list[str], list[tuple[Any, ...]]]]

_FEW = 8
"""More values than this are not listed with their shares."""


@record
class Line:
    """One fact about a table: `what` it is about, and the fact."""

    table: str
    what: str
    fact: str


def summary(plan: Plan, dialect_name: str, query: Query, wanted: frozenset[str]) -> tuple[Line, ...]:
    """The facts of the wanted tables, in load order, and a sample."""
    asking = _Asking(query, dialect(dialect_name))
    found = [line for planned in plan.written if planned.table.name in wanted for line in _table(planned.table, asking)]
    return (*found, *_sample(plan, asking, wanted))


@record
class _Asking:
    """A database, and how names are written there."""

    query: Query
    dialect: SqlDialect

    def name(self, name: str) -> str:
        return identifier(name, self.dialect)

    def one(self, sql: str) -> tuple[Any, ...]:
        return self.query(sql)[1][0]


def _table(table: Table, ask: _Asking) -> Iterator[Line]:
    count = ask.one(f"SELECT count(*) FROM {ask.name(table.name)}")[0]
    yield Line(table.name, "rows", f"{count:,}")
    for column in table.visible if count else ():
        yield from _column(table, column, ask)


def _column(table: Table, column: Column, ask: _Asking) -> Iterator[Line]:
    name, source = ask.name(column.name), ask.name(table.name)
    listed = column.filler.accepted()
    if listed is not None and 1 < len(listed) <= _FEW and column.type.kind not in ("decimal", "double"):
        rows = ask.query(f"SELECT {name}, count(*) FROM {source} GROUP BY {name} ORDER BY count(*) DESC, {name}")[1]
        yield Line(
            table.name,
            column.name,
            ", ".join(f"{_cell(value)}: {count:,}" if _figures(value) else f"{_cell(value)} {count:,}" for value, count in rows),
        )
    elif column.type.kind in ("date", "timestamp"):
        low, high = ask.one(f"SELECT min({name}), max({name}) FROM {source}")
        if low is not None:
            yield Line(table.name, column.name, f"{low} to {high}")
    elif column.type.kind in ("decimal", "double"):
        mean = f"sum({name}) / nullif(count({name}), 0)" if column.type.kind == "double" else f"avg({name})"  # PostgreSQL squares for avg
        low, mean, high = ask.one(f"SELECT min({name}), {mean}, max({name}) FROM {source}")
        yield Line(table.name, column.name, f"{_figure(low)} to {_figure(high)}, on average {_figure(mean)}")


def _sample(plan: Plan, ask: _Asking, wanted: frozenset[str]) -> Iterator[Line]:
    """The last row of the first table that refers to another and is referred to itself, with its parent."""
    for planned in plan.written:
        table = planned.table
        parents = [
            key for key in table.foreign_keys if key.enforced and key.table in wanted and key.table != table.name and len(key.columns) == 1
        ]
        middle = any(key.table == table.name for other in plan.written for key in other.table.foreign_keys)
        if table.name in wanted and parents and middle and table.primary_key:
            yield from _joined(plan, table, parents[0].columns[0], parents[0].table, parents[0].to[0], ask)
            return


def _joined(plan: Plan, table: Table, column: str, parent: str, key: str, ask: _Asking) -> Iterator[Line]:
    by = ", ".join(f"t.{ask.name(name)} DESC" for name in table.primary_key)
    on = f"t.{ask.name(column)} = p.{ask.name(key)}"
    names, rows = ask.query(f"SELECT t.*, p.* FROM {ask.name(table.name)} t JOIN {ask.name(parent)} p ON {on} ORDER BY {by} LIMIT 1")
    width = len(table.visible)
    for row in rows:
        yield Line(table.name, "a row", _row(names[:width], row[:width]))
        yield Line(table.name, f"its {column}", _row(names[width:], row[width:]))


def _row(names: list[str], cells: tuple[Any, ...]) -> str:
    return ", ".join(f"{name} {_cell(cell)}" for name, cell in zip(names, cells, strict=True) if cell is not None)


def _cell(value: Any) -> str:
    """A cell on one line, as SQL says it."""
    return "NULL" if value is None else str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())


def _figures(value: Any) -> bool:
    """Whether a count behind the value would look like a part of it."""
    return _cell(value)[-1:].isdigit()


def _figure(value: Any) -> str:
    return "nothing" if value is None else f"{value:,.2f}"
