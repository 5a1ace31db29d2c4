"""Rows from anywhere in a table: time and memory of `specgen rows` at offsets 10^3 to 10^12, whole processes in turns, in one run.

python benchmarks/rows.py [rounds] > benchmarks/results/rows.txt
"""

from __future__ import annotations

import statistics
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.pop(0)  # this folder, where faker.py would stand for Faker
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness.catalogue import SPEC
from benchmarks.harness.machine import machine
from benchmarks.harness.measuring import Run, run

ROUNDS = 5
ORDERS = 5_000
"""Those of the spec at scale 1."""
BIGINT = ("tables.orders.columns.order_id=bigint", "tables.customers.columns.customer_id=bigint")
COLUMNS = "order_id,customer_id,order_date,order_status,payment_method,shipping_address"
ASKED = 10


def command(orders: int) -> list[str]:
    """The last rows of so many orders."""
    types = [part for setting in BIGINT for part in ("--set", setting)]
    rows = f"{orders - ASKED}..{orders}"
    specgen = [sys.executable, "-m", "specgen", "rows", "orders", rows, "--spec", SPEC, "--columns", COLUMNS]
    return [*specgen, "--scale", str(orders / ORDERS), *types]


def by_value(orders: int) -> list[str]:
    """The last order, by its number."""
    asked = command(orders)
    return [*asked[:5], *asked[6:], "--where", f"order_id={orders}"]


def measured(rounds: int) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {}
    for _ in range(rounds):
        for power in range(3, 13):
            runs.setdefault(f"rows up to 10^{power}", []).append(run(command(10**power), 1, 60))
        runs.setdefault("order_id=10^12", []).append(run(by_value(10**12), 1, 60))
    return runs


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    runs, place = measured(rounds), machine()
    print(f"{place['date']}, {place['cpu']}, {place['system']}, Python {place['python']}, specgen {version('specgen')}")
    print(f"specgen rows orders, {ASKED} rows of {COLUMNS.count(',') + 1} columns, one core, {rounds} runs each")
    print(f"{'':20} {'median s':>9} {'worst s':>9} {'CPU s':>7} {'peak MiB':>9}")
    for name, taken in runs.items():
        walls = [one.wall for one in taken]
        cpu, peak = statistics.median(one.cpu for one in taken), max(one.peak for one in taken) / 2**20
        print(f"{name:20} {statistics.median(walls):9.3f} {max(walls):9.3f} {cpu:7.3f} {peak:9.0f}")


if __name__ == "__main__":
    main()
