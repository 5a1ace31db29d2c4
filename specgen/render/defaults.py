"""The DEFAULT of a column."""

from __future__ import annotations

from specgen.errors import Fault, SpecError
from specgen.language.model import Column
from specgen.render.literals import literal
from specgen.types import parse_value

_COMPUTED = ("current_date", "current_timestamp", "current_user", "now()", "gen_random_uuid()")
"""What a database may fill in itself, spelled alike in all dialects."""


def default(column: Column) -> str | None:
    """The SQL of a column's default: one of the listed functions, or a value of its type; SpecError for anything else."""
    if column.default is None:
        return None
    if column.default.lower() in _COMPUTED:
        return column.default.lower()
    try:
        return literal(parse_value(column.default, column.type))
    except (ValueError, TypeError) as error:
        known = ", ".join(_COMPUTED)
        raise SpecError(
            Fault("bad-default", f"default of {column.name}: {error}", column.span, f"write a value or one of {known}")
        ) from error
