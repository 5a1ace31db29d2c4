"""Streams that close early, are full, or know no more than ASCII."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specgen.cli import console

Cli = Callable[..., Any]
Begun = Callable[..., "subprocess.Popen[str]"]


def test_a_reader_that_goes_away_is_no_problem(begun: Begun) -> None:
    started = begun("checks", "ecommerce")
    assert started.stdout is not None
    started.stdout.read(10)
    started.stdout.close()

    assert started.stderr is not None
    assert (started.stderr.read(), started.wait(timeout=30)) == ("", 0)


def test_a_run_whose_reader_is_gone_is_finished(begun: Begun, folder: Path) -> None:
    started = begun("run", "shop.yaml")
    assert started.stdout is not None
    started.stdout.close()

    assert started.wait(timeout=30) == 0
    assert (folder / "data" / "shop.duckdb").is_file()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_behind_standard_output_is_a_problem(begun: Begun) -> None:
    with open("/dev/full", "wb") as full:
        started = begun("ddl", "shop.yaml", stdout=full.fileno())
        _, err = started.communicate(timeout=30)

    assert started.returncode == 1
    assert err.startswith("specgen: cannot write to standard output: ")
    assert "Traceback" not in err and "Exception ignored" not in err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_console_of_few_letters_shows_what_it_can(encoding: str, process: Cli) -> None:
    shown = process("preview", "shop.yaml", PYTHONIOENCODING=encoding)

    assert (shown.code, shown.err) == (0, "")
    assert "Łódź" in shown.out if encoding == "ascii" else r"\u0141" in shown.out  # click takes ASCII for a mistake


def test_json_is_readable_whatever_the_console_is(process: Cli) -> None:
    shown = process("preview", "shop.yaml", "--json", PYTHONIOENCODING="cp1252")

    assert {row["city"] for row in json.loads(shown.out)["customers"]} == {"Zürich", "Łódź"}


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (109_787, "110 kB"), (7_459_941, "7.46 MB"), (99_960_000, "100 MB")],
)
def test_a_size_has_three_digits(count: int, said: str) -> None:
    assert console.size(count) == said


def test_columns_end_where_they_should() -> None:
    assert console.columns([("a", "1"), ("bbb", "22")], right=(False, True)) == ["a     1", "bbb  22"]
