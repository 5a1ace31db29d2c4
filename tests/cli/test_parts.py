"""`specgen generate` in parts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


def test_a_part_alone_says_where_it_is_and_what_is_missing(cli: Cli, folder: Path) -> None:
    done = cli("generate", "library", "--parts", "3", "--part", "1", "--out", "out")

    assert done.code == 0
    assert done.out.startswith("part 1: ") and done.out.rstrip().endswith("2 of 3 are missing")
    assert (folder / "out" / ".specgen-parts" / "00001" / "manifest.json").exists()


def test_the_whole_goes_on_from_there(cli: Cli, folder: Path) -> None:
    cli("generate", "library", "--parts", "3", "--part", "1", "--out", "out")

    done = cli("generate", "library", "--parts", "3", "--out", "out")

    assert "in 3 parts, into CSV files in out" in done.out
    assert "going on: 1 of 3 parts are complete" in done.out
    assert json.loads((folder / "out" / "manifest.json").read_text())["tables"]["loans"]["files"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--part", "1"), "--part 1 needs how many there are"),
        (("--parts", "3", "--part", "3"), "0 to 2 with --parts 3"),
        (("--parts", "3", "--part-size", "1MB"), "both say how many parts there are"),
        (("--part-size", "much"), "'much' is no size; write 256MB or 1GiB"),
        (("--part-size", "0"), "'0' is no size"),
        (("--parts", "3", "--since", "2025-01-01"), "--since and --until make one file a table"),
    ],
)
def test_what_makes_no_sense_is_refused(cli: Cli, options: tuple[str, ...], said: str) -> None:
    done = cli("generate", "library", "--out", "out", *options)

    assert done.code == 2 and said in done.err


def test_many_files_are_listed_by_folder(cli: Cli, folder: Path) -> None:
    done = cli("generate", "ecommerce", "--parts", "12", "--out", "out")

    assert "clickstream_events/ (12 files)" in done.out.replace("\\", "/")
