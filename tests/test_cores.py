"""The cores that a process may use are fewer where it is held to some."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from specgen.cores import cores


def test_there_is_at_least_one() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system holds no process to some of its cores")
def test_a_process_that_is_held_to_one_core_has_one() -> None:
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); from specgen.cores import cores; print(cores())"

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "1"
