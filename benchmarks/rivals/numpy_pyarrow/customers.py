"""Customers, the history of their segments, and the products."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from columns import Table, dates, joined, money, pooled, run_of_ids, texts
from draws import FIRST_DAY, LAST_DAY, SLOTS, children_before, drawn, exact, slots, source
from shop import NEVER, SEGMENTS, Shop

VERSIONS = [70, 20, 8, 2]
EARLIER = np.stack([slots(weights) for weights in ([0, 1, 0, 0], [8, 0, 2, 0], [2, 3, 0, 1], [0, 0, 1, 0])])
"""The segment before, by the one after: bronze comes from silver, silver from bronze or gold, and so on."""
THINGS = {
    "Electronics": ["Headphones", "Charger", "Speaker"],
    "Home": ["Lamp", "Kettle", "Rug"],
    "Clothing": ["Jacket", "Scarf"],
    "Books": ["Novel", "Atlas"],
}
STYLES = ["Classic", "Compact", "Smart", "Premium", "Everyday", "Nordic", "Urban", "Mini"]


def customers(shop: Shop, start: int, end: int) -> tuple[Table, Table]:
    rng, rows = source("customers", start), end - start
    first_order, segment = shop.first_order[start + 1 : end + 1], shop.segment[start:end]
    registered = np.where(
        first_order < NEVER, first_order - rng.integers(30, 401, rows), rng.integers(FIRST_DAY - 731, LAST_DAY - 30, rows)
    )
    history, since = segment_history(rng, start, segment, registered)
    number = run_of_ids(start, end)
    first_name, last_name = (pooled(pool, drawn(rng, weights, rows)) for pool, weights in shop.names)
    lower = [pc.utf8_lower(name.dictionary).take(name.indices) for name in (first_name, last_name)]
    phone = [pa.array(rng.integers(200, 1_000, rows)).cast(pa.string()) for _ in range(2)]
    people = {
        "customer_id": number,
        "first_name": first_name,
        "last_name": last_name,
        "email": joined(lower[0], ".", lower[1], "+", number.cast(pa.string()), "@example.com"),
        "phone": joined(phone[0], "-", phone[1], "-", shop.digits.take(pa.array(rng.integers(0, 10_000, rows)))),
        "customer_segment": pooled(texts(SEGMENTS), segment),
        "registration_date": dates(registered),
        "segment_start_date": dates(since),
        "segment_end_date": pa.nulls(rows, pa.date32()),
        "is_current": pa.array(np.ones(rows, bool)),
    }
    return people, history


def segment_history(rng: np.random.Generator, start: int, segment: np.ndarray, registered: np.ndarray) -> tuple[Table, np.ndarray]:
    """Versions that tile the days from registration to the last day, and since when each customer has the last."""
    counts = exact(rng, VERSIONS, start, start + len(segment)).astype(np.int64) + 1
    ends = np.cumsum(counts)
    starts, parent = ends - counts, np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    version = np.arange(len(parent)) - starts[parent] + 1
    since, before = registered[parent], children_before(VERSIONS, start)
    # Days of change are distinct: sorted draws from fewer days, each moved on by its number.
    for count in (2, 3, 4):
        block = starts[counts == count]
        room = LAST_DAY - since[block] - count + 1
        moves = np.sort(rng.random((len(block), count - 1)), axis=1) * room[:, None]
        for change in range(1, count):
            since[block + change] += moves[:, change - 1].astype(np.int64) + change
    is_last = version == counts[parent]
    held = segment[parent]
    for back in (1, 2, 3):
        at = ends[counts > back] - 1 - back
        held[at] = EARLIER[held[at + 1], rng.integers(0, SLOTS, len(at))]
    history = {
        "history_id": run_of_ids(before, before + len(parent), np.int64),
        "customer_id": pa.array(parent + np.int32(start + 1)),
        "version": pa.array(version.astype(np.int32)),
        "customer_segment": pooled(texts(SEGMENTS), held),
        "segment_start_date": dates(since),
        "segment_end_date": dates(np.append(since[1:], 0), missing=is_last),
        "is_current": pa.array(is_last),
    }
    return history, since[is_last]


def products() -> Table:
    rng = source("products")
    categories = rng.choice(len(THINGS), 200, p=[0.30, 0.25, 0.25, 0.20])
    things = [[*THINGS.values()][category] for category in categories]
    prices = np.clip(np.rint(rng.lognormal(np.log(3_000), 0.7, 200)), 300, 40_000)
    return {
        "product_id": run_of_ids(0, 200),
        "category": pooled(texts(THINGS), categories),
        "name": texts(f"{rng.choice(STYLES)} {rng.choice(thing)} {number}" for number, thing in enumerate(things, 1)),
        "price": money(prices),
    }
