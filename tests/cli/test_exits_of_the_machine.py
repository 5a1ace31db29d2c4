"""What goes wrong while rows are made: one plain line, what to do, and nothing left behind."""

from __future__ import annotations

import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cli.conftest import environment

Cli = Callable[..., Any]

LIMITED = """
import resource, sys
import numpy, scipy.special, pyarrow.csv, duckdb
from specgen import api
from specgen.cli import main
api.load("warm.yaml").run([], jobs=1)
resource.setrlimit(getattr(resource, sys.argv[1]), (int(sys.argv[2]) + (SIZE if sys.argv[1] == "RLIMIT_AS" else 0),) * 2)
main(sys.argv[3:])
"""
SIZE = "int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()"
WARM = "specgen: 1\ntables: {a: {rows: 3, columns: {x: integer, y: {type: integer, expr: x + 1}}}}\n"
"""Loads every library before there is a limit."""
ONE_LINE = re.compile(r"(?s)(?:.*\n)?specgen: [^\n]+\n  = help: [^\n]+\n")


def limited(what: str, limit: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in a process that the system allows only so much of something."""
    Path("warm.yaml").write_text(WARM, encoding="utf-8")
    command = [sys.executable, "-c", LIMITED.replace("SIZE", SIZE), what, str(limit), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60)


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="there is no such limit here")
@pytest.mark.parametrize("arguments", [("generate", "--out", "made"), ("load", "--to", "duckdb:made/x.duckdb")])
def test_a_file_that_may_not_grow_is_told_and_leaves_nothing(arguments: tuple[str, ...], folder: Path) -> None:
    command, *rest = arguments

    done = limited("RLIMIT_FSIZE", 8192, command, "shop.yaml", "--scale", "1000", *rest)

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert ONE_LINE.fullmatch(done.stderr), done.stderr
    assert "File too large" in done.stderr and "ulimit" in done.stderr
    assert not (folder / "made").exists()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the size of a process is read from /proc")
def test_too_little_memory_is_told(folder: Path) -> None:
    (folder / "large.yaml").write_text(
        "specgen: 1\ntables:\n  a: {rows: 600000000, primary_key: id, columns: {id: integer}}\n"
        "  b:\n    rows: {per: a, count: {poisson: {mean: 2}}}\n    columns: {id: {references: a.id}}\n",
        encoding="utf-8",
    )

    done = limited("RLIMIT_AS", 100_000_000, "generate", "large.yaml", "--out", "made", "--jobs", "1")

    assert done.returncode == 1, done.stderr
    assert ONE_LINE.fullmatch(done.stderr), done.stderr
    assert "out of memory" in done.stderr and "--scale" in done.stderr


def _folder(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("this is no database", encoding="utf-8")


def _sqlite(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [(_folder, "it is a folder"), (_text, "not a valid DuckDB database file"), (_sqlite, "a database of another kind")],
)
def test_a_target_that_is_no_duckdb_file_is_told_and_left_alone(make: Callable[[Path], None], said: str, cli: Cli, folder: Path) -> None:
    make(folder / "x.db")
    before = (folder / "x.db").is_dir() or (folder / "x.db").read_bytes()

    done = cli("load", "shop.yaml", "--to", "duckdb:x.db")

    assert done.code == 1
    assert ONE_LINE.fullmatch(done.err), done.err
    assert said in done.err
    assert ((folder / "x.db").is_dir() or (folder / "x.db").read_bytes()) == before


def test_a_database_that_somebody_has_open_is_told(process: Cli, folder: Path) -> None:
    with duckdb.connect(str(folder / "x.duckdb")):
        done = process("load", "shop.yaml", "--to", "duckdb:x.duckdb")

    assert done.code == 1
    assert ONE_LINE.fullmatch(done.err), done.err
    assert "another program has the file open" in done.err and "http" not in done.err


@pytest.mark.parametrize("out", ["shop.yaml", "shop.yaml/below", "shop.yaml/far/below"])
def test_a_file_in_the_way_of_a_folder_is_told(out: str, cli: Cli) -> None:
    done = cli("generate", "shop.yaml", "--out", out)

    assert done.code == 1
    assert ONE_LINE.fullmatch(done.err), done.err
    assert f"cannot write to {out}" in done.err


def test_an_expression_that_overflows_says_where_and_of_what(cli: Cli, folder: Path) -> None:
    (folder / "over.yaml").write_text(
        "specgen: 1\ntables:\n  sums:\n    rows: 5000\n    columns:\n      x: integer\n"
        "      y: {type: smallint, expr: case when x < 4712 then 1 else x * 10 end}\n",
        encoding="utf-8",
    )

    done = cli("generate", "over.yaml")

    assert done.code == 2
    assert "over.yaml:7:33: sums.y, row 4,711: 47120 does not fit smallint, with x = 4712 [expression-failed]" in done.err
    assert "= help: " in done.err
