"""Faker compiled to columns beside Faker called in a loop: microseconds a row, on one core, in one run.

python benchmarks/faker.py [rows] > benchmarks/results/faker.txt
"""

from __future__ import annotations

import platform
import sys
import time
from importlib.metadata import version

sys.path.pop(0)  # this folder, where this file would stand for Faker

import numpy as np
import pyarrow as pa

from specgen.streams import stream
from specgen.vocabularies import column, generator, inventory, phrase

PROVIDERS = [
    "name", "name_male", "name_female", "first_name", "first_name_male", "first_name_female", "last_name", "user_name", "email",
    "safe_email", "free_email", "company_email", "phone_number", "street_address", "street_name", "building_number", "address", "city",
    "state", "postcode", "country", "country_code", "company", "company_suffix", "job", "url", "uri_path", "domain_name", "domain_word",
    "tld", "color_name", "license_plate", "word", "sentence", "currency_code",
]  # fmt: skip
PROMISED = ["name", "email", "address", "company"]
LOCALE, CALLS = "en_US", 3_000


def compiled(provider: str, rows: int) -> tuple[float, float]:
    """Seconds to compile (with a warm cache: to read), and microseconds a row; rows come in batches as in a run, the best of three."""
    start = time.perf_counter()
    made = column(phrase(LOCALE, provider), lambda place: stream(1, "t", provider, place))
    ready = time.perf_counter() - start
    batches = [np.arange(first, min(first + 65_536, rows), dtype=np.uint64) for first in range(0, rows, 65_536)]
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for addresses in batches:
            made(addresses)
        best = min(best, time.process_time() - start)
    return ready, best / rows * 1e6


def looped(provider: str) -> float:
    """Microseconds a call of Faker itself."""
    source = generator(LOCALE)
    source.seed_instance(1)
    call = getattr(source, provider)
    start = time.process_time()
    for _ in range(CALLS):
        call()
    return (time.process_time() - start) / CALLS * 1e6


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, ", end="")
    print(f"pyarrow {pa.__version__}, faker {version('faker')}; {LOCALE}, {rows:,} rows, one core")
    pa.set_cpu_count(1)
    print(f"{'provider':18} {'compile s':>9} {'µs a row':>9} {'Faker µs':>9} {'times':>6}")
    found = {}
    for provider in PROVIDERS:
        ready, ours = compiled(provider, rows)
        theirs = looped(provider)
        found[provider] = ours, theirs / ours
        print(f"{provider:18} {ready:9.2f} {ours:9.3f} {theirs:9.1f} {theirs / ours:6.0f}", flush=True)
    worst = max(found, key=lambda provider: found[provider][0])
    print(f"\nthe slowest of {len(found)}: {worst}, {found[worst][0]:.3f} µs a row")
    print("times faster than Faker: " + ", ".join(f"{provider} {found[provider][1]:.0f}" for provider in PROMISED))
    pooled = {name: entry.reason for name, entry in inventory(LOCALE).items() if entry.state == "pooled"}
    print(f"\npooled ({len(pooled)}):")
    print("\n".join(f"  {name}: {reason}" for name, reason in pooled.items()))


if __name__ == "__main__":
    main()
