"""Sequences behind the largest key, so that INSERT without a key works."""

from __future__ import annotations

from specgen.expressions import quoted
from specgen.postgres.catalog import counting
from specgen.postgres.session import Session

_BEHIND = """
SELECT setval(seqrelid::regclass, least(last, seqmax)::bigint) FROM pg_sequence, (SELECT max({column}) FROM {table}) found (last)
WHERE seqrelid = {oid} AND seqincrement > 0 AND last >= (SELECT last_value FROM {sequence})
"""
"""The largest key counts as given, so that the last one of a type may be among the rows; only who asks for one more is refused."""


def count_on(session: Session, table: str) -> None:
    """Let the sequences of a table (named as SQL) that specgen made go on where its rows end; taken back with the transaction."""
    for _, sequence in counting(session, table):
        session.execute(f"ALTER SEQUENCE {sequence} RESTART")  # it is stored anew, and what is set then is taken back too
    step_over(session, table)


def step_over(session: Session, table: str) -> None:
    """The same for a table of somebody else: sequences only ever go forward, which needs no ownership and cannot be taken back."""
    for column, sequence in counting(session, table):
        session.query(_BEHIND.format(column=quoted(column), table=table, oid=session.oid(sequence), sequence=sequence))
