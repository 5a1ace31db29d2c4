"""Spark makes the rows of every other way to make them: as executor, and as a DataFrame in types that Spark writes anywhere."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from specgen import api
from specgen.engine.batches import Span
from specgen.errors import SpecError
from specgen.executors.spark import Spark
from specgen.executors.threads import Threads
from specgen.fingerprint import Fingerprint
from specgen.spark import dataframe
from tests import clusters, worlds

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = clusters.NEEDS_JAVA
TYPES = """\
specgen: 1
name: types
seed: 5
as_of: 2025-10-28
tables:
  t:
    rows: 300
    primary_key: id
    columns:
      id: {type: bigint, sequence: {start: 1}, description: The key}
      small: {type: smallint, uniform: {min: -9, max: 9}, nulls: 10%}
      whole: {type: integer, uniform: {min: -9, max: 9}}
      money: {type: 'decimal(12,2)', uniform: {min: -5, max: 5}}
      real4: {type: real, uniform: {min: 0, max: 1}}
      real8: {type: double, uniform: {min: 0, max: 1}}
      word: {type: varchar(5), values: [ä, b]}
      truth: {type: boolean, values: [true, false], nulls: 10%}
      day: {type: date, uniform: {min: 1890-01-01, max: 2025-01-01}}
      clock: {type: time, values: ['08:00:00', '17:00:00.5']}
      second: {type: timestamp(0), uniform: {min: 1890-01-01, max: 2025-01-01}}
      instant: {type: timestamptz, uniform: {min: 2024-01-01, max: 2025-01-01}}
      span: {type: interval, uniform: {min: 1 hours, max: 90 days}}
      key: {type: uuid, uuid: v4}
      raw: {type: bytea, values: ['\\x00ff', '\\x41']}
      doc: {type: json, json: {a: 1}}
      pair: {type: 'struct(a integer, b text)', json: {a: 1, b: x}}
      list: {type: 'timestamp(0)[]', array: {of: {uniform: {min: 2024-01-01, max: 2025-01-01}}, length: 2}}
"""
SPARK = {
    "id": "bigint", "small": "smallint", "whole": "int", "money": "decimal(12,2)", "real4": "float", "real8": "double", "word": "string",
    "truth": "boolean", "day": "date", "clock": "string", "second": "timestamp_ntz", "instant": "timestamp",
    "span": "interval day to second", "key": "string", "raw": "binary", "doc": "string", "pair": "struct<a:int,b:string>",
    "list": "array<timestamp_ntz>",
}  # fmt: skip


@pytest.fixture
def spark() -> SparkSession:
    return clusters.spark(2)


def fingerprint(frame: DataFrame, made: api.Dataset, table: str) -> str:
    """Of the rows that Spark has, as the types of the spec."""
    found = Fingerprint(schema := clusters.layout(made.engine, table))
    for batch in frame.toArrow().to_batches():
        found.update(pa.record_batch([read(batch.column(field.name), field.type) for field in schema], schema=schema))
    return found.hexdigest()


def read(column: pa.Array, type: pa.DataType) -> pa.Array:
    if pa.types.is_time(type):
        return pa.array(map(datetime.time.fromisoformat, column.to_pylist()), type)
    return column.cast(type)


def test_every_type_has_its_type_in_spark_and_keeps_its_values(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "types.yaml").write_text(TYPES, encoding="utf-8")
    data = api.load(tmp_path / "types.yaml")

    frame = dataframe(data, "t", spark, partitions=3, rows=50)

    assert {field.name: field.dataType.simpleString() for field in frame.schema} == SPARK
    assert frame.rdd.getNumPartitions() == 3
    assert fingerprint(frame, data, "t") == clusters.prints(data.engine, Threads(1), 65_536)["t"]
    assert [field.name for field in frame.schema if field.nullable] == ["small", "truth"]
    assert frame.schema["id"].metadata == {"comment": "The key"}


def test_a_shipped_spec_has_the_rows_of_every_other_way(spark: SparkSession) -> None:
    """`order_items` hangs on orders, and those on customers: what a worker needs of them it makes itself."""
    data = api.load("ecommerce", {"scale": 0.2, "seed": 7})

    frame = dataframe("ecommerce", "order_items", spark, {"scale": 0.2}, seed=7, rows=500)

    assert fingerprint(frame, data, "order_items") == clusters.prints(data.engine, Threads(1), 65_536)["order_items"]
    assert frame.groupBy("order_id").count().count() == data.engine.rows("orders")


def test_spark_writes_it_wherever_spark_can(spark: SparkSession, tmp_path: Path) -> None:
    dataframe("ecommerce", "products", spark, {"scale": 0.2}).write.parquet(str(tmp_path / "products"))

    assert spark.read.parquet(str(tmp_path / "products")).count() == api.load("ecommerce", {"scale": 0.2}).engine.rows("products")


def test_faults_come_before_spark_has_anything_to_do(spark: SparkSession) -> None:
    with pytest.raises(SpecError, match="there is no table 'order'"):
        dataframe("ecommerce", "order", spark)


@pytest.mark.parametrize("cores", [2, pytest.param(1, marks=pytest.mark.slow)])
def test_fingerprints_of_its_workers_are_those_of_threads(cores: int) -> None:
    """With two workers; the slow one ends their session for one of a single worker."""
    engine = worlds.engine(worlds.SPECS / "ecommerce.yaml", {"scale": "0.2"})
    spark = Spark(clusters.spark(cores))

    assert clusters.prints(engine, spark, 2_500) == clusters.prints(engine, Threads(1), 65_536)


def test_a_row_that_breaks_a_rule_stops_the_run_with_its_place() -> None:
    engine = worlds.table(5_000, "x: {type: integer, sequence: {start: 10}, check: x <= 3000}")

    with pytest.raises(SpecError, match="t, row 2,991: check of x does not hold") as refused:
        clusters.prints(engine, Spark(clusters.spark(2)), 1_000)

    assert refused.value.faults[0].span is not None


def test_other_things_than_spans_are_work_too() -> None:
    assert list(Spark(clusters.spark(2)).map(str, [Span("t", 0, 1), 5, "a"])) == [str(Span("t", 0, 1)), "5", "a"]
