"""Packed bits and booleans say the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.numeric.buffers import bitmap, looked_up, mask


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 20))
def test_a_slice_gives_its_booleans(values: list[bool], start: int) -> None:
    assert mask(pa.array(values, pa.bool_())[start:]).tolist() == values[start:]


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 1000])
def test_bits_come_back_as_they_were(size: int) -> None:
    values = np.arange(size) % 3 == 0

    assert pa.Array.from_buffers(pa.bool_(), size, [None, bitmap(values)]).to_pylist() == values.tolist()


KINDS = [pa.int32(), pa.int64(), pa.date32(), pa.timestamp("us", "UTC"), pa.float64(), pa.decimal128(21, 2), pa.bool_(), pa.string()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("codes", [[0, None, 2, 1, None, 2], [2, 2, 0], [None, None], []], ids=str)
def test_a_dictionary_is_looked_up_as_arrow_does(kind: pa.DataType, codes: list[int | None]) -> None:
    values = pa.array([7, 1, 30, 4]).cast(pa.string() if pa.types.is_string(kind) else pa.int32() if pa.types.is_date(kind) else pa.int64())
    for index in (pa.int8(), pa.int32()):
        coded = pa.DictionaryArray.from_arrays(pa.array([3, None, *codes], index), values.cast(kind))[2:]

        assert looked_up(coded).equals(coded.dictionary_decode())
        assert looked_up(coded[1:]).equals(coded[1:].dictionary_decode())
