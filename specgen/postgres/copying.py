"""Rows on their way into COPY: a thread of its own writes and sends them while the next ones are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from specgen.expressions import quoted
from specgen.lanes import Lane
from specgen.postgres.session import Session

_WAITING = 3
"""Batches that may wait beside the one that is sent: enough that neither side stands still, few enough that memory stays flat."""
_PART = 1 << 20


class Copying:
    """Takes batches and copies them into tables of one session, in order; nothing else may use the session before `drain`."""

    def __init__(self, session: Session):
        self._session = session
        self._lane: Lane | None = None

    def put(self, statement: str, written: Callable[[], Iterator[bytes]]) -> None:
        """Have rows written, and copied by a statement `COPY … FROM STDIN`; raises what went wrong with earlier ones."""
        if self._lane is None:
            self._lane = Lane(ThreadPoolExecutor(1, "specgen-copy"), _WAITING)
        self._lane.put(self._send, statement, written)

    def drain(self) -> None:
        """Wait until all is sent; raises what went wrong."""
        if self._lane is not None:
            self._lane.finish()

    def stop(self) -> None:
        """End what is being sent, and send no more."""
        if self._lane is not None:
            self._lane.cancel()
            self._session.cancel()
            self._lane.close()
        self._lane = None

    def _send(self, statement: str, written: Callable[[], Iterator[bytes]]) -> None:
        with self._session.cursor() as cursor:
            cursor.copy_expert(statement, _Reader(written()), _PART)


class _Reader:
    """What psycopg2 reads from: whole parts, however many bytes it asks for."""

    def __init__(self, parts: Iterator[bytes]):
        self._parts = parts

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def copy_into(table: str, names: Sequence[str], form: str, freeze: bool) -> str:
    """The statement that takes rows of these columns, as `csv` or `binary`, into a table, whose name is SQL."""
    options = f"FORMAT {form}, FREEZE" if freeze else f"FORMAT {form}"
    return f"COPY {table} ({', '.join(map(quoted, names))}) FROM STDIN ({options})"
