"""What an expression read in the row where it failed, for the message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from specgen.expressions import Expression

if TYPE_CHECKING:
    from specgen.engine.engine import Engine

_LONGEST = 40


def readings(engine: Engine, table: str, row: int, expression: Expression) -> str:
    """The values that an expression reads in a row, which is made alone: `, with quantity = 3, price = NULL`."""
    frame = engine.at(table, np.array([row], np.int64))
    cells = [f"{'.'.join(path)} = {_shown(frame.path(path)[0].as_py())}" for path in expression.paths]
    return f", with {', '.join(cells)}" if cells else ""


def _shown(value: Any) -> str:
    if value is None:
        return "NULL"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
