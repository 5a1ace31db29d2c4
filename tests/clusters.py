"""Clusters for tests: real ones on this machine, one after the other, and the reason where there can be none."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from specgen.contracts import Executor
from specgen.engine import Engine
from specgen.engine.batches import pieces, schema
from specgen.executors.spark import session
from specgen.fingerprint import Fingerprint

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NEEDS_JAVA = pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="Spark needs Java 17, and there is no Java on this machine"
)


QUICKLY = (
    "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' --conf spark.ui.enabled=false "
    "--conf spark.sql.shuffle.partitions=4 pyspark-shell"
)
"""Spark as it starts soonest: it makes a few rows here and ends."""


def spark(cores: int) -> SparkSession:
    """The session of so many threads of this process; one with another number is ended."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", QUICKLY)
    there = SparkSession.getActiveSession()
    if there is not None and there.sparkContext.master != f"local[{cores}]":
        there.stop()
    return session(f"local[{cores}]")


def layout(engine: Engine, table: str) -> pa.Schema:
    return schema(engine.plan.tables[table].table)


def prints(engine: Engine, executor: Executor, rows: int) -> dict[str, str]:
    """The fingerprint of each table, as the executor's workers make it in batches of about so many rows."""
    found = {planned.table.name: Fingerprint(schema(planned.table)) for planned in engine.plan.written}
    for piece in pieces(engine, executor, found, rows):
        found[piece.table].update(piece.batch)
    return {table: print.hexdigest() for table, print in found.items()}
