"""How time and memory grow with the rows, and what a second core is worth: the e-commerce data set as Parquet files.

    python benchmarks/growth.py 100          up to scale 100
    python benchmarks/growth.py > benchmarks/results/growth.txt

Whole processes, each scale on one core, in turns; the exponent is that of the best fit of log(seconds) to log(rows) from scale 10 on,
once of all seconds and once of those above the run with almost no rows in the same turn. The runs on all cores take turns with some on
one, and with one for each core at once, which shows what the cores are worth.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

sys.path.pop(0)  # this folder, where faker.py would stand for Faker
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness.machine import cores, machine
from benchmarks.harness.measuring import Run, run

ROWS = 68_500
LARGEST, LIMIT = 1000.0, 1800
SCALES = (0.1, 1.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
FROM = 10.0
TURNS = 3
"""Every turn takes all scales, so that a slow phase of the machine is not one scale's."""
WAYS = {
    "one core": ([], 1),
    "all cores": ([], None),
    "all cores, 8 parts": (["--parts", "8"], None),
    "all cores, 8 parts, processes": (["--parts", "8", "--executor", "processes"], None),
}


TWINS = "import subprocess, sys; [twin.wait() for twin in [subprocess.Popen([*sys.argv[2:], out]) for out in sys.argv[1].split()]]"


def command(scale: float, jobs: int, *more: str) -> list[str]:
    """A run into a folder that is named behind it."""
    options = ["--scale", f"{scale:g}", "--jobs", str(jobs), "--format", "parquet", "--quiet", *more]
    return [sys.executable, "-m", "specgen", "generate", "ecommerce", *options, "--out"]


def generated(scale: float, cpus: int, *more: str) -> Run:
    """A run into a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="specgen-bench-") as out:
        return run([*command(scale, cpus, *more), out], cpus, LIMIT)


def twins(scale: float) -> Run:
    """A run for each core, all at once: they share nothing, so no single run could use the cores better."""
    with tempfile.TemporaryDirectory(prefix="specgen-bench-") as folder:
        outs = " ".join(f"{folder}/{number}" for number in range(cores()))
        return run([sys.executable, "-c", TWINS, outs, *command(scale, 1)], cores(), LIMIT)


def turns(scale: float) -> int:
    return 1 if scale > 300 else TURNS


def exponent(seconds: dict[float, float]) -> float:
    """Of the best fit from scale 10 on."""
    logs = np.log([(scale, wall) for scale, wall in seconds.items() if scale >= FROM])
    return float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])


def main(largest: str = f"{LARGEST:g}") -> None:
    scales, place = [scale for scale in SCALES if scale <= float(largest)], machine()
    print(f"{place['date']}, {place['cpu']}, {place['system']}, Python {place['python']}, specgen {version('specgen')}; Parquet, medians")
    print(f"{'scale':>8} {'rows':>12} {'turns':>6} {'wall':>8} {'CPU':>8} {'peak MiB':>9} {'rows/s':>10}")
    taken: dict[float, list[Run]] = {scale: [] for scale in scales}
    for turn in range(TURNS):
        for scale in scales:
            if turn < turns(scale):
                taken[scale].append(generated(scale, 1))
    walls, above, bare = {}, {}, taken[scales[0]]
    for scale, runs in taken.items():
        wall, cpu = (statistics.median(getattr(one, what) for one in runs) for what in ("wall", "cpu"))
        peak, rows = max(one.peak for one in runs) >> 20, ROWS * scale
        walls[scale], above[scale] = wall, statistics.median(one.wall - none.wall for one, none in zip(runs, bare, strict=False))
        print(f"{scale:8g} {rows:12,.0f} {len(runs):6} {wall:8.2f} {cpu:8.2f} {peak:9,} {rows / wall:10,.0f}", flush=True)
    print(f"exponent from scale {FROM:g}: {exponent(walls):.3f} of all seconds, {exponent(above):.3f} of those above {SCALES[0]:g}")
    for scale in sorted({min(100.0, scales[-1]), scales[-1]}):
        compare(scale)


def compare(scale: float) -> None:
    """One core and all, in turns."""
    taken: dict[str, list[Run]] = {}
    for _ in range(turns(scale)):
        for name, (more, cpus) in WAYS.items():
            taken.setdefault(name, []).append(generated(scale, cpus or cores(), *more))
        taken.setdefault("a run for each core", []).append(twins(scale))
    ones = taken["one core"]
    print(f"\nscale {scale:g}, {cores()} cores, medians of turns: {len(ones)}")
    for name, found in taken.items():
        made = 1 if name in WAYS else cores()
        times = statistics.median(made * one.wall / run.wall for one, run in zip(ones, found, strict=True))
        wall, cpu = (statistics.median(getattr(one, what) for one in found) for what in ("wall", "cpu"))
        print(f"{name:30} {wall:8.2f} s {cpu:8.2f} s CPU {max(one.peak for one in found) >> 20:6,} MiB  {times:5.2f} times as fast")


if __name__ == "__main__":
    main(*sys.argv[1:])
