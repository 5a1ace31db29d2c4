"""`constant`: any value, NULL too."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tests import worlds


@pytest.mark.parametrize(("type", "written", "expected"), [
    ("char(3)", "EUR", "EUR"),
    ("integer", "-7", -7),
    ("boolean", "false", False),
    ("date", "2025-10-28", datetime.date(2025, 10, 28)),
    ("'decimal(6,2)'", "12.30", Decimal("12.30")),
    ("text", "null", None),
    ("text", "''", ""),
])  # fmt: skip
def test_every_row_has_the_value(type: str, written: str, expected: object) -> None:
    assert worlds.cells(worlds.table(3, f"x: {{type: {type}, constant: {written}}}"), "x") == [expected] * 3


def test_text_that_is_too_long_is_refused() -> None:
    refused = worlds.fault(lambda: worlds.cells(worlds.table(3, "x: {type: char(3), constant: EURO}"), "x"))

    assert "EURO" in refused.message


def test_a_null_is_refused_in_a_key() -> None:
    spec = "specgen: 1\nname: n\ntables: {t: {rows: 1, primary_key: x, columns: {x: {type: integer, constant: null}}}}\n"

    assert worlds.fault(lambda: worlds.engine(spec)).code == "may-be-null"
