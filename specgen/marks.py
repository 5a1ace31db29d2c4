"""The mark in the comment of a table that specgen made: by it a database tells what may be replaced, and with what it was filled."""

from __future__ import annotations

import re

from specgen.records import record

_MARK = re.compile(r"\[specgen ([^\]:]+)(?:: ([\d,]+) rows, seed (-?\d+), form (\w+)(?:, before ([\d :.-]+))?)?\]")


@record
class Mark:
    """Which spec made a table and, once it is filled, how many rows of which seed it holds."""

    spec: str
    rows: int | None = None
    seed: int | None = None
    form: str = ""
    """What its columns, keys and checks were then, as a few digits: others now mean that somebody changed the table."""
    until: str = ""
    """Where not all rows are there: the moment before which those that are there come, as on the command line."""

    def __str__(self) -> str:
        before = f", before {self.until}" if self.until else ""
        filled = f": {self.rows:,} rows, seed {self.seed}, form {self.form}{before}" if self.rows is not None else ""
        return f"[specgen {_plain(self.spec)}{filled}]"


def mark_in(comment: str | None) -> Mark | None:
    """The mark in a comment; None for a table of somebody else."""
    found = _MARK.search(comment or "")
    if not found:
        return None
    spec, rows, seed, form, until = found.groups()
    return Mark(spec, int(rows.replace(",", "")), int(seed), form, until or "") if rows else Mark(spec)


def marked(comment: str, mark: Mark) -> str:
    """The comment with this mark in place of the one that it has."""
    return _MARK.sub(lambda _: str(mark), comment)


def unmarked(comment: str) -> str:
    """The comment without a mark."""
    return _MARK.sub("", comment).strip()


def _plain(spec: str) -> str:
    """The name without what ends a mark."""
    return re.sub(r"[\]:]", "_", spec)
