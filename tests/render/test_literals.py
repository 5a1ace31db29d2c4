"""Literals come back from both databases as the value that they stand for."""

from __future__ import annotations

import datetime
import math
import uuid
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from specgen.dialects import dialect
from specgen.render.literals import literal
from specgen.render.names import identifier

VALUES: list[Any] = [
    None, True, False, -3, Decimal("10.50"), Decimal("1E+3"), 0.1, 1e-300, math.inf, "it's", "a\\b\n;--", "", datetime.date(2025, 2, 28),
    datetime.datetime(2025, 2, 28, 1, 2, 3, 4), datetime.time(1, 2, 3), datetime.timedelta(days=1, seconds=2),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_duckdb_reads_back_the_value(value: Any) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {literal(value)}").fetchall() == [(value,)]


def test_not_a_number_and_uuid_have_a_spelling() -> None:
    with duckdb.connect() as connection:
        assert math.isnan(connection.execute(f"SELECT {literal(math.nan)}").fetchall()[0][0])
    assert literal(uuid.UUID(int=1)) == "'00000000-0000-0000-0000-000000000001'"


def test_what_has_no_literal_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no SQL literal"):
        literal(object())


@pytest.mark.parametrize("name", ["plain", "select", "Upper", "two words", 'quo"te', "1st", "user", "année"])
def test_any_name_is_a_name_in_duckdb(name: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE {identifier(name, dialect('duckdb'))} (x integer)")

        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [(name,)]


def test_reserved_words_are_those_of_duckdb() -> None:
    with duckdb.connect() as connection:
        words = connection.execute("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'").fetchall()

    assert {word for (word,) in words} <= dialect("duckdb").reserved
