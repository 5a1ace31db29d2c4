"""Parquet files are what a lake expects: typed, compressed, in row groups, and the same from run to run."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from specgen import api
from specgen.manifest import Manifest, WrittenTable
from specgen.sinks.parquet import GROUP_ROWS, PAGE_ROWS, ParquetSink

COUNT = GROUP_ROWS + 1000
AT = np.arange(COUNT)
ROWS = pa.table(
    {
        "id": AT,
        "segment": pa.array(["gold", "silver", None]).take(pa.array(AT % 3)),
        "price": pa.array([Decimal("0.01"), Decimal("9" * 20)], pa.decimal128(38, 2)).take(pa.array(AT % 2)),
        "at": pa.array(AT, pa.timestamp("us")),
        "place": pa.array([{"lat": 1.5, "tags": ["a"]}, None], pa.struct([("lat", pa.float64()), ("tags", pa.list_(pa.string()))])).take(
            pa.array(AT % 2)
        ),
    }
)


def _written(directory: Path, rows: int = 10_000, table: pa.Table = ROWS) -> Path:
    sink = ParquetSink(directory)
    sink.begin({"t": ROWS.schema})
    for batch in table.to_batches(rows):
        sink.write("t", batch)
    sink.prepare(Manifest("s", 1, {}, {}, {"t": WrittenTable(COUNT, {}, "f")}))
    sink.commit()
    return directory / "t.parquet"


def test_row_groups_have_one_size_whatever_the_batches(tmp_path: Path) -> None:
    found = pyarrow.parquet.ParquetFile(_written(tmp_path)).metadata

    assert [found.row_group(at).num_rows for at in range(found.num_row_groups)] == [GROUP_ROWS, 1000]


def test_a_dictionary_is_there_where_values_repeat_and_all_is_zstd(tmp_path: Path) -> None:
    group = pyarrow.parquet.ParquetFile(_written(tmp_path)).metadata.row_group(0)
    columns = {group.column(at).path_in_schema: group.column(at) for at in range(group.num_columns)}

    assert [path for path, column in columns.items() if column.has_dictionary_page] == [
        "segment",
        "place.lat",
        "place.tags.list.element",
    ]
    assert {column.compression for column in columns.values()} == {"ZSTD"}


@pytest.mark.parametrize("rows", [7_000, 65_536, COUNT])
def test_the_bytes_do_not_tell_whether_values_came_as_a_dictionary(tmp_path: Path, rows: int) -> None:
    codes = pa.array(np.where(AT % 3 == 2, 0, 3 - AT % 3), mask=AT % 3 == 2)
    segments = pa.DictionaryArray.from_arrays(codes, pa.array(["unused", "gold", "silver", "gold"]))  # an entry twice, one in vain
    coded = ROWS.set_column(1, "segment", pa.chunked_array([segments[:5000], _turned(segments[5000:])]))

    assert segments[2].as_py() is None and segments[0].as_py() == "gold"
    assert _written(tmp_path / "coded", rows, coded).read_bytes() == _written(tmp_path / "plain").read_bytes()


@pytest.mark.parametrize("step", [999, 40_000])
def test_the_bytes_do_not_tell_where_the_batches_ended(tmp_path: Path, step: int) -> None:
    table = pa.table(
        {
            "id": pa.array([f"{at * 7919:036d}" for at in range(COUNT)]),
            "number": pa.array([None if at % 7 == 0 else at * 7919 % 1000 for at in range(COUNT)]),
            "note": pa.array([None if at % 5 == 0 else f"{at}" * (at % 200) for at in range(COUNT)]),
            "tags": pa.array([[f"{at}{tag}" for tag in range(at % 4)] for at in range(COUNT)]),
            "pair": pa.array([None if at % 5 == 0 else [at, -at] for at in range(COUNT)]),
            "place": pa.array([{"of": None if at % 3 else f"place {at}"} for at in range(COUNT)]),
        }
    )
    assert pc.sum(pc.binary_length(table["note"][-PAGE_ROWS:])).as_py() > 8 << 20  # so pages end sooner

    def written(name: str, step: int) -> bytes:
        with pa.OSFile(str(tmp_path / name), "wb") as file:
            rows = ParquetSink(tmp_path).rows(file, table.schema)
            for batch in table.to_batches(step):
                rows.write(batch)
            rows.close()
        return (tmp_path / name).read_bytes()

    assert written("cut", step) == written("whole", COUNT)
    assert pyarrow.parquet.read_table(tmp_path / "cut").equals(table)


def _turned(array: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same values by a dictionary in another order."""
    last = len(array.dictionary) - 1
    return pa.DictionaryArray.from_arrays(pc.subtract(last, array.indices), array.dictionary.take(pa.array(range(last, -1, -1))))


