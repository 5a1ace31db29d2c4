"""rows: which rows, in which form, and what is told before they come."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

Cli = Callable[..., Any]
MANY = """\
specgen: 1
name: many
params: {parents: 70000}
tables:
  parents: {rows: '${parents}', primary_key: parent_id, columns: {parent_id: integer}}
  children:
    rows: {per: parents, count: {1: 50, 2: 50}}
    primary_key: child_id
    columns:
      child_id: integer
      parent_id: {references: parents.parent_id}
      amount: {type: integer, uniform: {min: 1, max: 9}}
"""


@pytest.fixture
def written(cli: Cli, folder: Path) -> list[str]:
    """The lines of orders.csv, as `generate` writes them."""
    cli("generate", "shop.yaml", "--out", "made")
    return (folder / "made" / "orders.csv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("range", "of"), [("10..20", slice(10, 20)), ("..3", slice(3)), ("3_8..", slice(38, None)), ("7", slice(7, 8))])
def test_a_range_gives_the_rows_that_generate_writes(range: str, of: slice, cli: Cli, written: list[str]) -> None:
    done = cli("rows", "orders", range, "--spec", "shop.yaml", "--format", "csv")

    assert done.out.splitlines() == [written[0], *written[1:][of]]


def test_the_sheet_names_the_rows(cli: Cli) -> None:
    shown = cli("rows", "orders", "38..99", "--spec", "shop.yaml", "--columns", "order_id,customer_id").out.splitlines()

    assert shown == ["orders: rows 38..40 of 40", "  order_id  customer_id", "        39           20", "        40           20"]


def test_json_is_one_document(cli: Cli) -> None:
    found = json.loads(cli("rows", "orders", "0..2", "--spec", "shop.yaml", "--columns", "order_id", "--json").out)

    assert found == {"orders": [{"order_id": 1}, {"order_id": 2}]}


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (["order_id=17"], [17]),
        (["customer_id=3"], [5, 6]),
        (["customer_id=3,order_id=6"], [6]),
        (["customer_id=3", "--where", "order_id=17"], []),
        (["order_id=41"], []),
    ],
)
def test_a_row_is_found_by_a_value_from_which_it_follows(where: list[str], ids: list[int], cli: Cli) -> None:
    found = cli("rows", "orders", "--spec", "shop.yaml", "--where", *where, "--columns", "order_id", "--json")

    assert [row["order_id"] for row in json.loads(found.out)["orders"]] == ids


def test_no_row_is_said(cli: Cli) -> None:
    assert cli("rows", "orders", "--spec", "shop.yaml", "--where", "order_id=41").err == "no row holds it\n"


def test_within_a_range_any_column_is_looked_through(cli: Cli) -> None:
    found = json.loads(cli("rows", "customers", "5..20", "--spec", "shop.yaml", "--where", "segment=gold", "--json").out)

    assert {row["segment"] for row in found["customers"]} == {"gold"}
    assert all(row["customer_id"] > 5 for row in found["customers"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-5..3"], "goes below 0"),
        (["5..-3"], "goes below 0"),
        (["5..3"], "ends before it begins"),
        (["five"], "is no range"),
        ([], "which rows?"),
        (["0..2", "--where", "order_id"], "is not of the form column=value"),
        (["--where", "order_id=1,order_id=2"], "cannot have two values"),
        (["--where", "order_id=one"], "is not a number"),
        (["--where", "ordr_id=1"], "did you mean 'order_id'?"),
        (["0..2", "--columns", "totl"], "did you mean 'total'?"),
        (["0..2", "--json", "--format", "csv"], "exclude each other"),
        (["0..2", "--format", "cvs"], "did you mean 'csv'?"),
    ],
)
def test_what_cannot_be_is_said_plainly(arguments: list[str], said: str, cli: Cli) -> None:
    done = cli("rows", "orders", *arguments, "--spec", "shop.yaml")

    assert done.code == 2
    assert said in " ".join((done.err + done.out).split())


def test_parquet_goes_through_a_pipe(begun: Callable[..., subprocess.Popen[str]], written: list[str]) -> None:
    with open("rows.parquet", "wb") as file:
        begun("rows", "orders", "10..20", "--spec", "shop.yaml", "--format", "parquet", stdout=file.fileno()).communicate(timeout=60)

    found = parquet.read_table(io.BytesIO(Path("rows.parquet").read_bytes()))
    assert [f"{row['order_id']},{row['customer_id']},{row['total']}" for row in found.to_pylist()] == written[11:21]


def test_a_pass_is_told_before_it_starts_and_made_once(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECGEN_CACHE", str(folder / "cache"))
    (folder / "many.yaml").write_text(MANY, encoding="utf-8")

    first, again = (cli("rows", "children", "90_000..90_003", "--spec", "many.yaml") for _ in range(2))

    assert first.err == "where the blocks of children begin: a pass over 70,000 rows of parents, 89.7 kB to keep\n"
    assert (again.err, again.out) == ("", first.out)
    assert cli("rows", "children", "90_000..90_003", "--spec", "many.yaml", "--seed", "7").err == first.err


def test_nothing_is_kept_where_no_cache_is_wanted(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECGEN_CACHE", "")
    (folder / "many.yaml").write_text(MANY, encoding="utf-8")

    told = [cli("rows", "children", "3..5", "--spec", "many.yaml").err for _ in range(2)]

    assert told[0] == told[1] != ""
    assert sorted(os.listdir(folder)) == ["many.yaml", "shop.yaml"]


def test_rows_of_a_folder_have_its_seed_and_keep_passes_beside_its_manifest(cli: Cli, folder: Path) -> None:
    (folder / "many.yaml").write_text(MANY, encoding="utf-8")
    cli("generate", "many.yaml", "--out", "made", "--seed", "7", "--set", "parents=66000")
    written = (folder / "made" / "children.csv").read_text(encoding="utf-8").splitlines()

    asked = ("rows", "children", "90_000..90_010", "--spec", "many.yaml", "--from", "made", "--format", "csv")
    first, again = cli(*asked), cli(*asked)

    assert first.out.splitlines()[1:] == again.out.splitlines()[1:] == written[90_001:90_011]
    assert "a pass over 66,000 rows" in first.err and again.err == ""
    assert [path.suffix for path in (folder / "made" / ".specgen-passes").iterdir()] == [".arrow"]
