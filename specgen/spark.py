"""A table as a Spark DataFrame: made by Spark's own workers, so that where it goes is Spark's business."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

from specgen import api
from specgen.engine import Engine
from specgen.engine.batches import ROWS, Span, Work, spans
from specgen.executors.spark import session
from specgen.plan import ColumnPlan
from specgen.records import record
from specgen.types import Type, decoded

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType, StructField, StructType

_SPANS = 16
"""Of a partition, where nobody says how many there are: so many are made again if its worker is lost."""
_LEAST = 64
"""Partitions that a table has at least, unless it has fewer spans."""


def dataframe(
    spec: str | os.PathLike[str] | api.Dataset,
    table: str,
    spark: SparkSession | None = None,
    overrides: Mapping[str, str | float] | None = None,
    seed: int | None = None,
    partitions: int | None = None,
    rows: int = ROWS,
) -> DataFrame:
    """All rows of a table, in order, as a DataFrame that is made when Spark needs it, by its workers, about `rows` at a time.

    `spec` is a file, the name of a shipped spec or a data set that is loaded; `overrides` and `seed` change a spec as `--set` and
    `--seed` do. Values are those of every other way to make the table, however many partitions there are.
    Raises SpecError with every fault of the spec.
    """
    changes = {**(overrides or {}), **({} if seed is None else {"seed": seed})}
    data = spec if isinstance(spec, api.Dataset) else api.load(spec, changes)
    (name,) = data.choose([table])
    columns = [data.plan.tables[name].columns[column.name] for column in data.spec.tables[name].visible]
    made = _Rows.of(data.engine, name, pa.schema([pa.field(column.column.name, _arrow(column.column.type)) for column in columns]), rows)
    parts = partitions or max(min(made.count, max(_LEAST, made.count // _SPANS)), 1)
    numbers = (spark or session()).range(0, made.count, 1, parts)
    return numbers.mapInArrow(_function(made), schema(columns))


@record
class _Rows:
    """Makes the rows of spans by their numbers, laid out as Spark has them."""

    work: Work
    layout: pa.Schema
    root: str
    step: int
    total: int

    @classmethod
    def of(cls, engine: Engine, table: str, layout: pa.Schema, rows: int) -> _Rows:
        wanted = frozenset([table])
        first = next(spans(engine, wanted, rows), Span(table, 0, 1))
        return cls(Work(engine, wanted), layout, first.root, first.stop - first.start, engine.rows(first.root))

    @property
    def count(self) -> int:
        return -(-self.total // self.step)

    def __call__(self, number: int) -> Iterator[pa.RecordBatch]:
        span = Span(self.root, number * self.step, min((number + 1) * self.step, self.total))
        for piece in self.work(span):
            plain = decoded(piece.batch)
            yield pa.RecordBatch.from_arrays([plain.column(field.name).cast(field.type) for field in self.layout], schema=self.layout)


def _function(made: _Rows) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from made(number)

    return rows


# ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def schema(columns: Iterable[ColumnPlan]) -> StructType:
    """Spark's schema of these columns, with what the spec says of each as its comment."""
    from pyspark.sql.types import StructType

    return StructType([_field(column) for column in columns])


def _field(column: ColumnPlan) -> StructField:
    from pyspark.sql.types import StructField

    said = {"comment": column.column.description} if column.column.description else {}
    return StructField(column.column.name, _spark(column.column.type), column.nullable, said)


def _spark(type: Type) -> DataType:
    """Spark's type: what it lacks (time, uuid, json) is text."""
    from pyspark.sql import types

    if type.kind == "array":
        assert type.item is not None
        return types.ArrayType(_spark(type.item))
    if type.kind == "struct":
        return types.StructType([types.StructField(name, _spark(inner)) for name, inner in type.fields])
    if type.kind == "decimal":
        return types.DecimalType(type.precision or 38, type.scale)
    if type.kind == "timestamp":
        return types.TimestampType() if type.zoned else types.TimestampNTZType()
    simple: dict[tuple[str, int], DataType] = {
        ("integer", 16): types.ShortType(),
        ("integer", 32): types.IntegerType(),
        ("integer", 64): types.LongType(),
        ("double", 32): types.FloatType(),
        ("double", 64): types.DoubleType(),
        ("boolean", 0): types.BooleanType(),
        ("date", 0): types.DateType(),
        ("interval", 0): types.DayTimeIntervalType(),
        ("bytes", 0): types.BinaryType(),
    }
    return simple.get((type.kind, type.bits), types.StringType())


def _arrow(type: Type) -> pa.DataType:
    """The same type in Arrow, as Spark reads it: all times in microseconds."""
    if type.item is not None:
        return pa.list_(_arrow(type.item))
    if type.kind == "struct":
        return pa.struct([(name, _arrow(inner)) for name, inner in type.fields])
    if type.kind == "timestamp":
        return pa.timestamp("us", tz=type.arrow.tz)
    return pa.string() if type.kind == "time" else type.arrow


__all__ = ["dataframe"]
