"""What a name means that tables are parted by, and what its folders are called."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest

from specgen.errors import SpecError
from specgen.partitions import NULL, Candidate, Folders, Key, folder, keys
from specgen.types import parse_type

TABLES = {
    "orders": {"order_id": "integer", "order_date": "timestamp(0)", "status": "varchar(10)", "note": "json"},
    "visits": {"begun_at": "timestamp", "begun_on": "date", "ended": "timestamptz", "status": "text"},
    "words": {"word": "text"},
}
CANDIDATES = {
    table: {name: Candidate(parse_type(sql), 5_000 if name == "order_id" else 0) for name, sql in columns.items()}
    for table, columns in TABLES.items()
}


def test_a_name_is_a_column_of_every_table_that_has_it() -> None:
    assert keys(["status"], CANDIDATES) == {"orders": [Key("status", "status")], "visits": [Key("status", "status")]}


def test_a_name_with_a_table_is_a_column_of_that_one() -> None:
    assert keys(["visits.status"], CANDIDATES) == {"visits": [Key("status", "status")]}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("order_month", Key("order_month", "order_date", "month")),
        ("order_date_year", Key("order_date_year", "order_date", "year")),
        ("ended_day", Key("ended_day", "ended", "day")),
        ("begun_on_day", Key("begun_on_day", "begun_on", "day")),
    ],
)
def test_a_name_may_be_the_year_month_or_day_of_a_time(name: str, key: Key) -> None:
    assert [found for by in keys([name], CANDIDATES).values() for found in by] == [key]


def test_several_names_are_folders_in_folders() -> None:
    by = keys(["order_year", "orders.status"], CANDIDATES)["orders"]

    assert folder("orders", dict(zip((key.name for key in by), ["2024", "a/b ü%"], strict=True))) == (
        "orders/order_year=2024/status=a%2Fb%20%C3%BC%25"
    )
    assert folder("orders", {"status": None}) == "orders/status=__HIVE_DEFAULT_PARTITION__"


@pytest.mark.parametrize(
    ("name", "code", "help"),
    [
        ("order_mont", "unknown-partition", "did you mean 'order_date_month'?"),
        ("wort", "unknown-partition", "did you mean 'word'?"),
        ("note", "bad-partition", "choose a column of numbers, texts or times"),
        ("begun_month", "bad-partition", "write begun_at_month or begun_on_month"),
        ("words.word", "bad-partition", "leave one out"),
        ("order_id", "too-many-partitions", "part it by something coarser"),
    ],
)
def test_what_no_table_can_be_parted_by_is_refused(name: str, code: str, help: str) -> None:
    with pytest.raises(SpecError) as refused:
        keys([name], CANDIDATES)

    (fault,) = refused.value.faults
    assert (fault.code, fault.help[: len(help)]) == (code, help)


def test_values_have_folders_of_their_own_that_other_readers_take_for_them(tmp_path: Path) -> None:
    values = [None, "a.", "a", "", "a/b", "é %41"]
    for number, value in enumerate(values):
        there = tmp_path / folder("t", {"k": value})
        there.mkdir(parents=True)
        pyarrow.parquet.write_table(pa.table({"n": [number]}), there / "part.parquet")

    found = duckdb.sql(f"SELECT n, k FROM read_parquet('{tmp_path}/t/*/*.parquet', hive_types = {{'k': VARCHAR}}) ORDER BY n").fetchall()

    assert len(list((tmp_path / "t").iterdir())) == len(values)
    assert not any(one.name.endswith(".") for one in (tmp_path / "t").iterdir())
    assert [value for _, value in found] == values
    by = pyarrow.dataset.partitioning(pa.schema([("k", pa.string())]), flavor="hive")
    read = pyarrow.dataset.dataset(tmp_path / "t", partitioning=by).to_table()
    assert dict(zip(read["n"].to_pylist(), read["k"].to_pylist(), strict=True)) == dict(enumerate(values))


def test_a_text_that_readers_take_for_null_is_refused() -> None:
    with pytest.raises(SpecError, match="which readers take for NULL"):
        folder("t", {"k": NULL})


def test_folders_that_some_file_systems_take_for_one_are_refused() -> None:
    folders = Folders()
    assert [folders.add(name) for name in ("t/k=a", "t/k=b", "t/k=a", "t/k=%C3%A9", "t/k=%C3%89")][2] == "t/k=a"

    with pytest.raises(SpecError, match="t/k=a and t/k=A are one folder on macOS and Windows"):
        folders.add("t/k=A")
