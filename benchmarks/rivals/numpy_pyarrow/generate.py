"""The data set of specs/ecommerce.yaml by hand, in numpy and pyarrow, as fast as that goes: `generate.py OUT --vocabulary FILE`.

Keeps every promise of the spec, at any scale that makes whole rows. Leaves out other forms of addresses and telephone numbers; and the
DDL, the checks, the fingerprints and the loading, which are not the work of a script like this one.
"""

from __future__ import annotations

import argparse
import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from clicks import clickstream_events
from customers import customers, products
from files import FORMATS
from orders import orders
from shop import Shop

ORDERS_A_CHUNK, SESSIONS_A_CHUNK, CUSTOMERS_A_CHUNK = 40_000, 32_000, 100_000


def chunks(make: Callable[[int, int], Any], rows: int, size: int, threads: int) -> Iterator[Any]:
    """What `make` gives for each chunk, in order; with threads, a few chunks are in the making."""
    ranges = [(start, min(start + size, rows)) for start in range(0, rows, size)]
    if threads == 1:
        yield from (make(*chunk) for chunk in ranges)
        return
    with ThreadPoolExecutor(threads) as pool:
        pending: deque[Any] = deque()
        for chunk in ranges:
            pending.append(pool.submit(make, *chunk))
            if len(pending) > threads:
                yield pending.popleft().result()
        yield from (future.result() for future in pending)


def generate(shop: Shop, files: Any, threads: int) -> None:
    def ordered(start: int, end: int) -> Any:
        made, items, customer, day = orders(shop, start, end)
        return files.encoded(made), files.encoded(items), customer, day

    def known(start: int, end: int) -> Any:
        return [files.encoded(table) for table in customers(shop, start, end)]

    def clicked(start: int, end: int) -> Any:
        return files.encoded(clickstream_events(shop, start, end))

    for made, items, customer, day in chunks(ordered, shop.orders, ORDERS_A_CHUNK, threads):
        files.add("orders", made)
        files.add("order_items", items)
        np.minimum.at(shop.first_order, customer, day.astype(np.int32))
    for people, history in chunks(known, shop.customers, CUSTOMERS_A_CHUNK, threads):
        files.add("customers", people)
        files.add("customer_segment_history", history)
    files.add("products", files.encoded(products()))
    for events in chunks(clicked, shop.sessions, SESSIONS_A_CHUNK, threads):
        files.add("clickstream_events", events)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    pa.set_cpu_count(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)
    files = FORMATS[given.format](given.out)
    generate(Shop(given.scale, json.loads(given.vocabulary.read_text(encoding="utf-8"))), files, given.threads)
    files.close()


if __name__ == "__main__":
    main()
