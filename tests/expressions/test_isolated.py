"""The database that computes expressions: what it does not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from specgen.expressions.isolated import isolated

THREADS = """
import os
import duckdb
from specgen.expressions.isolated import isolated
before = len(os.listdir("/proc/self/task"))
database = isolated()
database.execute("SELECT sum(range) FROM range(1000000)").fetchall()
print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_it_begins_no_threads() -> None:
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True)

    assert int(done.stdout) == 0


def test_it_reads_no_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n")

    with isolated() as database, pytest.raises(duckdb.PermissionException):
        database.execute(f"SELECT * FROM '{file}'")


def test_nobody_can_change_that() -> None:
    with isolated() as database, pytest.raises(duckdb.InvalidInputException, match="locked"):
        database.execute("SET enable_external_access = true")
