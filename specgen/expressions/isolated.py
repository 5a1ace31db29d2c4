"""A DuckDB database that computes and does nothing else."""

from __future__ import annotations

import duckdb

_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_NO_THREADS: dict[str, str | bool | int | float | list[str]] = {"async_threads": 0}
"""DuckDB 2 begins eight threads for files: 13 ms and 590 MiB of addresses, and a segmentation fault where there are no more of these."""


def isolated() -> duckdb.DuckDBPyConnection:
    """A new database in memory: it reads no file, fetches nothing, has no thread of its own, and keeps to that."""
    begins = int(duckdb.__version__.partition(".")[0]) >= 2
    database = duckdb.connect(":memory:", config=_SAFE | (_NO_THREADS if begins else {}))
    database.execute("SET lock_configuration = true")
    return database
