"""Rows on their way into COPY: a thread of its own writes and sends them while the next ones are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from specgen.errors import EnvironmentProblem
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
        self._pool: ThreadPoolExecutor | None = None
        self._lane: Lane | None = None

    def put(self, statement: str, written: Callable[[], Iterator[bytes]]) -> None:
        """Have rows written, and copied by a statement `COPY … FROM STDIN`; raises what went wrong with earlier ones."""
        if self._lane is None:
            self._pool = ThreadPoolExecutor(1, "specgen-copy")
            self._lane = Lane(self._pool, _WAITING)
        self._lane.put(self._send, statement, written)

    def drain(self) -> None:
        """Wait until all is sent; raises what went wrong."""
        if self._lane is not None:
            self._lane.finish()
            self._end()

    def stop(self) -> None:
        """End what is being sent, and send no more."""
        if self._lane is not None:
            self._lane.cancel()
            self._session.cancel()
            self._lane.close()
            self._end()

    def _end(self) -> None:
        """Let the thread go, which has nothing left to do."""
        assert self._pool is not None
        self._pool.shutdown()
        self._pool = self._lane = None

    def _send(self, statement: str, written: Callable[[], Iterator[bytes]]) -> None:
        reader = _Reader(written())
        try:
            with self._session.cursor() as cursor:
                cursor.copy_expert(statement, reader, _PART)
        except EnvironmentProblem as problem:
            if reader.wrong is None:
                raise
            raise reader.wrong from problem


class _Reader:
    """What psycopg2 reads from: whole parts, however many bytes it asks for."""

    def __init__(self, parts: Iterator[bytes]):
        self._parts = parts
        self.wrong: BaseException | None = None
        """Why there is no next part; the server hears of it as a text in a text."""

    def read(self, size: int = -1) -> bytes:
        try:
            return next(self._parts, b"")
        except BaseException as wrong:
            self.wrong = wrong
            raise


def copy_into(table: str, names: Sequence[str], form: str, freeze: bool) -> str:
    """The statement that takes rows of these columns, as `csv` or `binary`, into a table, whose name is SQL."""
    options = f"FORMAT {form}, FREEZE" if freeze else f"FORMAT {form}"
    return f"COPY {table} ({', '.join(map(quoted, names))}) FROM STDIN ({options})"
