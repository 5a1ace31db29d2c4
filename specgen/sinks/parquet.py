"""Parquet files, one a table: zstd, row groups of 131,072 rows, arrays and structs nested, decimals as decimals.

A column gets a dictionary if at most half of its first row group's values differ. An interval is a count of microseconds, which
readers that know Arrow's schema take for a duration; a `timestamp(0)` is kept in milliseconds, since Parquet has no seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet

from specgen.sinks import FileSink, Rows

GROUP_ROWS = 131_072
"""Fixed, so that the file does not depend on the size of the batches."""


class ParquetSink(FileSink):
    """Writes NAME.parquet for each table, and manifest.json when all of them are complete."""

    name: ClassVar[str] = "parquet"
    title: ClassVar[str] = "Parquet files"

    def rows(self, file: pa.NativeFile, schema: pa.Schema) -> Rows:
        return _ParquetRows(file, schema)


KIND = ParquetSink


class _ParquetRows:
    """Holds at most one row group and writes it when it is complete."""

    def __init__(self, file: pa.NativeFile, schema: pa.Schema):
        self._file, self._schema = file, schema
        self._held: list[pa.RecordBatch] = []
        self._held_rows = 0
        self._writer: Any = None

    def write(self, batch: pa.RecordBatch) -> None:
        ordered, taken = batch.select(self._schema.names), 0
        while taken < ordered.num_rows:
            piece = ordered.slice(taken, GROUP_ROWS - self._held_rows)
            self._held.append(piece.cast(self._schema))
            taken, self._held_rows = taken + piece.num_rows, self._held_rows + piece.num_rows
            if self._held_rows == GROUP_ROWS:
                self._write_group()

    def close(self) -> None:
        if self._held_rows or self._writer is None:
            self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        group = pa.Table.from_batches(self._held, self._schema).combine_chunks()
        self._held, self._held_rows = [], 0
        if self._writer is None:
            repeated = [path for column, field in zip(group.columns, self._schema, strict=True) for path in _repeated(column, field)]
            self._writer = pyarrow.parquet.ParquetWriter(self._file, self._schema, compression="zstd", use_dictionary=repeated)
        if group.num_rows:
            self._writer.write_table(group, row_group_size=GROUP_ROWS)


def _repeated(column: pa.ChunkedArray, field: pa.Field) -> Iterator[str]:
    """The paths in Parquet of what a dictionary makes smaller; inside arrays and structs all of it."""
    if pa.types.is_nested(field.type):
        yield from _leaves(field.name, field.type)
    elif 2 * len(column.unique()) <= len(column):
        yield field.name


def _leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    if pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    else:
        yield path
