"""What the rows of a table can be parted by."""

from __future__ import annotations

from specgen.language.model import Table
from specgen.partitions import Candidate


def candidates(table: Table, rows: int) -> dict[str, Candidate]:
    """The columns of a table of so many rows; a key has as many values."""
    unique = {by[0] for by in (table.primary_key, *table.unique) if len(by) == 1}
    return {column.name: Candidate(column.type, rows * (column.name in unique)) for column in table.visible}
