"""Numbers of things as people say them: 1 row, 2 rows, 1,000 rows."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """The number with its noun, which gets an s unless there is one of it."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
