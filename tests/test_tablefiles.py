"""Tables in partitions: read by others as one table, the same whatever the batches, and back in the order of their rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pytest

from specgen import api, tablefiles
from specgen.errors import EnvironmentProblem, SpecError
from specgen.executors.threads import Threads
from specgen.manifest import Manifest
from specgen.written import Written

SPEC = """\
specgen: 1
name: parted
tables:
  events:
    rows: 3000
    primary_key: event_id
    columns:
      event_id: integer
      happened_at: {type: timestamp(0), time: {from: 2024-01-01, to: 2024-03-31, ordered: true}}
      place: {type: varchar(10), values: {Zürich: 50, a/b: 30, c=d: 20}, nulls: 10%}
  days:
    rows: {each: day, from: 2024-01-01, to: 2024-12-31}
    columns:
      day: {type: date, each: {}}
      note: {type: text, constant: x}
"""
FORMATS: list[tuple[str, dict[str, str]]] = [("csv", {"compression": "zstd"}), ("jsonl", {}), ("parquet", {})]
each_format = pytest.mark.parametrize(("format", "options"), FORMATS, ids=[format for format, _ in FORMATS])


@pytest.fixture
def data(tmp_path: Path) -> api.Dataset:
    (tmp_path / "parted.yaml").write_text(SPEC, encoding="utf-8")
    return api.load(tmp_path / "parted.yaml")


def generate(
    data: api.Dataset, out: Path, by: str, format: str = "parquet", options: Mapping[str, str] = {}, jobs: int = 1, rows: int = 700
) -> Manifest:
    sink = api.open_files(str(out), format, options=options, keys=data.partitions([by]))
    return data.run([sink], jobs=jobs, batch_rows=rows).manifest


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@each_format
def test_neither_batches_nor_threads_change_a_byte(data: api.Dataset, format: str, options: Mapping[str, str], tmp_path: Path) -> None:
    for by in "happened_day", "place":
        variants = []
        for number, (rows, jobs) in enumerate([(1, 1), (700, 2), (100_000, 1)]):
            generate(data, tmp_path / f"{by}{number}", by, format, options, jobs, rows if rows > 1 else 37)
            variants.append(content(tmp_path / f"{by}{number}"))

        assert variants[0] == variants[1] == variants[2]
        assert len(variants[0]) == {"happened_day": 91, "place": 4}[by] + 2


def test_duckdb_and_arrow_read_the_partitions_as_one_table(data: api.Dataset, tmp_path: Path) -> None:
    generate(data, tmp_path / "out", "events.place")
    generate(data, tmp_path / "whole", "days.day")
    whole = tmp_path / "whole" / "events.parquet"

    ask = "select event_id, happened_at, place from {} order by event_id"
    parted = f"read_parquet('{tmp_path}/out/events/**/*.parquet', hive_partitioning = true)"
    there = pyarrow.dataset.dataset(tmp_path / "out" / "events", partitioning="hive").to_table()

    assert duckdb.sql(ask.format(parted)).fetchall() == duckdb.sql(ask.format(f"'{whole}'")).fetchall()
    assert set(there.column_names) == {"event_id", "happened_at", "place"}
    assert sorted(there.group_by("place").aggregate([([], "count_all")]).to_pylist(), key=str) == sorted(
        pyarrow.dataset.dataset(whole).to_table().group_by("place").aggregate([([], "count_all")]).to_pylist(), key=str
    )


def test_a_month_that_is_no_column_is_only_in_the_names(data: api.Dataset, tmp_path: Path) -> None:
    made = generate(data, tmp_path / "out", "happened_month")

    assert sorted(path.name for path in (tmp_path / "out" / "events").iterdir()) == [f"happened_month=2024-0{month}" for month in (1, 2, 3)]
    found = duckdb.sql(f"select happened_month, min(happened_at), count(*) from '{tmp_path}/out/events/*/*.parquet' group by 1 order by 1")
    rows = found.fetchall()
    assert [row[1].date().replace(day=1) for row in rows] == [datetime.date(2024, month, 1) for month in (1, 2, 3)]
    assert sum(row[2] for row in rows) == made.tables["events"].rows


@each_format
def test_partitions_that_follow_one_another_are_loaded_in_the_order_of_the_rows(
    data: api.Dataset, format: str, options: Mapping[str, str], tmp_path: Path
) -> None:
    made = generate(data, tmp_path / "out", "happened_day", format, options)
    generate(data, tmp_path / "days", "day", format, options)

    for folder in "out", "days":
        loaded = data.reload(tmp_path / folder, [api.open_target(f"duckdb:{tmp_path / 'x.duckdb'}")])
        assert loaded.manifest.tables == made.tables
        assert not loaded.failed


def test_partitions_whose_rows_are_mixed_are_not_loaded(data: api.Dataset, tmp_path: Path) -> None:
    generate(data, tmp_path / "out", "place")

    with pytest.raises(EnvironmentProblem, match="their order is not known"):
        list(Written(tmp_path / "out").batches("events"))


def test_parts_are_partitioned_too(data: api.Dataset, tmp_path: Path) -> None:
    made = data.parts(tmp_path / "out", 2, format="csv", partition_by=["happened_month"]).make(Threads(1), lambda what, rows: None)
    whole = data.run([]).manifest

    names = [file.name for file in made.tables["events"].files]
    assert names[:2] == [f"events/happened_month=2024-0{month}/part-00000.csv" for month in (1, 2)]
    assert names[-1] == "events/happened_month=2024-03/part-00001.csv"
    assert data.reload(tmp_path / "out", []).manifest.tables == whole.tables


def test_partitions_of_the_run_before_go(data: api.Dataset, tmp_path: Path) -> None:
    for by in "happened_day", "happened_month", "day":
        generate(data, tmp_path / "out", by, "csv")
        made = Written(tmp_path / "out").manifest

        assert set(content(tmp_path / "out")) == {"manifest.json", *(file.name for table in made.tables.values() for file in table.files)}


def test_more_partitions_than_files_may_be_open_are_closed_as_they_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tablefiles, "OPEN_AT_ONCE", 2)
    sink = api.open_files(str(tmp_path), keys={"t": [tablefiles.Key("k", "k")]})
    ordered = pa.record_batch({"k": np.repeat(np.arange(50), 7), "x": np.arange(350)})
    mixed = pa.record_batch({"k": np.arange(9) % 3, "x": np.arange(9)})

    sink.begin({"t": ordered.schema})
    sink.write("t", ordered)
    with pytest.raises(SpecError, match="more than 2 partitions of t by k come mixed"):
        sink.write("t", mixed)
    sink.abort()

    assert list(tmp_path.iterdir()) == []


def test_too_many_partitions_are_refused(data: api.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tablefiles, "MOST", 30)

    with pytest.raises(SpecError, match="events has more than 30 partitions by happened_day"):
        generate(data, tmp_path / "out", "happened_day")
    assert not (tmp_path / "out").exists()
