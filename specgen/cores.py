"""The processor cores that this process may use."""

from __future__ import annotations

import os


def cores() -> int:
    """So many: those that the system, `taskset` or a container leaves it, and at least one."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
