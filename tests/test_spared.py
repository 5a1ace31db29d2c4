"""What a process of ours alone is spared."""

from __future__ import annotations

import subprocess
import sys

import pytest

MEMORY = """
import numpy as np
from specgen.spared import spare
spare()

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 // 2**20

np.ones(28 * 2**17)  # freed at once: from now on glibc, left alone, keeps what is smaller than these 28 MiB
before, kept = resident(), []
for _ in range(2):
    large = []
    for _ in range(40):
        large.append(np.ones(5 * 2**17))
        kept.append(np.ones(2**10))
    del large
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_large_arrays_go_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 20, "MiB of 200 that were freed are still held"


ADDRESSES = """
from specgen.spared import spare
spare()

import pyarrow
pyarrow.array(range(1000))
print(int(open("/proc/self/statm").read().split()[0]) * 4096 // 2**20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_addresses_are_not_reserved_by_the_gigabyte() -> None:
    done = subprocess.run([sys.executable, "-c", ADDRESSES], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 1024, "MiB: a limit of the shell's (ulimit -v) would count them"
