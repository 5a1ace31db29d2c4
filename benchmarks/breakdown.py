"""Where the processor time of a run goes: start-up, rows by column, fingerprints, the files; one process on one core.

python benchmarks/breakdown.py [scale] [format] > benchmarks/results/breakdown.txt
"""

from __future__ import annotations

import functools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, where faker.py would stand for Faker
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness.catalogue import SPEC
from benchmarks.harness.machine import machine
from specgen.cli import main as specgen
from specgen.spared import spare

DEFAULTS = ("100", "parquet")
SHOWN = 25


class Stopwatch:
    """Processor seconds by name; what is watched inside counts for itself, not for what called it."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.first = 0.0
        """When the first rows were begun."""
        self._inside = [0.0]

    def watch(self, owner: Any, method: str, name: Callable[..., str]) -> None:
        """Time every call of a method or function, under the name that its arguments give."""
        call = getattr(owner, method)

        @functools.wraps(call)
        def timed(*args: Any, **named: Any) -> Any:
            begun = time.process_time()
            self.first = self.first or begun
            self._inside.append(0.0)
            try:
                return call(*args, **named)
            finally:
                took = time.process_time() - begun
                self.seconds[name(*args, **named)] += took - self._inside.pop()
                self._inside[-1] += took

        setattr(owner, method, timed)


def watched() -> Stopwatch:
    """A stopwatch on what makes rows and takes them; what it watches is imported when a run would import it."""
    from specgen import run
    from specgen.engine import batches
    from specgen.engine.engine import Engine
    from specgen.engine.frames import BaseFrame
    from specgen.engine.schedule import Scheduler
    from specgen.sinks import FileSink

    clock = Stopwatch()
    clock.watch(batches, "produce", lambda *_: "rows: frames and what is between")
    clock.watch(Engine, "make", lambda _, frame, column: f"rows: {frame.table}.{column}")
    clock.watch(Engine, "link", lambda _, frame, column: f"rows: {frame.table}.{column}, which rows")
    clock.watch(Engine, "offsets", lambda _, table: f"rows: where blocks of {table} begin")
    clock.watch(BaseFrame, "coded_path", lambda frame, path: f"rows: {frame.table}, what references read")
    clock.watch(Scheduler, "_evaluate", lambda _, frame, query: f"rows: {frame.table}, SQL")
    clock.watch(run._Tally, "add", lambda *_: "fingerprints")
    clock.watch(FileSink, "write", lambda *_: "files")
    return clock


def main() -> None:
    scale, form = [*sys.argv[1:], *DEFAULTS[len(sys.argv) - 1 :]]
    os.sched_setaffinity(0, {0})
    spare()
    clock = watched()
    with tempfile.TemporaryDirectory() as folder:
        with suppress(SystemExit):
            specgen(["generate", SPEC, "--scale", scale, "--format", form, "--out", folder, "--jobs", "1", "--quiet"])
        whole = time.process_time()
    parts = clock.seconds
    parts["start-up: imports, spec, plan"] = clock.first
    parts["the rest: order, names, manifest"] = whole - sum(parts.values())
    place = machine()
    print(f"{place['date']}, {place['cpu']}, {place['system']}, Python {place['python']}, specgen {version('specgen')}")
    print(f"ecommerce at scale {scale}, {form}, one core: {whole:.2f} s of the processor")
    groups = Counter[str]()
    for name, seconds in parts.items():
        groups[name.partition(":")[0]] += seconds
    for title, found in (("by kind", groups.most_common()), (f"the {SHOWN} longest", parts.most_common(SHOWN))):
        print(f"\n{title:60} {'seconds':>8} {'share':>6}")
        for name, seconds in found:
            print(f"{name:60} {seconds:8.3f} {seconds / whole:6.1%}")


if __name__ == "__main__":
    main()
