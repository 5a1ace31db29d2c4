"""One run of a command: seconds on the wall and on the CPU, and the largest memory that one of its processes had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .catalogue import ROOT


@dataclass(frozen=True)
class Run:
    wall: float
    user: float
    system: float
    peak: int
    """Bytes, of the process that had the most."""

    @property
    def cpu(self) -> float:
        return self.user + self.system


_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Where a checkout keeps its bytecode, as an installed package does: to compile specgen anew takes a run 0.2 s."""


class Failed(Exception):
    """The command took too long, or said no; `said` is the end of what it wrote to standard error."""

    def __init__(self, why: str, said: str):
        super().__init__(why)
        self.said = said[-2_000:]


def run(command: Sequence[str], cpus: int, limit: float) -> Run:
    """What the command took on so many CPUs."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "took.json"
        launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), str(result), str(cpus), str(limit)]
        if hasattr(os, "sync"):
            os.sync()  # so that nobody pays for the files of the run before
        subprocess.run([*launcher, *command], check=True, cwd=ROOT, env=_ENVIRONMENT)
        took = json.loads(result.read_text(encoding="ascii"))
        said = result.with_suffix(".json.stderr").read_text(encoding="utf-8", errors="replace")
    code, stopped = took.pop("code"), took.pop("stopped")
    if stopped:
        raise Failed(f"stopped after {limit:g} seconds", said)
    if code:
        raise Failed(f"exit code {code}", said)
    return Run(**took)
