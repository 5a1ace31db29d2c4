"""Orders and their lines, whose prices are made so that they sum to the order's total."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from columns import Table, joined, money, pooled, run_of_ids, stamps, texts
from draws import children_before, drawn, exact, favoured, slots, source, times
from shop import Shop

STATUS = {"completed": 75, "pending": 10, "processing": 8, "cancelled": 5, "returned": 2}
PAYMENT = {"credit_card": 40, "debit_card": 25, "paypal": 20, "apple_pay": 10, "google_pay": 5}
LINES = [30, 25, 20, 15, 10]
QUANTITIES = slots([70, 20, 10])
LOWEST, HIGHEST = np.array([2020, 4020, 8020, 15020]), np.array([14980, 19980, 39980, 79980])
"""What an order may aim at, in cents: 20 within the range of its segment, which is room for the rounding of prices."""


def orders(shop: Shop, start: int, end: int) -> tuple[Table, Table, np.ndarray, np.ndarray]:
    """Orders, their lines, who placed them, and on which day."""
    rng, rows = source("orders", start), end - start
    customer = favoured(rng, shop.shuffled, rows)
    seconds = times(rng, shop.order_density, start, end, shop.orders)
    segment, lines = shop.segment[customer - 1], exact(rng, LINES, start, end) + np.uint8(1)
    target = (LOWEST[segment] + rng.random(rows) * (HIGHEST - LOWEST + 1)[segment]).astype(np.int32)
    items, totals = order_items(shop, rng, start, lines, target)
    made = {
        "order_id": run_of_ids(start, end),
        "customer_id": pa.array(customer),
        "order_date": stamps(seconds),
        "order_status": pooled(texts(STATUS), exact(rng, [*STATUS.values()], start, end)),
        "payment_method": pooled(texts(PAYMENT), exact(rng, [*PAYMENT.values()], start, end)),
        "shipping_address": joined(*(pool.take(pa.array(rng.integers(0, len(pool), rows, np.int32))) for pool in shop.address)),
        "order_total": money(totals),
    }
    return made, items, customer, seconds // 86_400


def order_items(shop: Shop, rng: np.random.Generator, start: int, lines: np.ndarray, target: np.ndarray) -> tuple[Table, np.ndarray]:
    """The lines of the orders, and what those of each order sum to."""
    before, rows = children_before(LINES, start), int(lines.sum())
    part, parent, starts = shared(rng, lines, target)
    quantity = drawn(rng, QUANTITIES, rows).astype(np.int32) + 1
    rate = rng.integers(5, 30, rows, np.int32) * exact(rng, [80, 20], before, before + rows)
    price = np.rint(part * 100 / (quantity * (100 - rate))).astype(np.int32)
    discount = (price * quantity * rate + 50) // 100
    total = price * quantity - discount
    made = {
        "order_item_id": run_of_ids(before, before + rows, np.int64),
        "order_id": pa.array(parent + np.int32(start + 1)),
        "product_id": pa.array(distinct_products(shop, rng, lines)),
        "quantity": pa.array(quantity),
        "unit_price": money(price),
        "discount_amount": money(discount),
        "line_total": money(total),
    }
    return made, np.add.reduceat(total, starts)


def shared(rng: np.random.Generator, lines: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each line's part of its order's target, the number of its order, and where each order begins."""
    ends = np.cumsum(lines, dtype=np.int64)
    starts, parent = ends - lines, np.repeat(np.arange(len(lines), dtype=np.int32), lines)
    weight = np.cumsum(1 + 2 * rng.random(len(parent)))
    base = np.append(0.0, weight)[starts]
    reached = ((weight - base[parent]) * (target / (weight[ends - 1] - base))[parent]).astype(np.int32)
    reached[ends - 1] = target
    part = np.diff(reached, prepend=np.int32(0))
    part[starts] = reached[starts]
    return part, parent, starts


def distinct_products(shop: Shop, rng: np.random.Generator, lines: np.ndarray) -> np.ndarray:
    """Five picks an order, drawn again where two that are needed agree."""
    picks = drawn(rng, shop.popularity, 5 * len(lines)).reshape(5, -1)
    doubtful = np.flatnonzero(agreeing(picks, lines))
    while len(doubtful):
        picks[:, doubtful] = drawn(rng, shop.popularity, 5 * len(doubtful)).reshape(5, -1)
        doubtful = doubtful[agreeing(picks[:, doubtful], lines[doubtful])]
    return shop.popular[picks.T[np.arange(5) < lines[:, None]]]


def agreeing(picks: np.ndarray, lines: np.ndarray) -> np.ndarray:
    agree = np.zeros(len(lines), bool)
    for later in range(1, 5):
        for earlier in range(later):
            agree |= (picks[later] == picks[earlier]) & (lines > later)
    return agree
