"""The data set of specs/ecommerce.yaml in DuckDB's SQL, by hand: `generate.py OUT --vocabulary FILE --scale 1 --format csv --threads 1`.

Keeps all promises but one: event types are drawn one by one, so that anything may follow anything. What has exact shares is a regular
pattern (a row's number times a prime) and no shuffle; with several threads event_id differs from run to run.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from string import Template

import duckdb

WEIGHTED = {
    "status": {"completed": 75, "pending": 10, "processing": 8, "cancelled": 5, "returned": 2},
    "payment": {"credit_card": 40, "debit_card": 25, "paypal": 20, "apple_pay": 10, "google_pay": 5},
    "segment": {0: 50, 1: 30, 2: 15, 3: 5},
    "lines": {1: 30, 2: 25, 3: 20, 4: 15, 5: 10},
    "versions": {1: 70, 2: 20, 3: 8, 4: 2},
    "quantity": {1: 7, 2: 2, 3: 1},
    "category": {"Electronics": 6, "Home": 5, "Clothing": 5, "Books": 4},
    "style": dict.fromkeys(["Classic", "Compact", "Smart", "Premium", "Everyday", "Nordic", "Urban", "Mini"], 1),
    "device": {"mobile": 65, "desktop": 30, "tablet": 5},
    "phone_browser": {"chrome": 3, "safari": 2},
    "other_browser": {"chrome": 3, "firefox": 1, "edge": 1},
    "kind": {"page_view": 60, "add_to_cart": 15, "search": 12, "purchase": 8, "remove_from_cart": 5},
    "popular": {rank: round(400 * (5 * rank + 3) ** -0.6) for rank in range(40)},
}
"""Each value stands in a list as often as it weighs, so that to draw is to look up."""
HOURS = {
    "order_hours": [1] * 7 + [3] * 4 + [9] * 2 + [4] * 5 + [6] * 2 + [10] * 3 + [3],
    "session_hours": [1] * 7 + [3] * 4 + [9] * 2 + [4] * 6 + [11] * 4 + [4],
}
ROWS = {"customers": 1_000, "top": 200, "orders": 5_000, "order_items": 12_500, "sessions": 8_000, "clickstream_events": 50_000}


def literal(values: list[object]) -> str:
    return "[" + ", ".join("'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value) for value in values) + "]"


def filling(given: argparse.Namespace) -> dict[str, str]:
    words = json.loads(given.vocabulary.read_text(encoding="utf-8"))
    names = {kind: [name for name, weight in words[kind].items() for _ in range(max(1, round(2_000 * weight / sum(words[kind].values()))))]
             for kind in ("first_names", "last_names")}  # fmt: skip
    drawn = {name: [value for value, weight in weights.items() for _ in range(weight)] for name, weights in WEIGHTED.items()}
    lists = drawn | names | HOURS | {kind: words[kind] for kind in ("streets", "cities", "states")}
    options = "format csv, header" if given.format == "csv" else "format parquet, compression zstd"
    counts = {name: str(round(rows * given.scale)) for name, rows in ROWS.items()}
    return {name: literal(values) for name, values in lists.items()} | counts | {
        "out": str(given.out), "format": given.format, "options": options}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(f"set threads = {given.threads}")
    connection.execute("select setseed(0.42)")
    script = Path(__file__).with_name("generate.sql").read_text(encoding="utf-8")
    connection.execute(Template(script).substitute(filling(given)))


if __name__ == "__main__":
    main()
