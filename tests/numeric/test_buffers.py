"""Packed bits and booleans say the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.numeric.buffers import bitmap, mask


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 20))
def test_a_slice_gives_its_booleans(values: list[bool], start: int) -> None:
    assert mask(pa.array(values, pa.bool_())[start:]).tolist() == values[start:]


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 1000])
def test_bits_come_back_as_they_were(size: int) -> None:
    values = np.arange(size) % 3 == 0

    assert pa.Array.from_buffers(pa.bool_(), size, [None, bitmap(values)]).to_pylist() == values.tolist()
