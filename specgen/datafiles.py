"""Rows from a data file that a spec names: CSV, Parquet or JSON Lines, as Arrow columns."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from specgen.types import Type, convert, parse_value


def read(name: str, content: Callable[[], bytes]) -> pa.Table:
    """All rows of a file of that name. CSV cells come as text, an empty unquoted one as NULL; the other formats keep their types.

    Raises ValueError in plain words for a file that cannot be read or has another format.
    """
    suffix = PurePath(name).suffix
    if suffix not in _READERS:
        raise ValueError(f"{name} ends in none of {', '.join(SUFFIXES)}")
    try:
        rows = _READERS[suffix](_owned(content()))
    except (pa.ArrowInvalid, OSError) as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong
    twice = next((column for column, times in Counter(rows.column_names).items() if times > 1), None)
    if twice is not None:
        raise ValueError(f"{name} has two columns of the name {twice}")
    return rows


def _owned(content: bytes) -> pa.Buffer:
    """The bytes in memory of Arrow's own: its threads let go of what they read when they like, and with memory of Python's that
    aborts a process which is just ending ("terminate called without an active exception").
    """
    buffer = pa.allocate_buffer(len(content))
    pa.FixedSizeBufferWriter(buffer).write(content)
    return buffer


def _csv(content: pa.Buffer) -> pa.Table:
    import pyarrow.csv

    header = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig").readline().rstrip("\r\n")
    names = pyarrow.csv.read_csv(pa.BufferReader(_owned((header + "\n").encode()))).column_names
    texts = {name: pa.string() for name in names}
    convert_ = pyarrow.csv.ConvertOptions(column_types=texts, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False)
    return pyarrow.csv.read_csv(
        pa.BufferReader(content), convert_options=convert_, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True)
    )


def _parquet(content: pa.Buffer) -> pa.Table:
    import pyarrow.parquet

    return pyarrow.parquet.read_table(pa.BufferReader(content))


def _json(content: pa.Buffer) -> pa.Table:
    import pyarrow.json

    return pyarrow.json.read_json(pa.BufferReader(content))


_READERS = {".csv": _csv, ".parquet": _parquet, ".jsonl": _json, ".ndjson": _json}
SUFFIXES = tuple(_READERS)
"""What the name of a data file may end in."""


_READ_FROM_TEXT = ("uuid", "json")
"""Types that not every text is one of, though they are held as text: whatever a file has for them is read as what is written is."""


def typed(cells: pa.ChunkedArray, type: Type) -> pa.Array:
    """A column of a file as a type of the language; ValueError names the first row (from 1) whose value does not fit."""
    array = _texts(cells)
    if not pa.types.is_string(array.type):
        array = _converted(array, type)
        if type.kind not in _READ_FROM_TEXT:
            return array
    distinct = pc.unique(array)
    values = []
    for text in distinct.to_pylist():
        try:
            values.append(None if text is None else parse_value(text, type))
        except ValueError as wrong:
            row = pc.index(array, pa.scalar(text, pa.string())).as_py() + 1
            raise ValueError(f"row {row}: {wrong}") from wrong
    return pa.array(values, type.arrow).take(pc.index_in(array, value_set=distinct))


def _texts(cells: pa.ChunkedArray) -> pa.Array:
    """The column in one piece; text of every kind, as other programs write it, as plain text."""
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_string(kind):
        cells = cells.cast(pa.string())
    array = cells.combine_chunks()
    return pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array


def _converted(array: pa.Array, type: Type) -> pa.Array:
    try:
        return convert(array, type)
    except (pa.ArrowNotImplementedError, OverflowError) as wrong:
        raise ValueError(f"{array.type} cannot be read as {type.sql}: {wrong}") from wrong
