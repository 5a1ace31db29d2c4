"""run, generate and load: what they leave on the disk, what they say, and that a failed check leaves nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

Cli = Callable[..., Any]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != "shop.yaml")


def rows(file: Path, table: str) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return int(found[0])


def test_the_reference_data_set_is_made_and_summarised(cli: Cli, folder: Path) -> None:
    done = cli("run", "ecommerce", "--jobs", "2")

    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert "data/generated" in lines[0].replace("\\", "/")
    assert "data/ecommerce.duckdb" in lines[0].replace("\\", "/")
    told = {re.sub(r" +", " ", line.strip()) for line in lines}
    assert {"customers 1,000 rows", "orders 5,000 rows", "order_items 12,500 rows", "clickstream_events 50,000 rows"} <= told
    assert "customer_segment bronze 500, silver 300, gold 150, platinum 50" in told
    assert "order_status completed 3,750, pending 500, processing 400, cancelled 250, returned 100" in told
    assert any(re.match(r"order_date 2023-10-\d\d .* to 2025-10-28 ", line) for line in told)
    assert any(re.match(r"order_total [\d.]+ to [\d.]+, on average [\d.]+$", line) for line in told)
    assert any(line.startswith("a row of orders order_id 5000, customer_id ") for line in told)
    assert any(line.startswith("its customer_id customer_id ") for line in told)
    assert re.match(r"passed: 70,\d{3} rows in 6 tables, \d+ checks \(", lines[-1])
    tables = ("clickstream_events", "customer_segment_history", "customers", "order_items", "orders", "products")
    assert names(folder) == [
        "data/ecommerce.duckdb",
        *sorted(f"data/generated/{file}" for file in (*(f"{t}.csv" for t in tables), "manifest.json")),
    ]
    assert rows(folder / "data" / "ecommerce.duckdb", "order_items") == 12_500


def test_run_writes_where_it_is_told(cli: Cli, folder: Path) -> None:
    done = cli("run", "shop.yaml", "--out", "csv", "--to", "duckdb:made/x.duckdb", "--scale", "2")

    assert done.code == 0, done.err
    assert names(folder) == ["csv/customers.csv", "csv/manifest.json", "csv/orders.csv", "made/x.duckdb"]
    assert rows(folder / "made" / "x.duckdb", "customers") == 40


def test_generate_writes_files_and_no_database(cli: Cli, folder: Path) -> None:
    done = cli("generate", "shop.yaml", "--out", "csv", "--tables", "orders")

    assert done.code == 0, done.err
    assert names(folder) == ["csv/manifest.json", "csv/orders.csv"]
    assert "orders  40 rows" in done.out
    assert "no checks" in done.out.splitlines()[-1]


def test_load_fills_a_database_and_writes_no_files(cli: Cli, folder: Path) -> None:
    done = cli("load", "shop.yaml")

    assert done.code == 0, done.err
    assert names(folder) == ["data/shop.duckdb"]
    assert done.out.splitlines()[-1].startswith("passed: 60 rows in 2 tables")


def test_json_is_one_document_with_manifest_summary_and_checks(cli: Cli) -> None:
    done = cli("run", "shop.yaml", "--seed", "7", "--json")

    made = json.loads(done.out)
    assert (done.code, done.err, made["verdict"], made["kept"]) == (0, "", "passed", True)
    assert made["manifest"]["seed"] == 7
    assert made["manifest"]["tables"]["orders"]["rows"] == 40
    assert {"table": "customers", "what": "segment", "fact": "bronze 10, gold 10"} in made["summary"]
    assert all(check["passed"] for check in made["checks"])


def test_quiet_says_nothing_when_all_is_well(cli: Cli) -> None:
    done = cli("run", "shop.yaml", "--quiet")

    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_failed_check_takes_everything_back(cli: Cli, folder: Path) -> None:
    cli("run", "shop.yaml", "--seed", "1")
    kept = {name: (folder / name).read_bytes() for name in names(folder) if name.endswith(".csv")}
    _break(folder)

    done = cli("run", "shop.yaml", "--seed", "2")

    assert done.code == 1
    assert "FAILED" in done.out and "totals_are_small" in done.out and "observed" in done.out and "expected" in done.out
    assert "such as  order_id" in done.out and "declared shop.yaml:" in done.out
    assert "nothing was kept; --no-strict keeps the rows" in done.out.splitlines()[-1]
    assert {name: (folder / name).read_bytes() for name in kept} == kept
    assert rows(folder / "data" / "shop.duckdb", "orders") == 40


def test_a_failed_check_leaves_no_new_file(cli: Cli, folder: Path) -> None:
    _break(folder)

    assert cli("run", "shop.yaml").code == 1
    assert names(folder) == []


def test_a_failed_check_in_json_is_in_the_document(cli: Cli, folder: Path) -> None:
    _break(folder)

    done = cli("load", "shop.yaml", "--json")

    made = json.loads(done.out)
    assert (done.code, made["verdict"], made["kept"], made["files"]) == (1, "failed", False, {})
    (failed,) = [check for check in made["checks"] if not check["passed"]]
    assert (failed["kind"], failed["place"]["file"], len(failed["offenders"])) == ("sql", "shop.yaml", 3)


def test_without_strict_the_rows_stay_and_the_exit_code_says_it(cli: Cli, folder: Path) -> None:
    _break(folder)

    done = cli("load", "shop.yaml", "--no-strict", "--quiet")

    assert done.code == 1
    assert "totals_are_small" in done.err and "the rows were kept" in done.err
    assert rows(folder / "data" / "shop.duckdb", "orders") == 40


def test_what_the_database_cannot_run_is_told_before_the_first_row(cli: Cli, folder: Path) -> None:
    spec = folder / "shop.yaml"
    rule = (
        "    checks:\n      - name: known\n        sql: |\n          SELECT *\n          FROM orders\n          WHERE is_known(order_id)\n"
    )
    text = spec.read_text(encoding="utf-8") + rule
    spec.write_text(text, encoding="utf-8")

    done = cli("run", "shop.yaml")

    line = len(text.splitlines())
    assert f"shop.yaml:{line}:17: the database refuses this query" in done.err
    assert (done.code, names(folder), "keys and indexes" in done.err) == (2, [], False)


def _break(folder: Path) -> None:
    """Give the spec a check that its rows do not pass and that is judged after they are made."""
    spec = folder / "shop.yaml"
    rule = "    checks: [{name: totals_are_small, sql: SELECT * FROM orders WHERE total >= 2}]\n"
    spec.write_text(spec.read_text(encoding="utf-8") + rule, encoding="utf-8")


def test_files_are_loaded_with_their_own_seed_and_params(cli: Cli, folder: Path) -> None:
    cli("generate", "shop.yaml", "--out", "csv", "--seed", "5", "--scale", "2")

    same = cli("load", "shop.yaml", "--from", "csv", "--to", "duckdb:x.duckdb", "--seed", "5")
    other = [cli("load", "shop.yaml", "--from", "csv", *more) for more in (("--seed", "6"), ("--scale", "1"), ("--set", "scale=3"))]

    assert same.code == 0, same.err
    assert rows(folder / "x.duckdb", "customers") == 40
    assert [done.code for done in other] == [2, 2, 2]
    assert "the files in csv were generated with seed=5, not 6" in other[0].err
    assert "scale=2, not 3" in other[2].err


def test_a_folder_has_a_name(cli: Cli) -> None:
    done = cli("generate", "shop.yaml", "--out", "")

    assert done.code == 2
    assert "the name is empty; the folder where you are is ." in done.err


def test_of_one_row_all_that_is_said_is_of_one_row(cli: Cli, folder: Path) -> None:
    spec = "specgen: 1\nname: one\ntables: {things: {rows: 1, columns: {n: {type: integer, sequence: {}}}}}\n"
    (folder / "one.yaml").write_text(spec, encoding="utf-8")

    said = "\n".join(cli(verb, "one.yaml").out for verb in ("plan", "preview", "run", "validate"))

    assert re.search(r"things +1 row\n", said) and "passed: 1 row in 1 table, 2 checks" in said
    assert not re.search(r"\b1 (rows|tables|checks|files|bytes)\b", said)
