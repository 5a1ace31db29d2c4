"""By what the rows of a table are parted into folders, as Hive does: `orders/order_month=2024-01/part-00000.parquet`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from specgen.errors import Fault, SpecError
from specgen.records import record
from specgen.suggestions import did_you_mean
from specgen.types import Type
from specgen.types.text import text

NULL = "__HIVE_DEFAULT_PARTITION__"
UNITS = {"year": 4, "month": 7, "day": 10}
"""How much of a moment's text tells its year, month or day."""
_ENDINGS = ("", "_date", "_at", "_on", "_time")
"""What a column of time may be called, besides what its month is called after: order_month is the month of order_date."""
_IN_A_NAME = ("text", "integer", "decimal", "boolean", "date", "timestamp", "uuid")

MOST = 4_000
"""Partitions of a table: the days of ten years."""

Partition = Mapping[str, str | None]
"""The texts of its keys."""


@record
class Key:
    """A column, or the year, month or day of one."""

    name: str
    column: str
    unit: str | None = None

    def text(self, batch: pa.RecordBatch) -> pa.Array:
        """What it is in each row."""
        whole = text(batch[self.column])
        return whole if self.unit is None else pc.utf8_slice_codeunits(whole, 0, UNITS[self.unit])


@record
class Candidate:
    """What a table might be parted by."""

    type: Type
    values: int = 0
    """How many different ones there are at least."""


Keys = Mapping[str, Sequence[Key]]
"""By table; one that is not there is written in one file."""


def keys(wanted: Iterable[str], tables: Mapping[str, Mapping[str, Candidate]]) -> Keys:
    """What `NAME` or `TABLE.NAME` mean in tables with these columns; SpecError for one that means nothing in any of them."""
    found: dict[str, list[Key]] = {}
    for said in wanted:
        table, dot, name = said.rpartition(".")
        among = {name: columns for name, columns in tables.items() if not dot or name == table}
        here = {table: key for table, columns in among.items() if (key := _key(table, name, columns)) is not None}
        if not here:
            known = {other for columns in among.values() for column, one in columns.items() for other in _names(column, one.type)}
            raise SpecError(Fault("unknown-partition", f"no table can be parted by {said!r}", None, did_you_mean(name, sorted(known))))
        for table, key in here.items():
            found.setdefault(table, []).append(key)
    for table, by in found.items():
        if not set(tables[table]) - {key.name for key in by}:
            raise SpecError(Fault("bad-partition", f"{table} has no column besides those that it is parted by", None, "leave one out"))
    return found


def folder(table: str, partition: Partition) -> str:
    """The folder of a partition."""
    return "/".join((table, *(f"{quote(name, safe='')}={_step(value)}" for name, value in partition.items())))


def _step(value: str | None) -> str:
    """A value as a folder says it, never with a dot at the end, which Windows drops."""
    if value is None:
        return NULL
    if value == NULL:
        raise SpecError(Fault("bad-partition", f"a value is {NULL}, which readers take for NULL", None, "part it by another column"))
    return quote(value, safe="").removesuffix(".") + ("%2E" if value.endswith(".") else "")


class Folders:
    """The folders of a table's partitions, no two of which any file system takes for one."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def add(self, name: str) -> str:
        """The name itself; SpecError where there is one like it, to macOS and Windows."""
        known = self._known.setdefault(name.lower(), name)
        if known != name:
            what = f"{known} and {name} are one folder on macOS and Windows"
            raise SpecError(Fault("bad-partition", what, None, "part it by a column whose values differ in more than their case"))
        return name


def too_many(what: str) -> SpecError:
    """The refusal of more folders than anybody can want, or of too many at once."""
    help = "part it by something coarser, or by the time that its rows are in the order of"
    return SpecError(Fault("too-many-partitions", what, None, help))


def _key(table: str, name: str, columns: Mapping[str, Candidate]) -> Key | None:
    if name in columns:
        if columns[name].type.kind not in _IN_A_NAME:
            what = f"{table}.{name} is {columns[name].type.sql}, which no folder can be called after"
            raise SpecError(Fault("bad-partition", what, None, "choose a column of numbers, texts or times"))
        if columns[name].values > MOST:
            raise too_many(f"{table} would have {columns[name].values:,} partitions by {name}")
        return Key(name, name)
    stem, _, unit = name.rpartition("_")
    moments = [column for ending in _ENDINGS if _is_moment(columns.get(column := stem + ending))]
    if unit not in UNITS or not moments:
        return None
    if len(moments) > 1 and moments[0] != stem:
        help = f"write {' or '.join(f'{moment}_{unit}' for moment in moments)}"
        raise SpecError(Fault("bad-partition", f"{table}: {name} may be the {unit} of {' or '.join(moments)}", None, help))
    return Key(name, moments[0], unit)


def _is_moment(candidate: Candidate | None) -> bool:
    return candidate is not None and candidate.type.kind in ("date", "timestamp")


def _names(column: str, type: Type) -> list[str]:
    moments = [f"{column}_{unit}" for unit in UNITS] if type.kind in ("date", "timestamp") else []
    return [column, *moments] if type.kind in _IN_A_NAME else moments
