"""What a SQL type is: its kind, its Arrow layout, and the range of the integers that its values are made of."""

from __future__ import annotations

import datetime
from typing import Literal

import pyarrow as pa

from specgen.records import record

Kind = Literal[
    "integer", "decimal", "double", "text", "boolean", "date", "time", "timestamp", "interval", "uuid", "json", "bytes", "array", "struct"
]

_EPOCH = datetime.date(1970, 1, 1)
_FIRST_DAY = (datetime.date.min - _EPOCH).days
_LAST_DAY = (datetime.date.max - _EPOCH).days
_SECONDS_A_DAY = 86_400

INT64_DIGITS = 18
"""So many decimal digits fit into 64 bits, whatever they are: DuckDB and Parquet keep decimals of no more in them."""


@record
class Type:
    """A SQL type.

    `sql` is its canonical text, `bits` the width of an integer (16, 32, 64) or real number (32, 64), `precision` and `scale` the
    digits of a decimal (for a timestamp, `precision` is the digits of its second: 0, 3 or 6), `length` the most characters of a
    text, `zoned` true for a timestamp that is an instant, `item` the type of an array's elements, `fields` the names and types in a
    struct.
    """

    kind: Kind
    sql: str
    arrow: pa.DataType
    bits: int = 0
    precision: int | None = None
    scale: int = 0
    length: int | None = None
    zoned: bool = False
    item: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()

    def __str__(self) -> str:
        return self.sql

    def __hash__(self) -> int:
        return hash((self.kind, self.sql))

    @property
    def exact(self) -> bool:
        """Whether a value is physically a count of units: `units` and `from_units` apply."""
        return self.kind in ("integer", "decimal", "boolean", "date", "time", "timestamp", "interval")

    @property
    def numeric(self) -> bool:
        return self.kind in ("integer", "decimal", "double")

    @property
    def ticks(self) -> int:
        """Units in a second, for kinds of time."""
        return 10**self.precision if self.kind == "timestamp" and self.precision is not None else 1_000_000

    @property
    def per_unit(self) -> int:
        """How many units make 1.0 of the value that a person writes: 100 for decimal(10,2), 1 for all but decimals."""
        return int(10**self.scale)

    @property
    def low(self) -> int:
        """The smallest number of units; dates and timestamps stay within the years 1 to 9999, which every database holds."""
        if self.kind == "timestamp":
            return _FIRST_DAY * _SECONDS_A_DAY * self.ticks
        return {"date": _FIRST_DAY, "time": 0, "boolean": 0}.get(self.kind, -self.high - (self.kind == "integer"))

    @property
    def high(self) -> int:
        """The largest number of units; of an inexact kind, ValueError."""
        if self.kind == "integer":
            return int(2 ** (self.bits - 1) - 1)
        if self.kind == "decimal":
            return int(10 ** (self.precision or 38) - 1)
        if self.kind == "timestamp":
            return (_LAST_DAY + 1) * _SECONDS_A_DAY * self.ticks - 1
        fixed = {"date": _LAST_DAY, "time": _SECONDS_A_DAY * 1_000_000 - 1, "boolean": 1, "interval": 2**63 - 1}
        if self.kind not in fixed:
            raise ValueError(f"{self.sql} has no smallest and largest unit")
        return fixed[self.kind]
