"""Dask: worker processes of this machine, or those of a scheduler somewhere; the only file that knows Dask."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from specgen.cores import cores
from specgen.errors import EnvironmentProblem
from specgen.executors import FLIGHT, answer, in_order, packed, taken

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

_PATIENCE_SECONDS = 10
"""So long a scheduler may take to answer, and its first worker to come."""
_UNDISTURBED = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
"""What a worker of ours does first: Ctrl-C reaches all processes of a terminal, and this one ends the others."""


class Dask:
    """Workers of Dask: `--jobs` processes of this machine, or those that a scheduler has.

    A worker that is lost costs only its rows: Dask has them made again by another.
    """

    name: ClassVar[str] = "dask"
    forms: ClassVar[tuple[str, ...]] = ("dask", "dask://HOST:PORT")

    def __init__(self, client: Client, cluster: LocalCluster | None = None):
        self._client, self._cluster = client, cluster

    @classmethod
    def open(cls, address: str, jobs: int | None) -> Dask:
        try:
            import distributed  # noqa: F401
        except ImportError as wrong:
            raise EnvironmentProblem("Dask is not installed", "pip install 'specgen[dask]'") from wrong
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a worker that is lost is no news to whoever runs specgen
        return cls._connected(address) if address else cls._local(jobs or cores())

    @classmethod
    def _local(cls, jobs: int) -> Dask:
        from distributed import Client, LocalCluster

        cluster = LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
            preload=[_UNDISTURBED],
        )
        return cls(Client(cluster, set_as_default=False), cluster)

    @classmethod
    def _connected(cls, address: str) -> Dask:
        from distributed import Client
        from distributed import TimeoutError as TooLate  # before Python 3.11 not the built-in one

        url = f"tcp:{address}" if address.startswith("//") else address
        if not re.fullmatch(r"\w+://\S+:\d+", url):
            raise EnvironmentProblem(f"{url} is no address of a Dask scheduler", f"write {cls.forms[1]}")
        try:
            client = Client(url, timeout=_PATIENCE_SECONDS, set_as_default=False)
        except OSError as wrong:
            help = "start one with `dask scheduler`, and workers with `dask worker`"
            raise EnvironmentProblem(f"there is no Dask scheduler at {url}: {wrong}", help) from wrong
        try:
            client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
        except TooLate as wrong:
            client.close()
            raise EnvironmentProblem(f"the Dask scheduler at {url} has no workers", f"start some: dask worker {url}") from wrong
        return cls(client)

    @property
    def address(self) -> str:
        """Of the scheduler."""
        assert self._client.scheduler is not None
        return str(self._client.scheduler.address)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        from distributed import CancelledError, KilledWorker
        from distributed.comm.core import CommClosedError

        client = self._client
        held = client.submit(_held, packed(function))
        client.replicate(held)  # else the first calls would all go to the one worker that has it
        try:
            threads = sum(client.nthreads().values())
            for answered in in_order(lambda item: client.submit(answer, held, item, pure=False), items, FLIGHT * max(threads, 1)):
                yield taken(answered)
        except KilledWorker as wrong:
            what = "workers of Dask died again and again over the same rows"
            raise EnvironmentProblem(what, "their logs say why; give them more memory, or run fewer of them on a machine") from wrong
        except (CommClosedError, CancelledError) as wrong:
            raise EnvironmentProblem(f"the scheduler of Dask is gone: {wrong}", "start it and run again") from wrong

    def close(self) -> None:
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _held(function: bytes) -> bytes:
    """What all calls need, as a value that the scheduler can have made again where the worker that held it is lost."""
    return function


KIND = Dask
