"""Sequences behind the largest key, so that INSERT without a key works."""

from __future__ import annotations

from specgen.expressions import quoted
from specgen.postgres.catalog import counting
from specgen.postgres.session import Session

_STEP = "SELECT seqincrement FROM pg_sequence WHERE seqrelid = %s::regclass"


def count_on(session: Session, table: str) -> None:
    """Let the sequences of a table (named as SQL) that specgen made go on where its rows end; taken back with the transaction."""
    for column, sequence in counting(session, table):
        last = session.one(f"SELECT max({quoted(column)}) FROM {table}")
        if last is None:
            session.execute(f"ALTER SEQUENCE {sequence} RESTART")
        else:
            session.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {last + session.one(_STEP, sequence)}")


def step_over(session: Session, table: str) -> None:
    """The same for a table of somebody else: sequences only ever go forward, which needs no ownership and cannot be taken back."""
    for column, sequence in counting(session, table):
        session.query(
            f"SELECT setval(%s, greatest((SELECT max({quoted(column)}) FROM {table}), (SELECT last_value FROM {sequence})))"
            f" WHERE EXISTS (SELECT 1 FROM {table})",
            [sequence],
        )
