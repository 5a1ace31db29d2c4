"""Ctrl-C and sudden death half-way: nothing half-written has its final name, and old rows are still there."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

Begun = Callable[..., "subprocess.Popen[str]"]
LARGE = ("run", "ecommerce", "--scale", "20", "--out", "out", "--to", "duckdb:out/e.duckdb")


def until_rows_come(started: subprocess.Popen[str], folder: Path) -> None:
    """Wait until a table is half-way into its temporary file."""
    for _ in range(600):
        if any(part.stat().st_size > 1_000_000 for part in (folder / "out").glob(".specgen-part/order*")):
            return
        assert started.poll() is None, started.communicate()
        time.sleep(0.05)
    pytest.fail("no rows after 30 seconds")


@pytest.mark.parametrize(
    "executor",
    [(), ("--executor", "processes", "--jobs", "1"), ("--executor", "dask", "--jobs", "1")],
    ids=["threads", "processes", "dask"],
)
def test_an_interrupted_run_leaves_nothing(begun: Begun, folder: Path, executor: tuple[str, ...]) -> None:
    started = begun(*LARGE, *executor)
    until_rows_come(started, folder)

    started.send_signal(signal.SIGINT)

    _, err = started.communicate(timeout=30)
    assert started.returncode == 130
    assert err.splitlines()[-1] == "specgen: interrupted"
    assert "Traceback" not in err
    assert not (folder / "out").exists()


def test_a_killed_run_leaves_the_old_rows(begun: Begun, folder: Path) -> None:
    file = folder / "out" / "e.duckdb"
    file.parent.mkdir()
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE orders AS SELECT 42 AS answer; COMMENT ON TABLE orders IS '[specgen ecommerce]'")
    started = begun(*LARGE)
    until_rows_come(started, folder)

    started.kill()
    started.communicate(timeout=30)

    assert [path.name for path in file.parent.iterdir() if not path.name.startswith((".", "e.duckdb"))] == []
    with duckdb.connect(str(file)) as connection:
        assert connection.execute("SELECT answer FROM orders").fetchall() == [(42,)]
