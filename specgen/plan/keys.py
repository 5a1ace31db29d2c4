"""Foreign keys of columns that are filled without a reference: which can be followed, and what that takes."""

from __future__ import annotations

from specgen.errors import Fault, SpecError
from specgen.language.model import ForeignKey, Spec
from specgen.types import width

LOOKED_UP = 1 << 16
"""A table of at most so many rows is looked up by its key: that costs no more than the rows for which it is done, a chunk at a time."""


def looked_up(spec: Spec, key: ForeignKey) -> bool:
    """Whether rows are found by comparing values; else the key is one number, from which the row follows."""
    return len(key.to) > 1 or not hasattr(spec.tables[key.table].columns[key.to[0]].filler, "rows_of")


def key_bytes(spec: Spec, key: ForeignKey) -> int:
    """What the key of one row takes in memory, roughly for text."""
    return sum(width(spec.tables[key.table].columns[name].type.arrow) for name in key.to)


def refuse(spec: Spec, table: str, key: ForeignKey, rows: int) -> None:
    """SpecError (cannot-follow) where the values would be looked up in a table of too many rows."""
    if rows <= LOOKED_UP or not looked_up(spec, key):
        return
    columns, to = ", ".join(key.columns), ", ".join(f"{key.table}.{name}" for name in key.to)
    size = f"{rows:,} rows, {rows * key_bytes(spec, key):,} bytes of keys"
    what = f"{table} ({columns}) holds values of {to}, which would be looked up in {size}; at most {LOOKED_UP:,} rows are"
    one = len(key.to) == 1
    help = (
        "fill it with `references`" if one else "read the columns through a reference, as in `expr: REFERENCE.COLUMN`; a hidden one will do"
    )
    raise SpecError(Fault("cannot-follow", what, key.span, help + (f", or number {key.table} with a `sequence`" if one else "")))
