"""Arrays as text: what JSON's own reader says of them is what they hold."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.types.text import json_text, text


def values(array: pa.Array) -> list[Any]:
    return [None if cell is None else json.loads(cell, parse_float=Decimal) for cell in json_text(array).to_pylist()]


@given(st.lists(st.none() | st.text(), max_size=8), st.integers(0, 3))
def test_any_text_survives_json_in_a_slice_too(cells: list[str | None], start: int) -> None:
    assert values(pa.array(cells, pa.string()).slice(start)) == cells[start:]


@given(
    st.lists(st.none() | st.lists(st.none() | st.lists(st.none() | st.text(max_size=3), max_size=3), max_size=3), max_size=6),
    st.integers(0, 3),
)
def test_lists_of_lists_survive_json_in_a_slice_too(cells: list[Any], start: int) -> None:
    assert values(pa.array(cells, pa.list_(pa.list_(pa.string()))).slice(start)) == cells[start:]


@given(
    st.lists(st.none() | st.fixed_dictionaries({"a b": st.none() | st.integers(-9, 9), '"': st.none() | st.text(max_size=3)}), max_size=6),
    st.integers(0, 3),
)
def test_structs_survive_json_in_a_slice_too(cells: list[Any], start: int) -> None:
    assert values(pa.array(cells, pa.struct([("a b", pa.int32()), ('"', pa.string())])).slice(start)) == cells[start:]


@pytest.mark.parametrize("scale", [0, 2, 6, 7, 18, 38])
@given(data=st.data())
def test_decimals_are_written_as_people_write_them(scale: int, data: st.DataObject) -> None:
    units = data.draw(st.lists(st.none() | st.integers(-(10**38) + 1, 10**38 - 1) | st.integers(-99, 99), max_size=6))
    cells = [None if unit is None else Decimal(f"{unit}E-{scale}") for unit in units]

    found = text(pa.array(cells, pa.decimal128(38, scale)).slice(1)).to_pylist()

    assert found == [None if cell is None else format(cell, "f") for cell in cells[1:]]


@given(st.lists(st.none() | st.binary(max_size=6), max_size=6), st.integers(0, 3))
def test_bytes_are_hexadecimal(cells: list[bytes | None], start: int) -> None:
    expected = [None if cell is None else f"\\x{cell.hex()}" for cell in cells]

    assert text(pa.array(cells, pa.binary()).slice(start)).to_pylist() == expected[start:]


def test_floats_keep_their_sign_and_what_json_has_no_number_for_is_text() -> None:
    found = json_text(pa.array([-0.0, 1.0, math.nan, math.inf, -math.inf, None, 1e300])).to_pylist()

    assert found == ["-0.0", "1", '"NaN"', '"Infinity"', '"-Infinity"', None, "1e+300"]
    assert math.copysign(1, json.loads(found[0])) == -1


def test_dictionaries_are_written_as_their_values() -> None:
    assert json_text(pa.array(["a", None, '"']).dictionary_encode()).to_pylist() == ['"a"', None, '"\\""']
