"""Passes over whole tables: what few rows need of many, made once and kept.

Where blocks begin is a running sum over the parents, a roll-up adds up rows that lie scattered, a weighted pick weighs every row.
Whoever makes all rows keeps them in memory (`InMemory`); whoever makes few may keep them from one time to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pyarrow as pa

from specgen.records import record


@record
class Pass:
    """A pass over every row of a table: what comes of it (said so that nothing else in the data set is called so), and how much it is."""

    what: str
    table: str
    rows: int
    bytes: int
    """Of what is kept."""


class Passes(Protocol):
    """Who keeps what passes make."""

    def arrays(self, needed: Pass, make: Callable[[], list[pa.Array]]) -> list[pa.Array]:
        """What the pass gives: made now, or kept since an earlier time."""

    def passed(self, table: str, rows: int) -> None:
        """Told that so many more rows of a table were made in a pass."""


class InMemory:
    """Makes what is needed; the engine holds it as long as it lives."""

    def arrays(self, needed: Pass, make: Callable[[], list[pa.Array]]) -> list[pa.Array]:
        return make()

    def passed(self, table: str, rows: int) -> None:
        """Nobody waits for it alone."""
