"""--since and --until on the command line: the files of a window, what it costs, and that there may be nothing in it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Cli = Callable[..., Any]
SHOP = ("ecommerce", "--scale", "0.1", "--jobs", "1")


def lines(folder: Path, table: str) -> list[str]:
    return (folder / f"{table}.csv").read_text(encoding="utf-8").splitlines(keepends=True)


def test_the_files_of_windows_are_those_of_the_whole_cut_in_pieces(cli: Cli, folder: Path) -> None:
    cli("generate", *SHOP, "--out", "whole")
    cuts = ["2023-10-28", "2024-06-01", "2024-06-02 13:30", "2025-10-29"]

    for since, until in itertools.pairwise(cuts):
        done = cli("generate", *SHOP, "--out", since, "--since", since, "--until", until)
        assert done.code == 0, done.err

    for table in ("orders", "order_items", "customers", "products"):
        whole, parts = lines(folder / "whole", table), [lines(folder / since, table) for since in cuts[:-1]]
        assert {part[0] for part in parts} == {whole[0]}
        joined = [line for part in parts for line in part[1:]]
        assert (joined if table.startswith("order") else sorted(joined)) == (whole[1:] if table.startswith("order") else sorted(whole[1:]))


def test_the_manifest_names_the_window_and_only_its_own_rows(cli: Cli, folder: Path) -> None:
    cli("generate", *SHOP, "--out", "day", "--since", "2025-10-27", "--until", "2025-10-28", "--tables", "orders")
    cli("generate", *SHOP, "--out", "all", "--tables", "orders")

    day, whole = (json.loads((folder / name / "manifest.json").read_text(encoding="utf-8")) for name in ("day", "all"))

    assert (day["since"], day["until"]) == ("2025-10-27", "2025-10-28")
    assert "since" not in whole
    assert day["tables"]["orders"]["rows"] == len(lines(folder / "day", "orders")) - 1 < 10
    assert day["tables"]["orders"]["fingerprint"] != whole["tables"]["orders"]["fingerprint"]


def test_the_first_lines_name_the_window_and_what_it_takes(cli: Cli) -> None:
    done = cli("generate", *SHOP, "--since", "2025-10-27", "--until", "2025-10-28 12:00")

    assert done.out.startswith("ecommerce, seed 42, from 2025-10-27 before 2025-10-28 12:00:00, into ")
    assert "one pass over orders (500 rows), order_items (1,250 rows), clickstream_events (5,000 rows)" in done.err


def test_a_table_in_time_order_takes_nothing(cli: Cli) -> None:
    done = cli("generate", *SHOP, "--tables", "orders,order_items", "--since", "2025-10-20")

    assert done.code == 0
    assert done.err == ""


def test_a_window_without_rows_is_warned_of(cli: Cli, folder: Path) -> None:
    done = cli("generate", *SHOP, "--since", "2030-01-01", "--tables", "orders,customers", "--out", "none")

    assert done.code == 0
    assert "warning: no row comes in this window; the first of ecommerce comes at 2023-10-28" in done.err
    assert len(lines(folder / "none", "orders")) == 1
