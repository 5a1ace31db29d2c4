"""What a fingerprint costs: hashes beside each other, and the e-commerce tables in nanoseconds a row, on one core.

python benchmarks/fingerprint.py > benchmarks/results/fingerprint.txt
"""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable
from importlib.metadata import version

import numpy as np
import pyarrow as pa
import xxhash

from specgen import api
from specgen.engine.batches import pieces, schema
from specgen.executors.threads import Threads
from specgen.fingerprint import CHUNK_ROWS, Fingerprint

BYTES, TURNS = 6_500_000, 9
HASHES = {"SHA-256": hashlib.sha256, "BLAKE2b": hashlib.blake2b, "XXH3 (128 bits)": xxhash.xxh3_128}


def best(call: Callable[[], object]) -> float:
    """Processor seconds of the quickest of some calls."""
    found = []
    for _ in range(TURNS):
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    pa.set_cpu_count(1)
    print(f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, pyarrow {pa.__version__}, ", end="")
    print(f"xxhash {version('xxhash')}; the best of {TURNS}, one core")
    data = np.random.default_rng(1).bytes(BYTES)
    for name, hash in HASHES.items():
        print(f"{name:16} {BYTES / best(lambda hash=hash: hash(data).digest()) / 1e9:6.2f} GB/s")  # type: ignore[misc]
    shop = api.load("ecommerce", {"scale": 4})
    for name in shop.tables:
        form = schema(shop.spec.tables[name])
        batches = [piece.batch for piece in pieces(shop.engine, Threads(1), [name], CHUNK_ROWS)]
        rows = sum(batch.num_rows for batch in batches)

        def fingerprint(form: pa.Schema = form, batches: list[pa.RecordBatch] = batches) -> None:
            taken = Fingerprint(form)
            for batch in batches:
                taken.update(batch)
            taken.hexdigest()

        print(f"{name:26} {rows:8,} rows {best(fingerprint) / rows * 1e9:6.0f} ns a row")


if __name__ == "__main__":
    main()
