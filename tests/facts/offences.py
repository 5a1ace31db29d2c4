"""Runs facts, SQL that returns the rows that break them, over the CSV files of a data set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from specgen import api

Facts = Mapping[str, str]


def written(spec: str, directory: Path, **overrides: str) -> duckdb.DuckDBPyConnection:
    """The files of a shipped spec, made in the directory, as views named after them."""
    api.load(spec, overrides).run([api.open_files(str(directory))])
    connection = duckdb.connect()
    for file in directory.glob("*.csv"):
        form = "header = true, allow_quoted_nulls = false, sample_size = -1, quote = '\"', escape = '\"'"
        connection.execute(f"create table {file.stem} as select * from read_csv('{file}', {form})")
    return connection


def broken(connection: duckdb.DuckDBPyConnection, facts: Facts) -> dict[str, list[tuple[object, ...]]]:
    """The facts that do not hold, each with a few of the rows that say so."""
    found = {name: connection.execute(f"select * from ({sql}) limit 3").fetchall() for name, sql in facts.items()}
    return {name: rows for name, rows in found.items() if rows}
