"""--since and --until on the command line: the files of a window, what it costs, and that there may be nothing in it."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

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
    assert "warning: no row comes in this window; the first of those asked for comes at 2023-10-28" in done.err
    assert len(lines(folder / "none", "orders")) == 1


def test_windows_go_into_a_database_one_behind_the_other(cli: Cli, folder: Path) -> None:
    first = cli("load", *SHOP, "--to", "duckdb:shop.duckdb", "--until", "2025-06-01")
    again = cli("load", *SHOP, "--to", "duckdb:shop.duckdb", "--until", "2025-06-01")
    gap = cli("load", *SHOP, "--to", "duckdb:shop.duckdb", "--since", "2025-07-01 12:00")
    last = cli("run", *SHOP, "--to", "duckdb:shop.duckdb", "--since", "2025-06-01", "--out", "csv")

    assert (first.code, last.code) == (0, 0), first.err + last.err
    assert re.search(r"\d+ checks wait for the last window, since they are about all rows\n +concentration \d", first.out)
    assert "wait for the last window" not in last.out
    assert re.search(r"passed: [\d,]+ rows in 6 tables, \d+ checks", last.out.splitlines()[-1])
    assert (again.code, gap.code) == (1, 1)
    assert "holds the rows of this window already, with all before 2025-06-01; nothing was changed" in again.err
    assert "go on with --since 2025-06-01" in again.err
    assert "load --since 2025-06-01 --until '2025-07-01 12:00:00' first" in gap.err
    with duckdb.connect("shop.duckdb", read_only=True) as shop:
        assert shop.execute("select count(*) from orders").fetchone() == (500,)
    assert len(lines(folder / "csv", "orders")) < 400


def test_files_of_a_window_are_loaded_as_it(cli: Cli) -> None:
    cli("generate", *SHOP, "--out", "early", "--until", "2025-06-01")
    cli("generate", *SHOP, "--out", "late", "--since", "2025-06-01")

    early = cli("load", *SHOP, "--from", "early", "--to", "duckdb:shop.duckdb")
    late = cli("load", *SHOP, "--from", "late", "--to", "duckdb:shop.duckdb")
    both = cli("load", *SHOP, "--from", "late", "--to", "duckdb:shop.duckdb", "--since", "2025-06-01")

    assert (early.code, late.code, both.code) == (0, 0, 2), early.err + late.err
    assert "before 2025-06-01" in early.out
    assert "--since and --until are said when files are generated" in both.err


def test_tables_of_somebody_else_have_no_windows(cli: Cli) -> None:
    refused = cli("load", *SHOP, "--to", "postgresql://localhost/shop", "--create", "never", "--until", "2025-06-01")

    assert refused.code == 2
    assert "generate files with them" in refused.err


def test_the_document_names_the_checks_that_wait(cli: Cli) -> None:
    done = cli("load", *SHOP, "--to", "duckdb:shop.duckdb", "--until", "2025-06-01", "--json")

    told = json.loads(done.out)
    assert "orders.row_count" in told["waiting"]
    assert told["manifest"]["until"] == "2025-06-01"
    assert told["verdict"] == "passed"
