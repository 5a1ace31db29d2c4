"""The data set of specs/ecommerce.yaml row by row, as most scripts do it: `random`, loops and csv; a library gives the words.

Keeps what such a script keeps without pains: keys, lines that sum to the order, a history that tiles time, sessions in time order. Shares
are drawn and so are not exact, anything may follow anything, every product sells alike, and customers register before all orders.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

START, AS_OF = datetime(2023, 10, 28), date(2025, 10, 28)
SEGMENTS, SEGMENT_WEIGHTS = ["bronze", "silver", "gold", "platinum"], [50, 30, 15, 5]
RANGES = {"bronze": (2020, 14980), "silver": (4020, 19980), "gold": (8020, 39980), "platinum": (15020, 79980)}
HOUR_WEIGHTS = [1] * 7 + [3] * 4 + [9] * 2 + [4] * 5 + [6] * 2 + [10] * 3 + [3]
STATUS, STATUS_WEIGHTS = ["completed", "pending", "processing", "cancelled", "returned"], [75, 10, 8, 5, 2]
PAYMENT, PAYMENT_WEIGHTS = ["credit_card", "debit_card", "paypal", "apple_pay", "google_pay"], [40, 25, 20, 10, 5]
EVENTS, EVENT_WEIGHTS = ["page_view", "add_to_cart", "search", "purchase", "remove_from_cart"], [60, 15, 12, 8, 5]

Row = dict[str, Any]


@dataclass
class Words:
    """What the library in question is called for, once for each value."""

    first_name: Callable[[], str]
    last_name: Callable[[], str]
    email: Callable[[str, str, int], str]
    phone: Callable[[], str]
    address: Callable[[int], str]
    """Where an order of the customer goes."""
    word: Callable[[], str]
    uuid: Callable[[], str]


def when() -> datetime:
    while True:
        day = START + timedelta(days=random.randint(0, 731))
        if day.weekday() >= 5 or random.random() < 1 / 1.4:
            break
    hour = random.choices(range(24), weights=HOUR_WEIGHTS)[0]
    return day + timedelta(hours=hour, minutes=random.randint(0, 59), seconds=random.randint(0, 59))


def shuffled(counts: dict[int, int], rows: int) -> list[int]:
    values = [value for value, percentage in counts.items() for _ in range(rows * percentage // 100)]
    random.shuffle(values)
    return values


def dollars(cents: int) -> str:
    return f"{cents / 100:.2f}"


def write(out: Path, table: str, rows: Iterable[Row]) -> None:
    with (out / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        rows = iter(rows)
        first = next(rows)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


def customers(rows: int, words: Words) -> tuple[list[Row], list[Row]]:
    people: list[Row] = []
    history: list[Row] = []
    for number, versions in enumerate(shuffled({1: 70, 2: 20, 3: 8, 4: 2}, rows), 1):
        first, last = words.first_name(), words.last_name()
        registered = START.date() - timedelta(days=random.randint(30, 400))
        segments = random.choices(SEGMENTS, weights=SEGMENT_WEIGHTS)
        while len(segments) < versions:
            segments.insert(0, random.choice([segment for segment in SEGMENTS if segment != segments[0]]))
        days = sorted(random.sample(range(1, (AS_OF - registered).days), versions - 1))
        starts = [registered + timedelta(days=day) for day in [0, *days]]
        person = {"customer_id": number, "first_name": first, "last_name": last, "email": words.email(first, last, number),
                  "phone": words.phone(), "customer_segment": segments[-1], "registration_date": registered,
                  "segment_start_date": starts[-1], "segment_end_date": None, "is_current": "true"}  # fmt: skip
        people.append(person)
        for version, (segment, start) in enumerate(zip(segments, starts, strict=True), 1):
            history.append({"history_id": len(history) + 1, "customer_id": number, "version": version, "customer_segment": segment,
                            "segment_start_date": start, "segment_end_date": starts[version] if version < versions else None,
                            "is_current": "true" if version == versions else "false"})  # fmt: skip
    return people, history


def products(words: Words) -> Iterator[Row]:
    for number in range(1, 201):
        category = random.choices(["Electronics", "Home", "Clothing", "Books"], weights=[30, 25, 25, 20])[0]
        price = min(40_000, max(300, round(random.lognormvariate(8.0, 0.7))))
        yield {"product_id": number, "category": category, "name": f"{words.word().title()} {number}", "price": dollars(price)}


def order_lines(target: int, count: int) -> Iterator[Row]:
    """Lines whose totals come to the target, but for a few cents of rounding."""
    weights = [random.uniform(1, 3) for _ in range(count)]
    left = target
    for place, product in enumerate(random.sample(range(1, 201), count)):
        part = left if place == count - 1 else int(target * weights[place] / sum(weights))
        left -= part
        quantity = random.choices([1, 2, 3], weights=[70, 20, 10])[0]
        rate = random.randint(5, 29) if random.random() < 0.2 else 0
        price = round(part * 100 / (quantity * (100 - rate)))
        discount = (price * quantity * rate + 50) // 100
        yield {"product_id": product, "quantity": quantity, "price": price, "discount": discount, "total": price * quantity - discount}


def orders(rows: int, people: list[Row], words: Words) -> tuple[list[Row], list[Row]]:
    top = len(people) // 5
    made: list[Row] = []
    items: list[Row] = []
    dates = sorted(when() for _ in range(rows))
    for number, (moment, count) in enumerate(zip(dates, shuffled({1: 30, 2: 25, 3: 20, 4: 15, 5: 10}, rows), strict=True), 1):
        person = random.choice(people[:top]) if random.random() < 0.8 else random.choice(people[top:])
        lines = list(order_lines(random.randint(*RANGES[person["customer_segment"]]), count))
        made.append({"order_id": number, "customer_id": person["customer_id"], "order_date": moment,
                     "order_status": random.choices(STATUS, weights=STATUS_WEIGHTS)[0],
                     "payment_method": random.choices(PAYMENT, weights=PAYMENT_WEIGHTS)[0],
                     "shipping_address": words.address(person["customer_id"]),
                     "order_total": dollars(sum(line["total"] for line in lines))})  # fmt: skip
        for line in lines:
            items.append({"order_item_id": len(items) + 1, "order_id": number, "product_id": line["product_id"],
                          "quantity": line["quantity"], "unit_price": dollars(line["price"]),
                          "discount_amount": dollars(line["discount"]), "line_total": dollars(line["total"])})  # fmt: skip
    return made, items


def events(rows: int, customers: int, words: Words) -> Iterator[Row]:
    made = 0
    while made < rows:
        session = words.uuid()
        user = None if random.random() < 0.4 else random.randint(1, customers)
        device = random.choices(["mobile", "desktop", "tablet"], weights=[65, 30, 5])[0]
        browser = random.choices(["chrome", "safari"], weights=[60, 40]) if device == "mobile" else random.choices(
            ["chrome", "firefox", "edge"], weights=[60, 20, 20])  # fmt: skip
        moment = when()
        while made < rows:
            made += 1
            kind = random.choices(EVENTS, weights=EVENT_WEIGHTS)[0]
            product = None if kind == "search" else random.randint(1, 200)
            yield {"event_id": words.uuid(), "session_id": session, "user_id": user, "event_timestamp": moment, "event_type": kind,
                   "product_id": product, "page_url": "/search" if product is None else f"/products/{product}",
                   "device_type": device, "browser": browser[0]}  # fmt: skip
            moment += timedelta(seconds=int(random.expovariate(1 / 40)))
            if random.random() < 0.16:
                break


def generate(words: Words) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1)
    given, _ = parser.parse_known_args()
    given.out.mkdir(parents=True, exist_ok=True)
    random.seed(42)
    people, history = customers(round(1_000 * given.scale), words)
    write(given.out, "customers", people)
    write(given.out, "customer_segment_history", history)
    write(given.out, "products", products(words))
    made, items = orders(round(5_000 * given.scale), people, words)
    write(given.out, "orders", made)
    write(given.out, "order_items", items)
    write(given.out, "clickstream_events", events(round(50_000 * given.scale), len(people), words))
