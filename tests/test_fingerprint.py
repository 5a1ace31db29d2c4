"""The fingerprint sees every value and nothing but values."""

from __future__ import annotations

import datetime
import decimal
import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.fingerprint import CHUNK_ROWS, Fingerprint, StretchPrint, combine

ROWS = 3 * 40 + 7


def _table(rows: int = ROWS) -> pa.Table:
    index = range(rows)
    return pa.table(
        {
            "integer": pa.array([None if i % 7 == 0 else i for i in index], pa.int32()),
            "real": pa.array([float("nan") if i % 5 == 0 else i / 3 for i in index]),
            "money": pa.array([None if i % 4 == 0 else decimal.Decimal(i) / 100 for i in index], pa.decimal128(10, 2)),
            "flag": pa.array([None if i % 3 == 0 else i % 2 == 0 for i in index]),
            "text": pa.array([None if i % 6 == 0 else "é" * (i % 4) for i in index]),
            "day": pa.array([datetime.date(2025, 1, 1 + i % 28) for i in index]),
            "list": pa.array([None if i % 5 == 0 else [None if j == 2 else str(j) for j in range(i % 4)] for i in index]),
            "struct": pa.array(
                [None if i % 5 == 0 else {"a": i, "b": None} for i in index], pa.struct({"a": pa.int64(), "b": pa.string()})
            ),
        }
    )


def _digest(batches: list[pa.RecordBatch]) -> str:
    fingerprint = Fingerprint(batches[0].schema)
    for batch in batches:
        fingerprint.update(batch)
    return fingerprint.hexdigest()


TABLE = _table()
EXPECTED = _digest(TABLE.to_batches())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, ROWS), max_size=6))
def test_any_slicing_gives_the_same_digest(cuts: list[int]) -> None:
    edges = sorted({0, ROWS, *cuts})
    whole = TABLE.combine_chunks().to_batches()[0]

    batches = [whole.slice(start, end - start) for start, end in itertools.pairwise(edges)]

    assert _digest(batches) == EXPECTED


def test_any_encoding_gives_the_same_digest() -> None:
    encoded = TABLE.set_column(4, "text", TABLE["text"].dictionary_encode()).set_column(0, "integer", TABLE["integer"].dictionary_encode())
    wide = TABLE.set_column(4, "text", TABLE["text"].cast(pa.large_string()))

    assert _digest(encoded.to_batches()) == EXPECTED
    assert _digest(wide.to_batches()) == EXPECTED


def test_what_lies_under_a_null_does_not_show() -> None:
    mask = np.array([True, False, True])
    texts = [pa.StringArray.from_buffers(3, *_text_buffers(word), pa.py_buffer(b"\x02")) for word in ("xx", "yyy")]
    numbers = [pa.array(np.array([junk, 5, junk]), mask=mask) for junk in (1, 9)]

    for first, second in (texts, numbers):
        assert first.to_pylist() == second.to_pylist()
        assert _digest([pa.record_batch({"c": first})]) == _digest([pa.record_batch({"c": second})])


def _text_buffers(hidden: str) -> tuple[pa.Buffer, pa.Buffer]:
    size = len(hidden)
    return pa.py_buffer(np.array([0, size, size + 1, 2 * size + 1], np.int32)), pa.py_buffer(f"{hidden}a{hidden}".encode())


def test_all_nan_count_as_one_value_and_zeros_as_two() -> None:
    quiet, other = (pa.array(np.array([bits], np.uint64).view(np.float64)) for bits in (0x7FF8000000000000, 0xFFF8000000000001))

    assert _digest([pa.record_batch({"c": quiet})]) == _digest([pa.record_batch({"c": other})])
    assert _digest([pa.record_batch({"c": [0.0]})]) != _digest([pa.record_batch({"c": [-0.0]})])


CHANGED = {
    "integer": 999,
    "real": 0.25,
    "money": decimal.Decimal("0.01"),
    "flag": None,
    "text": "",
    "day": datetime.date(2024, 2, 29),
    "list": [None],
    "struct": {"a": None, "b": ""},
}


@pytest.mark.parametrize("column", TABLE.column_names)
def test_any_changed_cell_changes_the_digest(column: str) -> None:
    rows = TABLE.to_pylist()
    position = 12 if column == "text" else 50
    assert rows[position][column] != CHANGED[column]

    rows[position][column] = CHANGED[column]

    assert _digest(pa.Table.from_pylist(rows, schema=TABLE.schema).to_batches()) != EXPECTED


def test_order_of_rows_and_names_of_columns_show() -> None:
    assert _digest(TABLE.take(list(range(ROWS))[::-1]).to_batches()) != EXPECTED
    assert _digest(TABLE.rename_columns([name.upper() for name in TABLE.column_names]).to_batches()) != EXPECTED


def test_text_cannot_move_between_neighbours() -> None:
    assert _digest([pa.record_batch({"c": ["ab", "c"]})]) != _digest([pa.record_batch({"c": ["a", "bc"]})])


def test_parts_that_begin_at_chunks_combine_to_the_whole() -> None:
    batch = pa.record_batch({"c": np.arange(2 * CHUNK_ROWS + 10)})
    parts = [batch.slice(0, CHUNK_ROWS), batch.slice(CHUNK_ROWS)]

    digests: list[bytes] = []
    for part in parts:
        fingerprint = Fingerprint(part.schema)
        fingerprint.update(part)
        digests += fingerprint.digests()

    assert combine(digests) == _digest([batch])
    assert len(digests) == 3


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5 * CHUNK_ROWS), max_size=5), st.integers(CHUNK_ROWS // 5, 3 * CHUNK_ROWS))
def test_stretches_that_were_taken_apart_join_to_the_whole(cuts: list[int], size: int) -> None:
    rows = 4 * CHUNK_ROWS + 5
    whole = pa.record_batch({"n": np.arange(rows), "m": np.arange(rows) % 7})
    expected = _digest([whole])
    joined = Fingerprint(whole.schema)

    for start, stop in itertools.pairwise(sorted({0, rows, *(min(cut, rows) for cut in cuts)})):
        taken = StretchPrint(whole.schema, start)
        for first in range(start, stop, size):
            taken.update(whole.slice(first, min(size, stop - first)))
        joined.join(taken.stretch())

    assert joined.hexdigest() == expected


def test_a_stretch_that_is_not_the_next_is_refused() -> None:
    whole = pa.record_batch({"n": np.arange(9)})
    taken = StretchPrint(whole.schema, 4)
    taken.update(whole.slice(4))

    with pytest.raises(ValueError, match="rows from 4 on are not the next"):
        Fingerprint(whole.schema).join(taken.stretch())
