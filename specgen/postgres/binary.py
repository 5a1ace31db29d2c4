"""Rows as PostgreSQL's COPY … (FORMAT binary) reads them, in 0.5 to 0.8 of the server's time for text (`benchmarks/copying.py`).

A row is the number of its cells, then each cell as its length and what the type's `recv` function in the server's source reads: big
end first. NULL is the length -1.
"""

from __future__ import annotations

import uuid
from binascii import unhexlify
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.errors import EnvironmentProblem
from specgen.numeric.buffers import ends, mask
from specgen.postgres.numerics import numeric
from specgen.records import record
from specgen.types.arrays import plain, units
from specgen.types.pieces import Piece, joined, merged, too_large
from specgen.types.text import json_text

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL = b"\xff\xff"
_EPOCH_DAYS, _EPOCH_MICROSECONDS = 10_957, 946_684_800_000_000
"""From 1970 to 2000, where PostgreSQL begins to count."""
_MICROSECONDS = {"s": 1_000_000, "ms": 1_000, "us": 1}
Field = tuple[str, Any]
"""A part of fixed width of each cell: its numpy type, and a value or one for each row."""


@record
class Cells:
    """The cells of an array without NULL, each with its length: fields of fixed width, then perhaps a text."""

    fields: tuple[Field, ...]
    text: pa.Array | None = None


Writer = Callable[[pa.Array], Cells]


def writers(types: Mapping[str, str], schema: pa.Schema) -> list[Writer] | None:
    """What writes each column of a batch into a column of the server's type; None if one of them takes text only."""
    found = [_WRITERS.get((types[field.name], _kind(field.type))) for field in schema]
    return None if None in found else found  # type: ignore[return-value]


def tuples(columns: Sequence[pa.Array], writers: Sequence[Writer]) -> Iterator[bytes]:
    """The rows, with head and tail, in parts."""
    yield HEAD
    for part in _rows(columns, writers):
        yield part.to_pybytes()
    yield TAIL


