"""Files that specgen wrote, as Arrow batches again: by the types, format and options in their manifest, value for value."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from specgen.errors import EnvironmentProblem
from specgen.manifest import Manifest, WrittenFile
from specgen.staging import COMPRESSIONS, MANIFEST
from specgen.stores import opened, reason
from specgen.types import Type, parse_type, parse_value

_BLOCK = 1 << 23
"""Bytes of text that are read at a time; a row may be as long."""
_SUFFIXES = {suffix: name for name, suffix in COMPRESSIONS.items() if suffix}
_NOT_FINITE = {"NaN", "Infinity", "-Infinity"}
Types = Mapping[str, Type]
Options = Mapping[str, Any]


class Written:
    """The files of one run, in a directory with its manifest."""

    def __init__(self, directory: str | os.PathLike[str]):
        self.directory = opened(directory)
        with self._plain_problems(MANIFEST), self.directory.read(MANIFEST) as file:
            self.manifest = Manifest.from_json(str(file.readall(), "utf-8"))
        if self.manifest.format not in ("parquet", *_TEXTS):
            raise EnvironmentProblem(
                f"{self.directory} holds {self.manifest.format!r} files, which cannot be loaded", "write csv, jsonl or parquet"
            )

    def require(self, tables: Mapping[str, Mapping[str, str]], file: str) -> None:
        """EnvironmentProblem unless these tables of the spec in `file` are there, with just these columns and their types in SQL."""
        for table, columns in tables.items():
            there = self.manifest.tables[table].columns if table in self.manifest.tables else None
            if there != columns:
                what = "has no file" if there is None else "was written with other columns or types"
                raise EnvironmentProblem(f"{self.directory}: {table} {what}", f"generate it again from {file}")

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of a table, in order; EnvironmentProblem for a file that is missing, broken or of another size."""
        written = self.manifest.tables[table]
        types = {name: parse_type(sql) for name, sql in written.columns.items()}
        schema = pa.schema([(name, type.arrow) for name, type in types.items()])
        for file in self._in_order(table, written.files):
            parted = {name: text for name, text in (file.partition or {}).items() if name in types}
            inside = {name: type for name, type in types.items() if name not in parted}
            with self._plain_problems(file.name):
                for columns in self._columns(file.name, inside):
                    known = dict(zip(inside, columns, strict=True)) | _repeated(parted, types, len(columns[0]))
                    yield pa.RecordBatch.from_arrays([known[name].cast(type.arrow) for name, type in types.items()], schema=schema)

    def _in_order(self, table: str, files: Sequence[WrittenFile]) -> list[WrittenFile]:
        """Partitions as their rows follow one another; EnvironmentProblem where the rows of several are mixed in the table."""
        if any(file.partition is not None and file.first is None for file in files):
            what = f"{self.directory}: the rows of {table} lie in partitions that do not follow one another, so their order is not known"
            raise EnvironmentProblem(what, "load it without --from, or write it without --partition-by")
        return sorted(files, key=lambda file: file.first or 0)

    def _columns(self, name: str, types: Types) -> Iterator[list[pa.Array]]:
        text = _TEXTS.get(self.manifest.format)
        if text is not None:
            with self.directory.read(name) as file:
                if not _decompressed(file, name).read(1):
                    return
        with self.directory.read(name) as file:
            yield from _parquet(file, types) if text is None else text(_decompressed(file, name), types, self.manifest.options)

    @contextmanager
    def _plain_problems(self, file: str) -> Iterator[None]:
        try:
            with self.directory.reading():
                yield
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            help = "name the folder that `specgen generate` wrote to"
            raise EnvironmentProblem(f"{self.directory.locate(file)} cannot be read: {reason(wrong)}", help) from wrong


def _parquet(file: pa.NativeFile, types: Types) -> Iterator[list[pa.Array]]:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(file) as rows:
        for batch in rows.iter_batches(columns=list(types)):
            yield [batch.column(name) for name in types]


def _csv(file: pa.NativeFile, types: Types, options: Options) -> Iterator[list[pa.Array]]:
    """Cells as text, then by their types."""
    import pyarrow.csv as csv

    reading = csv.ReadOptions(column_names=None if options["header"] else list(types), block_size=_BLOCK)
    parsing = csv.ParseOptions(delimiter=options["delimiter"], newlines_in_values=True, ignore_empty_lines=False)
    cells = csv.ConvertOptions(
        column_types=dict.fromkeys(types, pa.string()),
        null_values=[options["null"]],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    with csv.open_csv(file, reading, parsing, cells) as batches:
        for batch in batches:
            yield [_from_text(batch.column(name), type) for name, type in types.items()]


def _jsonl(file: pa.NativeFile, types: Types, options: Options) -> Iterator[list[pa.Array]]:
    """Numbers are read as decimals, so no digit is lost."""
    rest = b""
    while block := file.read(_BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        yield _rows(lines, types)
    yield _rows([rest] if rest else [], types)


def _rows(lines: list[bytes], types: Types) -> list[pa.Array]:
    rows = [json.loads(line, parse_float=Decimal) for line in lines]
    return [pa.array([_value(row[name], type) for row in rows], type.arrow) for name, type in types.items()]


_TEXTS: dict[str, Callable[[pa.NativeFile, Types, Options], Iterator[list[pa.Array]]]] = {"csv": _csv, "jsonl": _jsonl}


def _decompressed(file: pa.NativeFile, name: str) -> pa.NativeFile:
    """The text of a file, compressed as its name says."""
    compression = _SUFFIXES.get(PurePosixPath(name).suffix)
    return pa.CompressedInputStream(file, compression) if compression else file


def _repeated(parted: Mapping[str, str | None], types: Types, rows: int) -> dict[str, pa.Array]:
    """The columns that a partition's rows have in common."""
    return {name: _from_text(pa.array([text] * rows, pa.string()), types[name]) for name, text in parted.items()}


def _from_text(cells: pa.Array, type: Type) -> pa.Array:
    """Text as `specgen.types.text` writes it, as values."""
    if type.kind in ("text", "uuid", "json"):
        return cells
    if type.kind == "time":
        return pc.binary_join_element_wise("1970-01-01", cells, " ").cast(pa.timestamp("us")).cast(type.arrow)
    if type.kind == "interval":
        return pc.replace_substring(cells, " microseconds", "").cast(pa.int64()).cast(type.arrow)
    if type.kind in ("array", "struct", "bytes"):
        read = parse_value if type.kind == "bytes" else lambda text, type: _value(json.loads(text, parse_float=Decimal), type)
        return pa.array([None if text is None else read(text, type) for text in cells.to_pylist()], type.arrow)
    return cells.cast(type.arrow)


def _value(value: Any, type: Type) -> Any:
    """What JSON holds, as a value of the type."""
    if value is None:
        return None
    if type.item is not None:
        return [_value(item, type.item) for item in value]
    if type.fields:
        return {name: _value(value[name], field) for name, field in type.fields}
    return float(value) if type.kind == "double" and value in _NOT_FINITE else parse_value(value, type)
