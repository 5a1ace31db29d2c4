"""Packed bits and booleans say the same; memory is used again when nobody holds it, and not before."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.numeric.buffers import Reused, bitmap, looked_up, mask


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
    values = pa.array([7, 0, 30, 4]).cast(pa.string() if pa.types.is_string(kind) else pa.int32() if pa.types.is_date(kind) else pa.int64())
    for index in (pa.int8(), pa.int32()):
        coded = pa.DictionaryArray.from_arrays(pa.array([3, None, *codes], index), values.cast(kind))[2:]

        assert looked_up(coded).equals(coded.dictionary_decode())
        assert looked_up(coded[1:]).equals(coded[1:].dictionary_decode())


LARGE = 3 << 20


def test_memory_is_taken_again_when_nobody_holds_it() -> None:
    memory = Reused()
    first = memory.buffer(LARGE)
    address = first.address
    del first
    other = np.empty(LARGE, np.uint8)  # which would have it, if it had been freed

    assert memory.buffer(LARGE - 100_000).address == address != other.ctypes.data


@pytest.mark.parametrize("hold", [lambda made: made, lambda made: made.slice(10, 20), lambda made: pa.chunked_array([made]).slice(5)])
def test_memory_is_not_taken_while_something_of_it_is_held(hold: Callable[[pa.Array], object]) -> None:
    memory, held = Reused(), []
    for value in range(5):
        buffer = memory.buffer(LARGE)
        np.frombuffer(buffer, np.uint8)[:] = value
        held.append(hold(pa.Array.from_buffers(pa.uint8(), LARGE, [None, buffer])))
        del buffer

    assert [made[0].as_py() for made in held] == [*range(5)]  # type: ignore[index]


def test_memory_that_is_too_small_is_not_taken() -> None:
    memory = Reused()
    memory.buffer(LARGE)

    assert memory.buffer(2 * LARGE).size == 2 * LARGE


def test_few_free_blocks_are_kept() -> None:
    memory = Reused()
    tracemalloc.start()
    many = [memory.buffer(LARGE) for _ in range(20)]
    held, _ = tracemalloc.get_traced_memory()
    del many
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held > 20 * LARGE and kept < 10 * LARGE


def test_small_buffers_are_made_anew() -> None:
    memory = Reused()
    tracemalloc.start()
    made = [memory.buffer(1_000_000) for _ in range(5)]
    held, _ = tracemalloc.get_traced_memory()
    del made
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held > 5_000_000 and kept < 100_000
    assert [memory.buffer(size).size for size in (0, 1)] == [0, 1]
