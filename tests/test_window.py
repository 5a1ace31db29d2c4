"""Moments are written in one way, whatever the version of Python would take besides."""

from __future__ import annotations

import datetime

import pytest

from specgen.window import parsed

NOON = datetime.datetime(2025, 10, 28, 12)


@pytest.mark.parametrize(
    "text, due",
    [
        ("2025-10-28", NOON.date()),
        ("2025-10-28 12", NOON),
        ("2025-10-28T12:00", NOON),
        ("2025-10-28 12:00:00", NOON),
        ("2025-10-28 12:00:00.5", NOON.replace(microsecond=500_000)),
        ("2025-10-28 12:00:00.000007", NOON.replace(microsecond=7)),
    ],
)
def test_a_day_and_as_much_of_its_time_as_is_said(text: str, due: datetime.date) -> None:
    assert (type(parsed(text)), parsed(text)) == (type(due), due)


@pytest.mark.parametrize(
    "text",
    ["20251028", "2025-W44-2", "2025-10-28 10:00+02:00", "2025-10-28 10:00Z", "2025-10-28 1000", "2025-13-01", "2025-10-28 24:30", ""],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parsed(text)
