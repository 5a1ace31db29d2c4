"""Parquet files, one a table: zstd, row groups of 131,072 rows, arrays and structs nested, decimals as decimals.

Each column has the encoding that is quickest to write and read at about the least size (`benchmarks/parquet.py`): numbers and times as
differences, without zstd where that makes them no smaller, or as they are where they are much smaller so; text that repeats often as a
dictionary, text that repeats now and then as it is, other text as lengths and bytes. Only numbers and times have statistics. An interval
is a count of microseconds, which readers that know Arrow's schema take for a duration; a `timestamp(0)` is kept in milliseconds, since
Parquet has no seconds.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet

from specgen.numeric.buffers import bitmap, codes, ends, halves, mask, words
from specgen.sinks import FileSink, Rows
from specgen.types import INT64_DIGITS, plain

Codes = npt.NDArray[np.integer]

GROUP_ROWS, PAGE_ROWS = 131_072, 32_768
"""Fixed, so that the file does not depend on the size of the batches."""
_PAGE, _LONG = 8 << 20, 6 << 20
"""Bytes at which a page ends sooner; and of texts in a group, up to which no page comes so far."""
_OFTEN, _REPEATED = 8, 2
"""A text repeats (often) if each occurs so many times in the first row group; larger dictionaries the writer would give up half-way."""
_FIRST_ROWS = 4_096
"""Among these most columns of few values have all of them, and a text that repeats does so."""
_SMALLER, _MUCH_SMALLER = 0.95, 0.75
"""What zstd leaves of differences at most, to be worth its time; and numbers as they are of differences, which are quicker to write."""
_DIFFERENCES = "DELTA_BINARY_PACKED"
_TRIED, _RUN = 4, 8
"""Stretches of the first row group that are tried, and values whose coming again is looked for."""


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
        self._times: dict[str, float] = {}
        """How often each text of a column occurs in the first row group."""
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
            self._times = {field.name: _times(columns[field.name], field.type) for field in self._schema if _is_text(field.type)}
        arrays = [self._encoded(field, columns[field.name]) for field in self._schema]
        group = pa.table(arrays, pa.schema([field.with_type(made.type) for field, made in zip(self._schema, arrays, strict=True)]))
        if self._writer is None:
            self._writer = self._opened(group)
        if group.num_rows:
            self._writer.write_table(group, row_group_size=GROUP_ROWS)

    def _encoded(self, field: pa.Field, chunks: Sequence[pa.Array]) -> pa.Array | pa.ChunkedArray:
        return _dictionary(chunks, field.type) if self._repeats(field.name, _OFTEN) else _plain(chunks, field.type)

    def _repeats(self, name: str, times: int) -> bool:
        return self._times.get(name, 0) >= times

    def _opened(self, group: pa.Table) -> Any:
        """The writer; the file says the types of the columns, not that some came as dictionaries."""
        kinds = {field.name: field.type for field in self._schema}
        leaves = {name: list(_leaves(name, kind)) for name, kind in kinds.items()}
        encodings = {name: encoding for name, kind in kinds.items() if (encoding := _encoding(kind)) and not self._repeats(name, _REPEATED)}
        plain, bare = _tried(group.select([name for name, encoding in encodings.items() if encoding == _DIFFERENCES]))
        writer = pyarrow.parquet.ParquetWriter(
            self._file,
            group.schema,
            compression={path: "none" if name in bare else "zstd" for name, paths in leaves.items() for path in paths},
            use_dictionary=[
                *(name for name in kinds if self._repeats(name, _OFTEN)),
                *(path for name, kind in kinds.items() if pa.types.is_nested(kind) for path in leaves[name]),
            ],
            column_encoding={name: encoding for name, encoding in encodings.items() if name not in plain},
            write_statistics=[name for name, kind in kinds.items() if not _is_text(kind)],
            **_SETTINGS,
        )
        writer.add_key_value_metadata({"ARROW:schema": base64.b64encode(self._schema.serialize()).decode()})
        return writer


_SETTINGS: dict[str, Any] = {
    "store_decimal_as_integer": True,
    "store_schema": False,
    "write_batch_size": 8_192,
    "max_rows_per_page": PAGE_ROWS,
    "data_page_size": _PAGE,
}
"""Fewer and larger steps than by default, which take less time."""


def _tried(group: pa.Table) -> tuple[set[str], set[str]]:
    """Which columns of numbers are much smaller as they are, and of which others zstd leaves the differences as large; of few rows none."""
    if group.num_rows < _FIRST_ROWS or not group.num_columns:
        return set(), set()
    stretch, apart = _FIRST_ROWS // _TRIED, group.num_rows // _TRIED
    some = pa.concat_tables([group.slice(start * apart, stretch) for start in range(_TRIED)])
    differences = _sizes(some, dict.fromkeys(group.column_names, _DIFFERENCES))
    plain = {name for name, (_, size) in _sizes(some, None).items() if size < _MUCH_SMALLER * differences[name][1]}
    useless = {name for name, (bare, size) in differences.items() if size > _SMALLER * bare}
    return plain, {name for name in useless - plain if not _recurs(group[name])}


def _recurs(column: pa.ChunkedArray) -> bool:
    """Whether a few values from the middle follow one another elsewhere: zstd shortens what comes again, however far apart."""
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    values = words(array)
    if array.null_count:
        values = np.where(mask(array.is_valid()), values, 0)
    middle, last = len(values) // 2, len(values) - _RUN
    places = np.flatnonzero(values[:last] == values[middle])
    for step in range(1, _RUN):
        places = places[values.take(places + step) == values[middle + step]]
    return len(places) > 1


def _sizes(table: pa.Table, encodings: dict[str, str] | None) -> dict[str, tuple[int, int]]:
    """Bytes of each column before and after zstd."""
    file = pa.BufferOutputStream()
    with pyarrow.parquet.ParquetWriter(
        file, table.schema, compression="zstd", use_dictionary=False, column_encoding=encodings, write_statistics=False, **_SETTINGS
    ) as writer:
        writer.write_table(table)
    group = pyarrow.parquet.read_metadata(pa.BufferReader(file.getvalue())).row_group(0)
    columns = [group.column(at) for at in range(group.num_columns)]
    return {column.path_in_schema: (column.total_uncompressed_size, column.total_compressed_size) for column in columns}


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))


def _encoding(kind: pa.DataType) -> str | None:
    """How values that stand for themselves are laid out, None for one after the other."""
    if _is_text(kind):
        return "DELTA_LENGTH_BYTE_ARRAY"
    whole = pa.types.is_integer(kind) or pa.types.is_temporal(kind) or (pa.types.is_decimal(kind) and kind.precision <= INT64_DIGITS)
    return _DIFFERENCES if whole else None


def _times(chunks: Sequence[pa.Array], kind: pa.DataType) -> float:
    """How often each text occurs; once, where the first few thousand are all different."""
    ends = list(accumulate(map(len, chunks), initial=0))
    first = _plain([chunk[: max(_FIRST_ROWS - begin, 0)] for chunk, begin in zip(chunks, ends, strict=False)], kind)
    if len(first) == _FIRST_ROWS == len(first.unique()):
        return 1
    return ends[-1] / max(len(_dictionary(chunks, kind).dictionary), 1) if chunks else 0


def _plain(chunks: Sequence[pa.Array], kind: pa.DataType) -> pa.ChunkedArray:
    """The values as they came, but laid together where the writer looks at bytes: it does so wherever an array ends.

    That is where pages may end sooner, and where it has a dictionary of its own, which ends at 1 MiB. To lay all together took a twentieth
    of the time of a file.
    """
    arrays = [_narrow(plain(chunk).cast(kind)) for chunk in chunks]
    if arrays and (pa.types.is_nested(kind) or (_is_text(kind) and sum(map(_octets, arrays)) > _LONG)):
        arrays = [pa.concat_arrays(arrays)]
    return pa.chunked_array(arrays, _narrow(pa.array([], kind)).type)


def _octets(texts: pa.Array) -> int:
    return int(ends(texts)[-1]) - int(ends(texts)[0])


def _narrow(array: pa.Array) -> pa.Array:
    """Decimals that are kept as integers in 64 bits, which are the lower half of 128: for the writer to narrow them took 4 ns each."""
    kind = array.type
    if not pa.types.is_decimal128(kind) or kind.precision > INT64_DIGITS:
        return array
    valid = bitmap(mask(array.is_valid())) if array.null_count else None
    low = pa.py_buffer(np.ascontiguousarray(halves(array)[:, 0]))
    return pa.Array.from_buffers(pa.decimal64(kind.precision, kind.scale), len(array), [valid, low])


def _dictionary(chunks: Sequence[pa.Array], kind: pa.DataType) -> pa.DictionaryArray:
    """The values as a dictionary in the order in which they first occur, however they came."""
    if not all(pa.types.is_dictionary(chunk.type) for chunk in chunks):
        return _plain(chunks, kind).combine_chunks().dictionary_encode()
    values = pa.concat_arrays([chunk.dictionary.cast(kind) for chunk in chunks]).dictionary_encode()
    number = np.asarray(values.indices.fill_null(-1))  # of each entry of each dictionary
    ends = np.cumsum([len(chunk.dictionary) for chunk in chunks])
    coded = [(np.append(part, -1), codes(chunk, -1)) for part, chunk in zip(np.split(number, ends[:-1]), chunks, strict=True)]
    order = _first_occurring(coded, len(values.dictionary))
    rank = np.full(len(values.dictionary) + 1, -1, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    found = np.empty(sum(map(len, chunks)), np.int32)
    done = 0
    for part, entries in coded:
        rank[part].take(entries, mode="wrap", out=found[done : done + len(entries)])
        done += len(entries)
    valid = bitmap(found >= 0) if -1 in number or any(chunk.null_count for chunk in chunks) else None
    indices = pa.Array.from_buffers(pa.int32(), len(found), [valid, pa.py_buffer(found)])
    return pa.DictionaryArray.from_arrays(indices, values.dictionary.take(pa.array(order)), safe=False)


def _first_occurring(coded: Sequence[tuple[Codes, Codes]], entries: int) -> Codes:
    """The entries that occur, in the order in which they do: mostly the first rows have all of them."""
    rows = sum(len(codes) for _, codes in coded)
    for most in (_FIRST_ROWS, rows):
        head = np.concatenate([number[entries_of[:most]] for number, entries_of in coded])[:most]
        first = np.full(entries + 1, rows)
        first[head[::-1]] = np.arange(len(head))[::-1]  # of several places the last one stays, which is the first in the column
        occurring = np.count_nonzero(first[:entries] < rows)
        if occurring == entries:
            break
    return np.argsort(first[:entries], kind="stable")[:occurring]


def _leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    if pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    else:
        yield path
