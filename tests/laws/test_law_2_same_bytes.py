"""Law 2: threads, batches and processes never change a byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.engine import Engine
from specgen.plan import plan
from tests import worlds
from tests.laws import data_sets

RUNS = [(1, 65_536), (2, 65_536), (8, 1_000), (1, 1_000), (2, 1_000), (8, 37)]
"""(threads, rows of a batch)"""
LARGE = RUNS[:3]


def _bytes(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.glob("*.csv"))}


@pytest.mark.parametrize("name", data_sets.EXAMPLES)
def test_threads_and_batches_change_no_byte_of_an_example(name: str, tmp_path: Path) -> None:
    prints = [worlds.write(data_sets.fresh(name), tmp_path / f"{jobs}-{rows}", jobs, rows) for jobs, rows in RUNS]

    assert prints == prints[:1] * len(RUNS)
    written = [_bytes(tmp_path / f"{jobs}-{rows}") for jobs, rows in RUNS]
    assert written[0]
    assert written == written[:1] * len(RUNS)


@pytest.mark.parametrize("name", data_sets.SHIPPED)
def test_threads_and_batches_change_no_byte_of_a_shipped_spec(name: str, tmp_path: Path) -> None:
    """At sizes at which a run of 65,536 rows is more than one piece in some of them."""
    planned = plan(data_sets.shipped(name, {"last_day": "2025-01-28"}))

    prints = [worlds.write(Engine(planned), tmp_path / f"{jobs}-{rows}", jobs, rows) for jobs, rows in LARGE]

    assert prints == prints[:1] * len(LARGE)
    first = _bytes(tmp_path / "1-65536")
    assert first
    assert all(_bytes(tmp_path / f"{jobs}-{rows}") == first for jobs, rows in LARGE[1:])


PROGRAM = """
import json, sys, tempfile
from pathlib import Path
from tests import worlds
from tests.laws import data_sets
with tempfile.TemporaryDirectory() as directory:
    print(json.dumps({name: worlds.write(data_sets.fresh(name), Path(directory) / name) for name in data_sets.NAMES}))
"""


def test_processes_agree_whatever_their_hash_seed() -> None:
    environments = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("0", "4711")]
    root = Path(__file__).parents[2]

    running = [subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=root, env=env, stdout=subprocess.PIPE) for env in environments]
    found = [json.loads(process.communicate()[0]) for process in running]

    assert sorted(found[0]) == sorted(data_sets.NAMES)
    assert found[0] == found[1]
