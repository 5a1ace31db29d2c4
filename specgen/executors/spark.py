"""Spark: the executors of a session; this file and `specgen.spark` are those that know pyspark."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from typing import TYPE_CHECKING, Any, ClassVar

from specgen.errors import EnvironmentProblem
from specgen.executors import FLIGHT, answer, in_order, packed, taken

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

_MOST_A_JOB = 16
"""Calls in one job of Spark: a job costs some 20 ms whatever it does, and all its results are in memory here at once."""

_PATIENCE_SECONDS = 10
"""So long a master may take to answer."""

_NUMBERS = count()


class Spark:
    """Executors of Spark: of the session that is there, of this machine, or of a cluster.

    They give their rows to this process, which writes them; `specgen.spark.dataframe` lets them write by themselves.
    """

    name: ClassVar[str] = "spark"
    forms: ClassVar[tuple[str, ...]] = ("spark", "spark:local[2]", "spark://HOST:PORT")

    def __init__(self, session: SparkSession, ours: bool = False):
        self._session, self._ours = session, ours

    @classmethod
    def open(cls, address: str, jobs: int | None) -> Spark:
        try:
            from pyspark.sql import SparkSession
        except ImportError as wrong:
            raise EnvironmentProblem("Spark is not installed", "pip install 'specgen[spark]'") from wrong
        _require_java()
        there = SparkSession.getActiveSession()
        if there is not None:
            return cls(there)
        master = f"spark:{address}" if address.startswith("//") else address or (f"local[{jobs}]" if jobs else "")
        if master.startswith("spark://"):
            _require_master(master)
        return cls(session(master), ours=True)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        context = self._session.sparkContext
        size = min(context.defaultParallelism, _MOST_A_JOB)
        jobs = -(-FLIGHT * context.defaultParallelism // size)
        tag, shared = f"specgen-{os.getpid()}-{next(_NUMBERS)}", context.broadcast(packed(function))
        pool = ThreadPoolExecutor(jobs)

        def job(items: list[Any]) -> list[Any]:
            context.addJobTag(tag)
            return _collected(context.parallelize(items, len(items)).map(lambda item: answer(shared.value, item)))

        try:
            for made in in_order(lambda items: pool.submit(job, items), _groups(items, size), jobs):
                yield from map(taken, made)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            context.cancelJobsWithTag(tag)
            shared.unpersist()

    def close(self) -> None:
        if self._ours:
            self._session.stop()


def session(master: str = "") -> SparkSession:
    """The session that is there, or a new one; EnvironmentProblem if Spark does not start."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    if not master or master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the first python3 of the PATH, which may have no specgen
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # else it listens on the network, for nobody
    builder = SparkSession.builder.appName("specgen").config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "ERROR")
    try:
        return (builder.master(master) if master else builder).getOrCreate()
    except (PySparkRuntimeError, Py4JError) as wrong:
        help = "what it printed says why; it needs Java 17 or newer, and a master such as local[2] or spark://HOST:PORT that is there"
        what = f"Spark does not start{f' with the master {master}' if master else ''}: {_said(wrong).splitlines()[0]}"
        raise EnvironmentProblem(what, help) from wrong


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if home and shutil.which("java", path=os.path.join(home, "bin")) is None:
        raise EnvironmentProblem(f"Spark needs Java, and JAVA_HOME={home} holds none", "set JAVA_HOME to where Java 17 is, or unset it")
    if not home and shutil.which("java") is None:
        raise EnvironmentProblem("Spark needs Java, and none is found", "install Java 17, or set JAVA_HOME")


def _require_master(master: str) -> None:
    """EnvironmentProblem where no server of a cluster takes connections: Spark itself tries for over a minute."""
    for server in master.removeprefix("spark://").split(","):
        host, _, port = server.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
            return  # Spark says what is wrong with it
        try:
            socket.create_connection((host.strip("[]"), int(port)), _PATIENCE_SECONDS).close()
            return
        except OSError:
            continue
    what = f"Spark does not start with the master {master}: nothing listens there"
    raise EnvironmentProblem(what, "start it, or check host and port; a master of this machine is spark:local[2]")


def _said(wrong: Exception) -> str:
    """What went wrong as Java tells it, where Java does."""
    return str(getattr(wrong, "java_exception", wrong))


def _collected(calls: RDD[Any]) -> list[Any]:
    """What the calls gave; EnvironmentProblem if Spark cannot make them."""
    from py4j.protocol import Py4JError

    try:
        return list(calls.collect())
    except (Py4JError, ConnectionError) as wrong:
        said = _said(wrong)
        if "No module named 'specgen'" in said:
            help = "install specgen there, and name its Python in PYSPARK_PYTHON"
            raise EnvironmentProblem("the workers of Spark cannot import specgen", help) from wrong
        if "PythonException" in said:
            raise
        raise EnvironmentProblem(f"Spark gave up: {said.splitlines()[0]}", "its logs say why") from wrong


def _groups(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group


KIND = Spark