def _rows(columns: Sequence[pa.Array], writers: Sequence[Writer]) -> Iterator[pa.Buffer]:
    rows = len(columns[0])
    pieces = [*merged(list(_pieces(columns, writers)), rows)]
    if too_large(pieces, rows):
        for half in (slice(0, rows // 2), slice(rows // 2, None)):
            yield from _rows([column[half] for column in columns], writers)
    else:
        yield from (part for _, part in joined(pieces, rows))


def _pieces(columns: Sequence[pa.Array], writers: Sequence[Writer]) -> Iterator[Piece]:
    """Cells of fixed width that stand side by side are one piece."""
    rows = len(columns[0])
    held: list[Field] = [(">i2", len(columns))]
    for column, writer in zip(columns, writers, strict=True):
        if pa.types.is_dictionary(column.type) or column.null_count:
            yield from _written(held, rows)
            held = []
            yield _listed(column, writer)
            continue
        cells = writer(plain(column))
        held += cells.fields
        if cells.text is not None:
            yield from _written(held, rows)
            held = []
            yield Piece(cells.text)
    yield from _written(held, rows)


def _written(fields: Sequence[Field], rows: int) -> Iterator[Piece]:
    if fields:
        yield Piece(_record(fields, rows) if any(np.ndim(value) for _, value in fields) else _record(fields, 1))


def _listed(column: pa.Array, writer: Writer) -> Piece:
    """The cells of a dictionary's values, or of all rows, once each, and NULL behind them."""
    if pa.types.is_dictionary(column.type):
        values, codes = column.dictionary, column.indices
    else:
        values, codes = column.drop_null(), pc.subtract(pc.cumulative_sum(column.is_valid().cast(pa.int32())), 1)
        codes = pc.if_else(column.is_valid(), codes, pa.scalar(None, pa.int32()))
    entries = _entries(plain(values), writer)
    if column.null_count:
        entries = pa.concat_arrays([entries, _NULL])
        codes = codes.fill_null(len(entries) - 1)
    return Piece(entries, np.asarray(codes).astype(np.int32, copy=False))


def _entries(values: pa.Array, writer: Writer) -> pa.StringArray:
    """Each value as a whole cell; a value that is NULL too."""
    if values.null_count:
        found = _entries(values.drop_null(), writer)
        codes = np.where(mask(values.is_valid()), np.cumsum(mask(values.is_valid())) - 1, len(found))
        return pa.concat_arrays([found, _NULL]).take(pa.array(codes))
    cells = writer(values)
    record = _record(cells.fields, len(values))
    return record if cells.text is None else pc.binary_join_element_wise(record, cells.text, "")


def _record(fields: Sequence[Field], rows: int) -> pa.StringArray:
    """Fields side by side, a text of the same length for each row."""
    layout = np.dtype([(f"f{place}", kind) for place, (kind, _) in enumerate(fields)])
    record = np.empty(rows, layout)
    for place, (_, value) in enumerate(fields):
        record[f"f{place}"] = value
    width = layout.itemsize
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(record.view(np.uint8) if rows else b""))


_NULL = _record([(">i4", -1)], 1)


# ── the types ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _kind(type: pa.DataType) -> str:
    """How Arrow types are told apart here."""
    if pa.types.is_dictionary(type):
        return _kind(type.value_type)
    names = {"timestamp": "timestamptz" if pa.types.is_timestamp(type) and type.tz else "timestamp"}
    name = str(type).split("[")[0].split("(")[0].split("<")[0]
    return names.get(name, name)


def _number(width: int, kind: str) -> Writer:
    return lambda values: Cells(((">i4", width), (f">{kind}{width}", np.asarray(values))))


def _boolean(values: pa.Array) -> Cells:
    return Cells(((">i4", 1), ("i1", mask(values))))


def _moment(values: pa.Array) -> Cells:
    """Timestamps and times of day, in microseconds."""
    since = _EPOCH_MICROSECONDS if pa.types.is_timestamp(values.type) else 0
    return Cells(((">i4", 8), (">i8", units(values) * _MICROSECONDS[values.type.unit] - since)))


def _date(values: pa.Array) -> Cells:
    return Cells(((">i4", 4), (">i4", units(values) - _EPOCH_DAYS)))


def _interval(values: pa.Array) -> Cells:
    """Microseconds; no days, no months."""
    return Cells(((">i4", 16), (">i8", units(values) * _MICROSECONDS[values.type.unit]), (">i8", 0)))


def _uuid(values: pa.Array) -> Cells:
    """From the 36 characters of each; any other way to write one takes longer."""
    try:
        octets = unhexlify(_digits(values).tobytes())
    except ValueError:
        octets = b"".join(map(_octets, values.to_pylist()))
    return Cells(((">i4", 16), ("V16", np.frombuffer(octets, "V16"))))


def _digits(values: pa.Array) -> npt.NDArray[np.uint8]:
    """(n, 32): the hexadecimal digits between the hyphens; ValueError where not all have 36 characters with hyphens in their places."""
    at = ends(values)
    if (np.diff(at) != _UUID).any():
        raise ValueError
    text = np.frombuffer(values.buffers()[2], np.uint8, len(values) * _UUID, at[0]) if len(values) else np.zeros(0, np.uint8)
    text = text.reshape(-1, _UUID)
    if (text[:, _HYPHENS] != ord("-")).any():
        raise ValueError
    return np.delete(text, _HYPHENS, axis=1)


def _octets(text: str) -> bytes:
    try:
        return uuid.UUID(text).bytes
    except ValueError as wrong:
        raise EnvironmentProblem(f"{text!r} is not a uuid", "change what makes it, or the type of its column") from wrong


def _text(values: pa.Array) -> Cells:
    return Cells(((">i4", _lengths(values)),), values)


def _jsonb(values: pa.Array) -> Cells:
    """The version of the format, 1, then the text."""
    texts = json_text(values) if pa.types.is_struct(values.type) else values
    return Cells(((">i4", _lengths(texts) + 1), ("i1", 1)), texts)


def _bytes(values: pa.Array) -> Cells:
    return _text(pa.StringArray.from_buffers(len(values), *values.buffers()[1:], offset=values.offset))


def _lengths(texts: pa.Array) -> npt.NDArray[np.int32]:
    return np.diff(ends(texts))


_UUID, _HYPHENS = 36, [8, 13, 18, 23]
_WRITERS: dict[tuple[str, str], Writer] = {
    **{(f"int{width}", f"int{8 * own}"): _number(width, "i") for width in (2, 4, 8) for own in (1, 2, 4, 8) if own <= width},
    ("float4", "float"): _number(4, "f"),
    ("float8", "double"): _number(8, "f"),
    ("float8", "float"): _number(8, "f"),
    ("bool", "bool"): _boolean,
    ("date", "date32"): _date,
    ("time", "time64"): _moment,
    ("time", "time32"): _moment,
    ("timestamp", "timestamp"): _moment,
    ("timestamptz", "timestamptz"): _moment,
    ("interval", "duration"): _interval,
    ("numeric", "decimal128"): lambda values: Cells(numeric(values)),
    **{(name, "string"): _text for name in ("text", "varchar", "bpchar", "json")},
    ("uuid", "string"): _uuid,
    ("jsonb", "string"): _jsonb,
    ("jsonb", "struct"): _jsonb,
    ("bytea", "binary"): _bytes,
}
