"""What it takes to begin: whole processes beside the bare interpreter, in turns, in one run.

python benchmarks/startup.py [rounds] > benchmarks/results/startup.txt
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

sys.path.pop(0)  # this folder, where faker.py would stand for Faker
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness.catalogue import SPEC
from benchmarks.harness.machine import machine
from benchmarks.harness.measuring import Run, run

ROUNDS = 11


def commands(out: str) -> dict[str, list[str]]:
    """The first is what the others are compared with."""
    specgen = [sys.executable, "-m", "specgen"]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import specgen": [sys.executable, "-c", "import specgen"],
        "specgen --help": [*specgen, "--help"],
        "import specgen.api": [sys.executable, "-c", "import specgen.api"],
        "import numpy, pyarrow, duckdb": [sys.executable, "-c", "import numpy, pyarrow, duckdb"],
        "specgen plan ecommerce": [*specgen, "plan", SPEC],
        "specgen preview ecommerce": [*specgen, "preview", SPEC],
        "specgen generate ecommerce": [*specgen, "generate", SPEC, "--jobs", "1", "--quiet", "--out", out],
    }


def measured(rounds: int) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, command in commands(str(Path(folder) / "out")).items():
                runs.setdefault(name, []).append(run(command, 1, 60))
    return runs


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    runs, place = measured(rounds), machine()
    bare = statistics.median(run.wall for run in next(iter(runs.values())))
    print(f"{place['date']}, {place['cpu']}, {place['system']}, Python {place['python']}, specgen {version('specgen')}")
    print(f"one core, medians of {rounds} runs, seconds; over is wall above the bare interpreter, times is wall divided by its")
    print(f"{'':30} {'wall':>6} {'CPU':>6} {'over':>6} {'times':>6} {'peak MiB':>9}")
    for name, taken in runs.items():
        wall, cpu = (statistics.median(getattr(run, what) for run in taken) for what in ("wall", "cpu"))
        peak = max(run.peak for run in taken) / 2**20
        print(f"{name:30} {wall:6.3f} {cpu:6.3f} {wall - bare:6.3f} {wall / bare:6.1f} {peak:9.0f}")


if __name__ == "__main__":
    main()