def test_other_readers_see_the_types(tmp_path: Path) -> None:
    found = duckdb.sql(f"SELECT * FROM '{_written(tmp_path)}'")

    assert list(map(str, found.types)) == ["BIGINT", "VARCHAR", "DECIMAL(38,2)", "TIMESTAMP", "STRUCT(lat DOUBLE, tags VARCHAR[])"]
    assert pyarrow.parquet.read_table(tmp_path / "t.parquet").equals(ROWS)


def test_text_is_laid_out_by_how_often_it_repeats(tmp_path: Path) -> None:
    often, twice, once = (pa.array(np.char.mod("%07d", AT // times)) for times in (1000, 2, 1))
    file = tmp_path / "texts.parquet"
    with pa.OSFile(str(file), "wb") as sink:
        rows = ParquetSink(tmp_path).rows(sink, pa.schema([(name, pa.string()) for name in ("often", "twice", "once")]))
        rows.write(pa.record_batch([often, twice, once], ["often", "twice", "once"]))
        rows.close()

    group = pyarrow.parquet.ParquetFile(file).metadata.row_group(0)
    encodings = [set(group.column(at).encodings) - {"RLE"} for at in range(3)]

    assert encodings == [{"PLAIN", "RLE_DICTIONARY"}, {"PLAIN"}, {"DELTA_LENGTH_BYTE_ARRAY"}]


def test_numbers_are_laid_out_by_what_is_small(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    late = np.arange(GROUP_ROWS) < 5_000
    columns = {
        "steps": pa.array(AT[:GROUP_ROWS]),
        "late": pa.array(AT[:GROUP_ROWS], mask=late),
        "again": pa.array(np.resize(random.integers(0, 2**40, 30_000), GROUP_ROWS)),
        "scattered": pa.array(random.integers(0, 2**40, GROUP_ROWS)),
        "runs": pa.array(np.repeat(random.integers(0, 2**30, GROUP_ROWS // 16, np.int32), 16)),
    }
    file = tmp_path / "numbers.parquet"
    with pa.OSFile(str(file), "wb") as sink:
        rows = ParquetSink(tmp_path).rows(sink, pa.schema([(name, array.type) for name, array in columns.items()]))
        rows.write(pa.record_batch(columns))
        rows.close()

    group = pyarrow.parquet.ParquetFile(file).metadata.row_group(0)
    found = {name: (set(group.column(at).encodings) - {"RLE"}, group.column(at).compression) for at, name in enumerate(columns)}

    differences = {"DELTA_BINARY_PACKED"}
    assert found.pop("scattered") == (differences, "UNCOMPRESSED") and found.pop("runs") == ({"PLAIN"}, "ZSTD")
    assert set(map(str, found.values())) == {str((differences, "ZSTD"))}
    assert group.column(0).statistics.max == GROUP_ROWS - 1
    assert pyarrow.parquet.read_table(file).to_batches()[0].equals(pa.record_batch(columns))


@pytest.mark.parametrize("kind", [pa.decimal128(18, 4), pa.decimal128(19, 4)])
def test_decimals_are_kept_with_their_signs_nulls_and_type(tmp_path: Path, kind: pa.DataType) -> None:
    cells = [None, Decimal("-0.0001"), Decimal("99999999999999.9999"), Decimal("-99999999999999.9999"), Decimal("0.0000")]
    prices = pa.array(cells * 2, kind).slice(3, 6)
    file = tmp_path / "decimals.parquet"
    with pa.OSFile(str(file), "wb") as sink:
        rows = ParquetSink(tmp_path).rows(sink, pa.schema([("price", kind)]))
        rows.write(pa.record_batch([prices], ["price"]))
        rows.close()

    assert pyarrow.parquet.read_table(file)["price"].combine_chunks().equals(prices)
    assert duckdb.sql(f"SELECT price FROM '{file}'").fetchall() == [(price,) for price in prices.to_pylist()]
    assert pyarrow.parquet.ParquetFile(file).metadata.row_group(0).column(0).statistics.max == Decimal("99999999999999.9999")


def test_a_column_that_is_never_null_says_so(tmp_path: Path) -> None:
    """Readers that know it skip the look for NULL, and so does the writer."""
    shop = api.load("ecommerce")
    shop.run([ParquetSink(tmp_path)], tables=["customers"])

    found = pyarrow.parquet.read_schema(tmp_path / "customers.parquet")

    assert [field.name for field in found if field.nullable] == ["segment_end_date"]
