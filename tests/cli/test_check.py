"""validate and checks: the verdict on rows that are there already."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb

Cli = Callable[..., Any]


def damaged(folder: Path) -> None:
    with duckdb.connect(str(folder / "data" / "shop.duckdb")) as connection:
        connection.execute("UPDATE customers SET segment = 'gold' WHERE segment = 'bronze'")


def test_rows_that_were_loaded_pass(cli: Cli) -> None:
    cli("load", "shop.yaml")

    done = cli("validate", "shop.yaml")

    assert done.code == 0
    assert done.out.splitlines()[-1].startswith("passed: ")
    assert any(line.split()[:2] == ["passed", "orders.customer_id.foreign_key"] for line in done.out.splitlines())


def test_damaged_rows_fail_with_what_was_seen_and_due(cli: Cli, folder: Path) -> None:
    cli("load", "shop.yaml")
    damaged(folder)

    done, quiet = cli("validate", "shop.yaml"), cli("validate", "shop.yaml", "--quiet")

    assert (done.code, quiet.code) == (1, 1)
    assert "FAILED   customers.segment.shares" in done.out
    assert "observed gold 100" in done.out and "expected " in done.out
    assert done.out.splitlines()[-1].startswith("failed: 1 of ")
    assert quiet.out == "" and "customers.segment.shares" in quiet.err


def test_the_verdict_as_json(cli: Cli, folder: Path) -> None:
    cli("load", "shop.yaml")
    damaged(folder)

    done = cli("validate", "shop.yaml", "--json")

    judged = json.loads(done.out)
    assert (done.code, judged["verdict"]) == (1, "failed")
    assert [check["name"] for check in judged["checks"] if not check["passed"]] == ["customers.segment.shares"]


def test_what_waits_for_the_last_window_is_told(cli: Cli) -> None:
    cli("load", "ecommerce", "--scale", "0.1", "--until", "2025-01-01")

    done = cli("validate", "ecommerce", "--scale", "0.1")
    judged = json.loads(cli("validate", "ecommerce", "--scale", "0.1", "--json").out)

    assert done.code == 0
    assert "checks wait for the last window, since they are about all rows" in done.out
    assert "orders.row_count" in judged["waiting"]
    assert judged["verdict"] == "passed" and not set(judged["waiting"]) & {check["name"] for check in judged["checks"]}


def test_a_file_that_is_not_there_is_not_made(cli: Cli, folder: Path) -> None:
    done = cli("validate", "shop.yaml", "--to", "duckdb:x.duckdb")

    assert done.code == 1
    assert "there is no file x.duckdb" in done.err and "specgen run" in done.err
    assert not (folder / "x.duckdb").exists()


def test_tables_that_are_not_there_are_a_problem_of_the_database(cli: Cli, folder: Path) -> None:
    duckdb.connect(str(folder / "x.duckdb")).close()

    done = cli("validate", "shop.yaml", "--to", "duckdb:x.duckdb")

    assert done.code == 1
    assert "customers" in done.err and "Traceback" not in done.err


def test_the_printed_checks_end_in_the_verdict(cli: Cli, folder: Path) -> None:
    cli("load", "shop.yaml")
    script = cli("checks", "shop.yaml").out

    with duckdb.connect(str(folder / "data" / "shop.duckdb")) as connection:
        assert connection.execute(script).fetchall() == [("passed",)]


def test_a_junit_file_has_a_case_for_each_check_and_a_failure_for_what_failed(cli: Cli, folder: Path) -> None:
    cli("load", "shop.yaml")
    cli("validate", "shop.yaml", "--junit", "good.xml")
    damaged(folder)

    done = cli("validate", "shop.yaml", "--quiet", "--junit", "bad.xml")

    good, bad = (ElementTree.parse(folder / name).getroot() for name in ("good.xml", "bad.xml"))
    assert done.code == 1
    assert good.attrib == {**bad.attrib, "failures": "0"} and int(good.attrib["tests"]) == len(good.findall(".//testcase")) > 10
    assert [case.attrib["name"] for case in bad.findall(".//testcase[failure]")] == ["customers.segment.shares"]
    assert "observed gold 100" in str(bad.findall(".//failure")[0].attrib["message"])
