"""CSV files, one a table: RFC 4180, UTF-8, a header, line ends of one LF.

NULL is an empty cell and the empty string is `""`, as in PostgreSQL's COPY; DuckDB reads it so with `allow_quoted_nulls = false`.
Timestamps have a space in the middle, booleans are true and false, decimals keep all their digits, arrays are JSON.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from specgen.errors import EnvironmentProblem
from specgen.manifest import Manifest, WrittenFile, WrittenTable
from specgen.staging import Staging, plain_problems

_BARE = re.compile(r"\w+")
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


class CsvSink:
    """Writes NAME.csv for each table, and manifest.json when all of them are complete."""

    name: ClassVar[str] = "csv"
    dialect: ClassVar[str | None] = None

    def __init__(self, directory: str | os.PathLike[str]):
        self._staging = Staging(directory)
        self._open: dict[str, _CsvFile] = {}

    @classmethod
    def open(cls, target: str, force: bool) -> CsvSink:
        return cls(target)

    def describe(self) -> str:
        return f"CSV files in {self._staging.directory}"

    def inspect(self, tables: Sequence[str]) -> None:
        self._staging.inspect()

    def begin(self, schemas: Mapping[str, pa.Schema]) -> None:
        self._staging.begin()
        with plain_problems(self._staging.directory):
            self._open = {name: _CsvFile(self._staging.path(f"{name}.csv"), schema) for name, schema in schemas.items()}

    def execute(self, sql: str) -> None:
        """Files have no DDL."""

    def write(self, table: str, batch: pa.RecordBatch) -> None:
        with plain_problems(self._staging.directory):
            self._open[table].write(batch)

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        raise EnvironmentProblem("CSV files answer no queries", "load the data with --to and validate there")

    def commit(self, manifest: Manifest) -> None:
        with plain_problems(self._staging.directory):
            tables = {name: self._finished(name, table) for name, table in manifest.tables.items()}
        self._staging.commit(dataclasses.replace(manifest, tables=tables).to_json())

    def abort(self) -> None:
        for file in self._open.values():
            file.close()
        self._staging.abort()

    def _finished(self, name: str, table: WrittenTable) -> WrittenTable:
        self._open[name].close()
        return dataclasses.replace(table, files=(WrittenFile(f"{name}.csv", self._staging.bytes(f"{name}.csv")),))


KIND = CsvSink


class _CsvFile:
    """One table's file under its temporary name."""

    def __init__(self, path: os.PathLike[str], schema: pa.Schema):
        self._schema = pa.schema([pa.field(field.name, _readable(pa.nulls(0, field.type)).type) for field in schema])
        bare = all(_BARE.fullmatch(name) for name in schema.names)
        options = pyarrow.csv.WriteOptions(quoting_header="none" if bare else "needed")
        self._file = pa.OSFile(os.fspath(path), "wb")
        self._writer = pyarrow.csv.CSVWriter(self._file, self._schema, write_options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        ordered = batch.select(self._schema.names)
        self._writer.write(pa.record_batch([_readable(column) for column in ordered.columns], schema=self._schema))

    def close(self) -> None:
        """Whatever of the two is still open is closed, even where the disk is full."""
        try:
            self._writer.close()
        finally:
            self._file.close()


def _readable(array: pa.Array) -> pa.Array:
    """The array as the CSV writer takes it: no dictionaries, arrays as JSON, durations as text that databases read."""
    if pa.types.is_dictionary(array.type):
        return _readable(array.dictionary_decode())
    if pa.types.is_list(array.type):
        return _json(array)
    if pa.types.is_duration(array.type):
        return pc.binary_join_element_wise(array.cast(pa.duration("us")).cast(pa.int64()).cast(pa.string()), "microseconds", " ")
    return array


def _json(array: pa.Array) -> pa.Array:
    """Each value as JSON text; NULL stays NULL."""
    if pa.types.is_dictionary(array.type):
        return _json(array.dictionary_decode())
    if pa.types.is_list(array.type):
        joined = pc.binary_join(_with_items(array, pc.fill_null(_json(array.flatten()), "null")), ",")
        return pc.binary_join_element_wise("[", joined, "]", "")
    if (
        pa.types.is_integer(array.type)
        or pa.types.is_floating(array.type)
        or pa.types.is_decimal(array.type)
        or pa.types.is_boolean(array.type)
    ):
        return array.cast(pa.string())
    text = array.cast(pa.string())
    for raw, escaped in _ESCAPES:
        text = pc.replace_substring(text, raw, escaped)
    return pc.binary_join_element_wise('"', text, '"', "")


def _with_items(array: pa.Array, items: pa.Array) -> pa.Array:
    """The lists with other items of the same number; `items` are those of `flatten`."""
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    return pa.ListArray.from_arrays(offsets, items, mask=array.is_null())
