"""Python values as SQL literals that DuckDB and PostgreSQL read alike."""

from __future__ import annotations

import datetime
import math
import uuid
from decimal import Decimal
from functools import singledispatch


@singledispatch
def literal(value: object) -> str:
    """The SQL text of a value; TypeError for what has none."""
    raise TypeError(f"{type(value).__name__} has no SQL literal")


@literal.register
def _(value: None) -> str:
    return "NULL"


@literal.register
def _(value: bool) -> str:
    return "TRUE" if value else "FALSE"


@literal.register
def _(value: int) -> str:
    return str(value)


@literal.register
def _(value: Decimal) -> str:
    return format(value, "f")


@literal.register
def _(value: float) -> str:
    """Double precision even where the text is short, and for infinities and NaN, which have no bare spelling."""
    return f"CAST('{value!r}' AS double precision)" if not math.isfinite(value) else f"CAST({value!r} AS double precision)"


@literal.register
def _(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@literal.register
def _(value: uuid.UUID) -> str:
    return f"'{value}'"


@literal.register
def _(value: datetime.date) -> str:
    return f"DATE '{value.isoformat()}'"


@literal.register
def _(value: datetime.datetime) -> str:
    return f"{'TIMESTAMP' if value.tzinfo is None else 'TIMESTAMPTZ'} '{value.isoformat(sep=' ')}'"


@literal.register
def _(value: datetime.time) -> str:
    return f"TIME '{value.isoformat()}'"


@literal.register
def _(value: datetime.timedelta) -> str:
    microseconds = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    return f"INTERVAL '{microseconds} microseconds'"
