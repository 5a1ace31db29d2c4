"""Rows as people read them: aligned columns, long cells cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from specgen.cli import console

if TYPE_CHECKING:
    import pyarrow as pa

WIDEST_CELL = 32
_NUMBERS = ("int", "decimal", "float", "double")


def lines(schema: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line of names, then one for each row; numbers stand at their right end."""
    right = [str(field.type).startswith(_NUMBERS) for field in schema]
    cells = [schema.names, *([_cell(row[name]) for name in schema.names] for row in rows)]
    return [f"  {line}".rstrip() for line in console.columns(cells, right)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return text if len(text) <= WIDEST_CELL else f"{text[: WIDEST_CELL - 3]}..."
