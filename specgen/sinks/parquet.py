"""Parquet files, one a table: zstd, row groups of 131,072 rows, arrays and structs nested, decimals as decimals.

Each column has the encoding that is quickest to write and read at about the least size (`benchmarks/parquet.py`): numbers and times as
differences, text that repeats as a dictionary, other text as lengths and bytes. Only numbers and times have statistics. An interval is a
count of microseconds, which readers that know Arrow's schema take for a duration; a `timestamp(0)` is kept in milliseconds, since Parquet
has no seconds.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet

from specgen.sinks import FileSink, Rows

Codes = npt.NDArray[np.integer]

GROUP_ROWS = 131_072
"""Fixed, so that the file does not depend on the size of the batches."""
_REPEATED = 8
"""A text gets a dictionary if each occurs so many times in the first row group: larger dictionaries are given up by the writer half-way."""
_INTEGER_DIGITS = 18
"""Decimals of so many digits are kept as integers."""


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
        self._repeated: frozenset[str] = frozenset()
        self._writer: Any = None

    def write(self, batch: pa.RecordBatch) -> None:
        ordered, taken = batch.select(self._schema.names), 0
        while taken < ordered.num_rows:
            piece = ordered.slice(taken, GROUP_ROWS - self._held_rows)
            self._held.append(piece)
            taken, self._held_rows = taken + piece.num_rows, self._held_rows + piece.num_rows
            if self._held_rows == GROUP_ROWS:
                self._write_group()

    def close(self) -> None:
        if self._held_rows or self._writer is None:
            self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        columns = {field.name: [batch.column(place) for batch in self._held] for place, field in enumerate(self._schema)}
        self._held, self._held_rows = [], 0
        if self._writer is None:
            self._repeated = frozenset(field.name for field in self._schema if _is_repeated(columns[field.name], field.type))
        group = pa.table({field.name: self._encoded(field, columns[field.name]) for field in self._schema})
        if self._writer is None:
            self._writer = self._opened(group.schema)
        if group.num_rows:
            self._writer.write_table(group, row_group_size=GROUP_ROWS)

    def _encoded(self, field: pa.Field, chunks: Sequence[pa.Array]) -> pa.Array:
        return _dictionary(chunks, field.type) if field.name in self._repeated else _plain(chunks, field.type)

    def _opened(self, schema: pa.Schema) -> Any:
        """The writer; the file says the types of the columns, not that some came as dictionaries."""
        kinds = {field.name: field.type for field in self._schema}
        writer = pyarrow.parquet.ParquetWriter(
            self._file,
            schema,
            compression="zstd",
            use_dictionary=[
                *self._repeated,
                *(path for name, kind in kinds.items() if pa.types.is_nested(kind) for path in _leaves(name, kind)),
            ],
            column_encoding={
                name: encoding for name, kind in kinds.items() if name not in self._repeated and (encoding := _encoding(kind))
            },
            write_statistics=[name for name, kind in kinds.items() if not _is_text(kind)],
            store_decimal_as_integer=True,
            store_schema=False,
        )
        writer.add_key_value_metadata({"ARROW:schema": base64.b64encode(self._schema.serialize()).decode()})
        return writer


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))


def _encoding(kind: pa.DataType) -> str | None:
    """How values that stand for themselves are laid out, None for one after the other."""
    if _is_text(kind):
        return "DELTA_LENGTH_BYTE_ARRAY"
    whole = pa.types.is_integer(kind) or pa.types.is_temporal(kind) or (pa.types.is_decimal(kind) and kind.precision <= _INTEGER_DIGITS)
    return "DELTA_BINARY_PACKED" if whole else None


def _is_repeated(chunks: Sequence[pa.Array], kind: pa.DataType) -> bool:
    """Whether a column is text of which each occurs several times."""
    return _is_text(kind) and bool(chunks) and _REPEATED * len(_dictionary(chunks, kind).dictionary) <= sum(map(len, chunks))


def _plain(chunks: Sequence[pa.Array], kind: pa.DataType) -> pa.Array:
    return pa.concat_arrays([chunk.cast(kind) for chunk in chunks]) if chunks else pa.array([], kind)


def _dictionary(chunks: Sequence[pa.Array], kind: pa.DataType) -> pa.DictionaryArray:
    """The values as a dictionary in the order in which they first occur, however they came."""
    if not all(pa.types.is_dictionary(chunk.type) for chunk in chunks):
        return _plain(chunks, kind).dictionary_encode()
    values = pa.concat_arrays([chunk.dictionary.cast(kind) for chunk in chunks]).dictionary_encode()
    firsts = np.cumsum([0, *(len(chunk.dictionary) for chunk in chunks)])
    number = np.append(values.indices.fill_null(-1), -1)  # of each entry of each dictionary; the last one is for NULL
    codes = np.concatenate([number[_codes(chunk, first)] for chunk, first in zip(chunks, firsts, strict=False)])
    return _in_order(codes, values.dictionary)


def _codes(chunk: pa.DictionaryArray, first: int) -> Codes:
    """The entries of the values among all dictionaries, that of the chunk beginning at `first`; -1 for NULL."""
    codes = np.asarray(chunk.indices.fill_null(-1) if chunk.null_count else chunk.indices)
    return np.where(codes < 0, -1, codes + first) if chunk.null_count else codes + first


def _in_order(codes: Codes, dictionary: pa.Array) -> pa.DictionaryArray:
    """The same values, with no entry that is not used, in the order in which they first occur; -1 is NULL."""
    rows, entries = len(codes), len(dictionary)
    first = np.full(entries + 1, rows)
    first[codes[::-1]] = np.arange(rows)[::-1]  # of several places the last one stays, which is the first in the column
    order = np.argsort(first[:entries], kind="stable")[: np.count_nonzero(first[:entries] < rows)]
    rank = np.full(entries + 1, -1, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    found = rank[codes]
    missing = found < 0
    return pa.DictionaryArray.from_arrays(pa.array(found, mask=missing if missing.any() else None), dictionary.take(pa.array(order)))


def _leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    if pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    else:
        yield path
