"""preview, plan and ddl: what they show, and that they write nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

Cli = Callable[..., Any]


@pytest.mark.parametrize("command", ["preview", "plan", "ddl", "checks"])
def test_looking_writes_nothing(command: str, cli: Cli, folder: Path) -> None:
    done = cli(command, "shop.yaml")

    assert (done.code, done.err) == (0, "")
    assert done.out
    assert [path.name for path in folder.iterdir()] == ["shop.yaml"]


def test_preview_aligns_the_first_rows_of_each_table(cli: Cli) -> None:
    shown = cli("preview", "shop.yaml", "--rows", "3").out.splitlines()

    assert shown[0] == "customers: 3 of 20 rows"
    assert [line[:13] for line in shown[1:5]] == ["  customer_id", "            1", "            2", "            3"]
    assert shown[6] == "orders: 3 of 40 rows"


def test_preview_shows_the_rows_that_generate_writes(cli: Cli, folder: Path) -> None:
    cli("generate", "shop.yaml", "--out", ".")
    shown = json.loads(cli("preview", "shop.yaml", "--tables", "orders", "--rows", "40", "--json").out)

    written = (folder / "orders.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [",".join(map(str, row.values())) for row in shown["orders"]] == written


def test_an_unknown_table_gets_the_near_one(cli: Cli) -> None:
    done = cli("preview", "shop.yaml", "--tables", "customers,order")

    assert done.code == 2
    assert "[unknown-table]" in done.err and "did you mean 'orders'?" in done.err


def test_the_plan_as_json_has_every_column(cli: Cli) -> None:
    planned = json.loads(cli("plan", "shop.yaml", "--json").out)

    assert planned["tables"]["orders"]["rows"] == 40
    assert planned["tables"]["orders"]["per"] == "customers"
    assert planned["tables"]["customers"]["columns"]["customer_id"]["stable"] is True
    assert planned["tables"]["customers"]["columns"]["segment"]["counts"] == ["customers"]


def test_the_ddl_makes_the_tables(cli: Cli) -> None:
    script = cli("ddl", "shop.yaml", "--dialect", "duckdb").out

    with duckdb.connect() as connection:
        connection.execute(script)
        assert connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall() == [("customers",), ("orders",)]


def test_an_unknown_dialect_is_refused_with_those_there_are(cli: Cli) -> None:
    done = cli("ddl", "shop.yaml", "--dialect", "oracle")

    assert done.code == 2
    assert "possible: duckdb, postgres" in done.err
