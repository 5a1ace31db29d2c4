"""What a Parquet column costs by its encoding: milliseconds to write 131,072 rows on one core, and bytes a row.

python benchmarks/parquet.py > benchmarks/results/parquet.txt
"""

from __future__ import annotations

import io
import platform
import time
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from specgen import api
from specgen.sinks.parquet import GROUP_ROWS

COLUMNS = {
    "orders": ["order_id", "order_date", "order_total", "order_status", "shipping_address"],
    "order_items": ["order_id", "product_id", "unit_price", "discount_amount"],
    "clickstream_events": ["event_id", "session_id", "user_id", "event_timestamp", "page_url"],
}
TURNS = 5
PLAIN: dict[str, Any] = {"use_dictionary": False}
WAYS: dict[str, dict[str, Any]] = {
    "plain": PLAIN,
    "dictionary": {"use_dictionary": True},
    "as integers": {**PLAIN, "store_decimal_as_integer": True},
    "differences": {**PLAIN, "store_decimal_as_integer": True, "column_encoding": "DELTA_BINARY_PACKED"},
    "same, no zstd": {**PLAIN, "store_decimal_as_integer": True, "column_encoding": "DELTA_BINARY_PACKED", "compression": "none"},
    "lengths, bytes": {**PLAIN, "column_encoding": "DELTA_LENGTH_BYTE_ARRAY"},
    "same, no statistics": {**PLAIN, "column_encoding": "DELTA_LENGTH_BYTE_ARRAY", "write_statistics": False},
    "plain, no statistics": {**PLAIN, "write_statistics": False},
}


def possible(way: str, kind: pa.DataType) -> bool:
    """Whether a column of the type can be written so."""
    texts, decimals = pa.types.is_string(kind), pa.types.is_decimal(kind)
    return {"as integers": decimals, "differences": not texts, "same, no zstd": not texts, "lengths, bytes": texts}.get(
        way, texts or "no statistics" not in way
    )


def written(column: pa.Table, settings: dict[str, Any]) -> tuple[float, int]:
    """Processor seconds of the quickest turn, and bytes."""
    seconds, size = [], 0
    for _ in range(TURNS):
        file, start = io.BytesIO(), time.process_time()
        pyarrow.parquet.write_table(column, file, store_schema=False, **{"compression": "zstd", **settings})
        seconds.append(time.process_time() - start)
        size = file.tell()
    return min(seconds), size


def main() -> None:
    pa.set_cpu_count(1)
    print(f"{platform.machine()}, Python {platform.python_version()}, pyarrow {pa.__version__}; the best of {TURNS}, one core")
    shop = api.load("ecommerce", {"scale": 30})
    for table, names in COLUMNS.items():
        rows = shop.rows(table, 0, GROUP_ROWS, names)
        for name in names:
            column = rows.select([name])
            print(f"\n{table}.{name}: {column.schema.field(0).type}, {len(column[name].unique()):,} values")
            for way, settings in WAYS.items():
                if possible(way, column.schema.field(0).type):
                    seconds, size = written(column, settings)
                    print(f"  {way:20} {seconds * 1e3:6.1f} ms {size / rows.num_rows:6.2f} bytes a row")


if __name__ == "__main__":
    main()
