"""TPC-H by DuckDB's own dbgen, then copied into files: `generate.py OUT --scale 1 --format csv --threads 1`.

The extension is not part of the duckdb package, and comes in one of its own for each version.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
import duckdb_extension_tpch

TABLES = ("region", "nation", "supplier", "part", "partsupp", "customer", "orders", "lineitem")
OPTIONS = {"csv": "format csv, header", "parquet": "format parquet, compression zstd"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--format", choices=list(OPTIONS), default="csv")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    (extension,) = Path(duckdb_extension_tpch.__file__).parent.rglob("tpch.duckdb_extension")
    connection.execute(f"load '{extension}'")
    connection.execute(f"set threads = {given.threads}")
    connection.execute(f"call dbgen(sf = {given.scale})")
    for table in TABLES:
        connection.execute(f"copy {table} to '{given.out / table}.{given.format}' ({OPTIONS[given.format]})")


if __name__ == "__main__":
    main()
