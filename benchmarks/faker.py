"""Faker compiled to columns beside Faker called in a loop: microseconds a row, on one core, in one run.

python benchmarks/faker.py [rows] > benchmarks/results/faker.txt
"""

from __future__ import annotations

import os
import platform
import sys
import time
from importlib.metadata import version

sys.path.pop(0)  # this folder, where this file would stand for Faker

import numpy as np
import pyarrow as pa

from specgen.streams import stream
from specgen.vocabularies import TESTED_LOCALES, column, generator, inventory, phrase

PROVIDERS = [
    "name", "name_male", "name_female", "first_name", "first_name_male", "first_name_female", "last_name", "user_name", "email",
    "safe_email", "free_email", "company_email", "phone_number", "street_address", "street_name", "building_number", "address", "city",
    "state", "postcode", "country", "country_code", "company", "company_suffix", "job", "url", "uri_path", "domain_name", "domain_word",
    "tld", "color_name", "license_plate", "word", "sentence", "paragraph", "currency_code",
]  # fmt: skip
PROMISED = ["name", "email", "address", "company"]
LOCALE, CALLS = "en_US", 3_000
MOST = 0.3


def compiled(locale: str, provider: str, rows: int) -> tuple[float, float]:
    """Seconds to compile and lay out, and microseconds a row; rows come in batches as in a run, the best of three."""
    start = time.perf_counter()
    made = column(phrase(locale, provider), lambda place: stream(1, "t", provider, place))
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


def everywhere() -> list[tuple[float, str]]:
    """Microseconds a row of every compiled provider of every tested locale, the slowest first."""
    found = [(locale, provider) for locale in TESTED_LOCALES for provider, entry in inventory(locale).items() if entry.state == "compiled"]
    return sorted(((compiled(*each, 65_536)[1], " ".join(each)) for each in found), reverse=True)


def main() -> None:
    os.environ["SPECGEN_CACHE"] = ""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, ", end="")
    print(f"pyarrow {pa.__version__}, faker {version('faker')}; {LOCALE}, {rows:,} rows, one core")
    pa.set_cpu_count(1)
    print(f"{'provider':18} {'compile s':>9} {'µs a row':>9} {'Faker µs':>9} {'times':>6}")
    found = {}
    for provider in PROVIDERS:
        ready, ours = compiled(LOCALE, provider, rows)
        theirs = looped(provider)
        found[provider] = ours, theirs / ours
        print(f"{provider:18} {ready:9.2f} {ours:9.3f} {theirs:9.1f} {theirs / ours:6.0f}", flush=True)
    worst = max(found, key=lambda provider: found[provider][0])
    print(f"\nthe slowest of {len(found)}: {worst}, {found[worst][0]:.3f} µs a row")
    print("times faster than Faker: " + ", ".join(f"{provider} {found[provider][1]:.0f}" for provider in PROMISED))
    each_of = everywhere()
    above = sum(each > MOST for each, _ in each_of)
    print(f"\nall {len(each_of)} compiled providers of {', '.join(TESTED_LOCALES)}: {above} above {MOST} µs a row")
    print("\n".join(f"  {provider}: {each:.3f}" for each, provider in each_of[:12]))
    pooled = {name: entry.reason for name, entry in inventory(LOCALE).items() if entry.state == "pooled"}
    print(f"\npooled ({len(pooled)}):")
    print("\n".join(f"  {name}: {reason}" for name, reason in pooled.items()))


if __name__ == "__main__":
    main()
