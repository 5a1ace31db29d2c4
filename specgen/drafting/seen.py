"""What the rows of a table show: how many there are, which values are missing, and between which ends the others lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from specgen.drafting.kinds import type_of
from specgen.drafting.model import Column, Seen, Table
from specgen.expressions import quoted

_FEW = 20
"""So many values at most are listed, and each in so many rows on average:"""
_OFTEN = 4
_BLOCK = 12
"""The longest block whose lengths are counted."""
_LONGEST = 60
"""Of a text that is listed."""
_ORDERED = ("integer", "decimal", "double", "date", "timestamp", "time")
_ENDLESS = ("double", "date", "timestamp")
"""Types with values that are beyond all others, and not of interest."""
_LISTED = ("text", "integer", "boolean")


def with_rows(ask: Callable[..., list[tuple[Any, ...]]], schema: str, table: Table) -> Table:
    """The table with what its rows show."""
    name = f"{quoted(schema)}.{quoted(table.name)}"
    columns = [column for column in table.columns.values() if type_of(column) is not None and not column.generated]
    parts = ["count(*)", *(part for column in columns for part in _asked(column))]
    rows, *found = ask(f"SELECT {', '.join(parts)} FROM {name}")[0]
    if not rows:
        return table
    seen = dict[str, Seen]()
    for at, column in enumerate(columns):
        full, low, high = found[at * 3 : at * 3 + 3]
        values = _values(ask, name, column, full) if full else {}
        blocks = _blocks(ask, name, column) if any(column.name in key.columns for key in table.foreign_keys) else ()
        seen[column.name] = _seen(column, Decimal(rows - full) / rows, low, high, values, blocks)
    return replace(table, rows=rows, columns={name: replace(column, seen=seen.get(name)) for name, column in table.columns.items()})


def _asked(column: Column) -> Iterator[str]:
    """How many values there are, and the ends between which they lie; of texts, their lengths."""
    name, kind = quoted(column.name), _kind(column)
    yield f"count({name})"
    for end in ("min", "max"):
        if kind == "text":
            yield f"CAST({end}(length({name})) AS VARCHAR)"
        elif kind in _ORDERED:
            yield f"CAST({end}({name}){f' FILTER (isfinite({name}))' if kind in _ENDLESS else ''} AS VARCHAR)"
        else:
            yield "NULL"


def _seen(column: Column, nulls: Decimal, low: str | None, high: str | None, values: Mapping[str, int], blocks: tuple[int, ...]) -> Seen:
    if _kind(column) == "text":
        return Seen(nulls, lengths=(int(low or 0), int(high or 0)), values=values, blocks=blocks)
    return Seen(nulls, low or "", high or "", values=values, blocks=blocks)


def _values(ask: Callable[..., list[tuple[Any, ...]]], table: str, column: Column, full: int) -> Mapping[str, int]:
    """The values with the number of their rows, where they are few."""
    if _kind(column) not in _LISTED:
        return {}
    name = quoted(column.name)
    counted = f"SELECT CAST({name} AS VARCHAR), count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY {name}"
    found = ask(f"{counted} ORDER BY 2 DESC, 1 LIMIT {_FEW + 1}")
    listed = len(found) <= _FEW and len(found) * _OFTEN <= full
    plain = all(len(value) <= _LONGEST and value.isprintable() and "${" not in value for value, _ in found)
    return dict(found) if listed and plain else {}


def _blocks(ask: Callable[..., list[tuple[Any, ...]]], table: str, column: Column) -> tuple[int, ...]:
    """How many values stand in one row, in two, …"""
    name = quoted(column.name)
    lengths = f"SELECT count(*) AS rows FROM {table} WHERE {name} IS NOT NULL GROUP BY {name}"
    found = dict(ask(f"SELECT rows, count(*) FROM ({lengths}) GROUP BY rows ORDER BY rows"))
    return tuple(found.get(rows, 0) for rows in range(1, max(found) + 1)) if found and max(found) <= _BLOCK else ()


def _kind(column: Column) -> str:
    type = type_of(column)
    assert type is not None, "only columns with a type are asked about"
    return "array" if type.item is not None else type.kind
