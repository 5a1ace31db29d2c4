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
    for _ in range(20):
        large.append(np.ones(10 * 2**17))
        kept.append(np.ones(2**10))
    del large
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_large_arrays_go_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 20, "MiB of 200 that were freed are still held"


PIECES = """
import numpy as np
from specgen.spared import spare, trimming
spare()

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 // 2**20

many = [np.ones(2**14) for _ in range(800)]
kept = many[::20]
del many
before = resident()
assert [*trimming(range(32))] == [*range(32)]
print(before - resident(), len(kept))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_what_is_free_between_what_is_kept_goes_back_when_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", PIECES], capture_output=True, text=True, check=True)

    assert int(done.stdout.split()[0]) > 50, "MiB of 95 that were freed"


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


COMPUTE = """
import sys
if sys.argv[1] == "spared":
    from specgen.spared import spare
    spare()
import pyarrow.compute as pc
early = len(vars(pc))
names = sorted({*pc.function_registry().list_functions(), "and_", "or_", "utf8_zfill", "no_such_function"})
there = [name for name in names if hasattr(pc, name)]
print(early, file=sys.stderr)
print(there, pc.add(1, 2), pc.and_(True, False), pc.sum.__doc__, pc.round.__signature__, pc.add(pc.field("a"), pc.scalar(1)))
"""


def test_every_function_of_pyarrow_is_there_when_it_is_named() -> None:
    plain, spared = (
        subprocess.run([sys.executable, "-c", COMPUTE, how], capture_output=True, text=True, check=True) for how in ("plain", "spared")
    )

    assert spared.stdout == plain.stdout
    assert int(spared.stderr.split()[0]) < int(plain.stderr.split()[0]) - 200, "they were all made"


UNKNOWN = """
from specgen import spared
spared._wrapping = None
spared.spare()
from pyarrow import compute
print(compute.add(1, 2))
"""


def test_another_pyarrow_than_we_know_is_imported_the_long_way() -> None:
    done = subprocess.run([sys.executable, "-c", UNKNOWN], capture_output=True, text=True, check=True)

    assert done.stdout == "3\n"
