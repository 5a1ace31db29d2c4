"""The DEFAULT of a column."""

from __future__ import annotations

from specgen.language.model import COMPUTED_DEFAULTS, Column
from specgen.render.literals import literal
from specgen.types import parse_value


def default(column: Column) -> str | None:
    """The SQL of a column's default: what a database computes, or a value of its type."""
    if column.default is None:
        return None
    if column.default.lower() in COMPUTED_DEFAULTS:
        return column.default.lower()
    return literal(parse_value(column.default, column.type))
