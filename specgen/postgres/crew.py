"""Statements that several sessions share out: each takes the next that the locks of the others allow."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from specgen.postgres.session import Session
from specgen.records import record


@record
class Job:
    """A statement on a table, in a transaction of its own."""

    statement: str
    table: str
    parents: frozenset[str] = frozenset()
    """Other tables that it locks, and whose keys it needs."""
    alone: bool = False
    """It bears no other statement on its tables; those that are not may share one."""
    is_key: bool = False
    last: bool = False
    """It comes after all others on its table."""

    @property
    def tables(self) -> frozenset[str]:
        return self.parents | {self.table}


def work(jobs: Sequence[Job], sessions: Sequence[Session]) -> None:
    """Run all jobs, earlier ones first where that is possible; raises the first failure, and starts no more after it."""
    board = _Board(list(jobs))
    with ThreadPoolExecutor(len(sessions), "specgen-crew") as pool:
        waiting = [pool.submit(board.work, session) for session in sessions]
        try:
            for each in waiting:
                each.result()
        except BaseException:
            board.close()
            for session in sessions:
                session.cancel()
            raise


class _Board:
    """The jobs that are left, and those that are done at the moment."""

    def __init__(self, jobs: list[Job]):
        self._left, self._running = jobs, list[Job]()
        self._changed = threading.Condition()

    def work(self, session: Session) -> None:
        """Take jobs until none is left."""
        while (job := self._take()) is not None:
            try:
                session.execute(job.statement)
                session.commit()
            except BaseException:
                self.close()
                raise
            finally:
                self._finish(job)

    def close(self) -> None:
        """Give out no more."""
        with self._changed:
            self._left.clear()
            self._changed.notify_all()

    def _take(self) -> Job | None:
        with self._changed:
            self._changed.wait_for(lambda: not self._left or self._next() is not None)
            job = self._next()
            if job is not None:
                self._left.remove(job)
                self._running.append(job)
            return job

    def _finish(self, job: Job) -> None:
        with self._changed:
            self._running.remove(job)
            self._changed.notify_all()

    def _next(self) -> Job | None:
        return next((job for job in self._left if not self._waits(job)), None)

    def _waits(self, job: Job) -> bool:
        """Whether a job has to wait for another."""
        if any(job.tables & other.tables and (job.alone or other.alone) for other in self._running):
            return True
        return any(_before(other, job) for other in (*self._left, *self._running))


def _before(other: Job, job: Job) -> bool:
    """Whether one has to be done before the other: a key before what refers to it, everything before what comes last."""
    return (other.is_key and other.table in job.parents) or (job.last and not other.last and job.table in other.tables)
