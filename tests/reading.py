"""Files that a sink wrote, as Arrow tables again: text by the types and options in the manifest, value by value, slowly and plainly."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from specgen.fingerprint import Fingerprint
from specgen.manifest import Manifest
from specgen.types import Type, parse_type, parse_value

_NOT_FINITE = {"nan", "inf", "-inf", "NaN", "Infinity", "-Infinity"}


def fingerprint(table: pa.Table) -> str:
    """What two tables share only if they are equal, all NaN being one and -0.0 not 0.0."""
    found = Fingerprint(table.schema)
    for batch in table.to_batches():
        found.update(batch)
    return found.hexdigest()


def table(directory: Path, name: str) -> pa.Table:
    """The table of that name, in the types that the manifest gives."""
    manifest = Manifest.from_json((directory / "manifest.json").read_text(encoding="utf-8"))
    written = manifest.tables[name]
    types = {column: parse_type(sql) for column, sql in written.columns.items()}
    (file,) = written.files
    assert (directory / file.name).stat().st_size == file.bytes
    return READERS[manifest.format](directory / file.name, types, dict(manifest.options))


def content(path: Path) -> bytes:
    """The bytes of a file, decompressed as its name says."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        return bytes(pa.CompressedInputStream(pa.OSFile(str(path)), "zstd").read())
    return path.read_bytes()


def _parquet(path: Path, types: dict[str, Type], options: dict[str, Any]) -> pa.Table:
    return pyarrow.parquet.read_table(path, partitioning=None).cast(_schema(types))


def _jsonl(path: Path, types: dict[str, Type], options: dict[str, Any]) -> pa.Table:
    lines = content(path).decode("utf-8").split("\n")
    assert lines.pop() == ""
    rows = [json.loads(line, parse_float=Decimal, parse_constant=_refused) for line in lines]
    assert all(list(row) == list(types) for row in rows)
    return _table({name: [_value(row[name], type) for row in rows] for name, type in types.items()}, types)


def _csv(path: Path, types: dict[str, Type], options: dict[str, Any]) -> pa.Table:
    raw = content(path)
    if not raw:
        return _table({name: [] for name in types}, types)
    found = pyarrow.csv.read_csv(
        pa.BufferReader(raw),
        pyarrow.csv.ReadOptions(column_names=None if options["header"] else list(types)),
        pyarrow.csv.ParseOptions(delimiter=options["delimiter"], newlines_in_values=True, ignore_empty_lines=False),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(types, pa.string()),
            null_values=[options["null"]],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    assert found.column_names == list(types)
    return _table({name: [_cell(text, type) for text in found[name].to_pylist()] for name, type in types.items()}, types)


READERS: dict[str, Callable[[Path, dict[str, Type], dict[str, Any]], pa.Table]] = {"parquet": _parquet, "jsonl": _jsonl, "csv": _csv}


def database(file: Path, name: str, types: dict[str, Type]) -> pa.Table:
    """A table of a DuckDB file; what Arrow has no type for comes as the text or the number that it stands for."""
    wanted = {"uuid": "CAST({} AS VARCHAR)", "json": "CAST({} AS VARCHAR)", "interval": "epoch_us({})"}
    columns = ", ".join(f"{wanted.get(type.kind, '{}').format(column)} AS {column}" for column, type in types.items())
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.sql(f"SELECT {columns} FROM {name}").to_arrow_table().cast(_schema(types))


def _cell(text: str | None, type: Type) -> Any:
    if text is not None and type.kind in ("array", "struct"):
        return _value(json.loads(text, parse_float=Decimal, parse_constant=_refused), type)
    return _value(text, type)


def _value(value: Any, type: Type) -> Any:
    if value is None:
        return None
    if type.item is not None:
        return [_value(item, type.item) for item in value]
    if type.fields:
        return {name: _value(value[name], field) for name, field in type.fields}
    return float(value) if type.kind == "double" and value in _NOT_FINITE else parse_value(value, type)


def _table(columns: dict[str, list[Any]], types: dict[str, Type]) -> pa.Table:
    return pa.table({name: pa.array(values, types[name].arrow) for name, values in columns.items()}, _schema(types))


def _schema(types: dict[str, Type]) -> pa.Schema:
    return pa.schema([(name, type.arrow) for name, type in types.items()])


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")
