"""Whether what a rival wrote has the spec's columns and rows and keeps its promises, by DuckDB over the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import duckdb

from specgen import api

from .promises import PROMISES, counts

AMOUNTS = {"orders": ("order_total",), "order_items": ("unit_price", "discount_amount", "line_total"), "products": ("price",)}
"""Columns of which each value is looked at as it is written."""

Columns = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a rival's files, in words, and which promises they keep."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    promises: dict[str, bool]
    bytes: int

    @property
    def comparable(self) -> bool:
        """Whether the rival made what specgen makes: the same tables, columns and types, and as many rows."""
        return not self.columns and not self.rows


def expected(spec: str) -> Columns:
    """The tables and columns of a spec with their types, as its DDL gives them."""
    connection = duckdb.connect()
    connection.execute(api.load(spec).ddl("duckdb"))
    found = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where not internal order by table_oid, column_index"
    ).fetchall()
    columns: Columns = {}
    for table, column, kind in found:
        columns.setdefault(table, {})[column] = kind
    return columns


def judged(folder: Path, format: str, scale: float, columns: Columns) -> Verdict:
    """Reads every file into an embedded database and asks it."""
    connection, wrong = opened(folder, format, columns)
    size = sum(path.stat().st_size for path in folder.rglob(f"*.{format}") if path.is_file())
    return Verdict(wrong, tuple(_rows(connection, columns, counts(scale))), kept(connection, scale), size)


def opened(folder: Path, format: str, columns: Columns) -> tuple[duckdb.DuckDBPyConnection, tuple[str, ...]]:
    """The files as tables, rows in file order, and what does not fit; a table that cannot be read is not there."""
    connection = duckdb.connect()
    wrong = tuple(problem for table in columns for problem in _read(connection, folder, table, format, columns[table]))
    if {table for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall()} >= AMOUNTS.keys():
        connection.execute(f"create view amounts as {' union all '.join(_amounts(folder, table, format) for table in AMOUNTS)}")
    return connection, wrong


def kept(connection: duckdb.DuckDBPyConnection, scale: float, names: Iterable[str] = PROMISES) -> dict[str, bool]:
    """Which of the promises hold; one whose tables are not there does not."""
    numbers = {name: str(rows) for name, rows in counts(scale).items()}
    return {name: _answer(connection, f"select * from ({Template(PROMISES[name]).substitute(numbers)}) limit 1") == [] for name in names}


def _files(folder: Path, table: str, format: str) -> str:
    """One file, or the parts of a folder in the order of their names."""
    parts = folder / table
    return f"'{parts / f'*.{format}'}'" if parts.is_dir() else f"'{folder / table}.{format}'"


def _source(folder: Path, table: str, format: str, columns: str) -> str:
    if format == "parquet":
        return f"read_parquet({_files(folder, table, format)})"
    form = "header = true, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false"
    return f"read_csv({_files(folder, table, format)}, {form}, {columns})"


def _read(connection: duckdb.DuckDBPyConnection, folder: Path, table: str, format: str, columns: dict[str, str]) -> Iterator[str]:
    try:
        names = connection.sql(f"select * from {_source(folder, table, format, 'all_varchar = true')}").columns
        if names != [*columns]:
            yield f"{table} has the columns {', '.join(names)}"
        typed = ", ".join(f"{column}::{kind} as {column}" for column, kind in columns.items())
        connection.execute(f"create table {table} as select {typed} from {_source(folder, table, format, f'columns = {columns}')}")
    except duckdb.Error as problem:
        yield f"{table}: {str(problem).splitlines()[0]}"


def _amounts(folder: Path, table: str, format: str) -> str:
    source = _source(folder, table, format, "all_varchar = true")
    return " union all ".join(f"select {column}::varchar as amount from {source}" for column in AMOUNTS[table])


def _rows(connection: duckdb.DuckDBPyConnection, columns: Columns, due: dict[str, int]) -> Iterator[str]:
    for table in columns:
        found = _answer(connection, f"select count(*) from {table}")
        if found != [(due[table],)]:
            yield f"{table}: {found[0][0] if found else 'no'} rows, and {due[table]} are due"


def _answer(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]] | None:
    """The rows, or None if there is no such table."""
    try:
        return connection.execute(query).fetchall()
    except duckdb.CatalogException:
        return None
