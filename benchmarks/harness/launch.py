"""Runs a command in a process of its own and writes what it took as JSON: `launch.py RESULT CPUS SECONDS COMMAND...`.

It is small, and it is alone: a child's peak memory begins with its parent's, so a large parent would be measured too. On Linux it
adopts what the command leaves behind (a Java machine, say), so that this is waited for and counted.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def keep_to(cpus: int) -> None:
    """On the first so many CPUs, where the system allows to say so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cpus])


def wait_for_all() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def main(result: str, cpus: int, seconds: float, command: list[str]) -> None:
    adopt()
    keep_to(cpus)
    start = time.perf_counter()
    with open(f"{result}.stderr", "wb") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True)
    stop = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
    stop.start()
    code = process.wait()  # without a limit of its own, which would look only twenty times a second
    wall = time.perf_counter() - start
    stop.cancel()
    wait_for_all()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    took = {
        "wall": wall,
        "user": used.ru_utime,
        "system": used.ru_stime,
        "peak": used.ru_maxrss * unit,
        "code": code,
        "stopped": wall >= seconds,
    }
    with open(result, "w", encoding="ascii") as file:
        json.dump(took, file)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
