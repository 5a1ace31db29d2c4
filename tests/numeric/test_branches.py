"""Rows are parted by branch, and what was made of each comes back to its row."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from specgen.numeric.branches import interleave, positions

BRANCH = np.array([2, 0, 2, 2, 0, 3])
CHOSEN = positions(BRANCH, 5)
PLAIN = [pa.array(["a", None]), pa.array([], pa.string()), pa.array(["x", "y", "x"]), pa.array(["z"]), pa.array([], pa.string())]
WANTED = ["x", "a", "y", "x", None, "z"]


def test_every_branch_has_its_rows_in_order() -> None:
    assert [chosen.tolist() for chosen in CHOSEN] == [[1, 4], [], [0, 2, 3], [5], []]
    assert [chosen.tolist() for chosen in positions(BRANCH[:0], 2)] == [[], []]


@pytest.mark.parametrize("coded", [[], [0], [2, 3], range(5)], ids=["plain", "one", "some", "all"])
def test_cells_come_back_to_their_rows_however_they_are_coded(coded: list[int]) -> None:
    parts = [part.dictionary_encode() if number in coded else part for number, part in enumerate(PLAIN)]

    found = interleave(parts, CHOSEN)

    assert found.to_pylist() == WANTED
    assert pa.types.is_dictionary(found.type) == (len(coded) == len(parts))


@pytest.mark.parametrize("count", [3, 20])
@pytest.mark.parametrize(
    "kind", [pa.int16(), pa.float64(), pa.bool_(), pa.date32(), pa.decimal128(30, 2), pa.duration("us"), pa.list_(pa.int8())]
)
def test_values_of_any_width_come_back_with_their_nulls(kind: pa.DataType, count: int) -> None:
    branch = np.random.default_rng(count).integers(0, count, 1000)
    chosen = positions(branch, count)
    values = [_value(kind, row) for row in range(1000)]
    wanted = pa.array(values, kind)

    found = interleave([wanted.take(pa.array(where)) for where in chosen], chosen)

    assert found.equals(wanted)
    found.validate(full=True)


def _value(kind: pa.DataType, row: int) -> object:
    if row % 7 == 0:
        return None
    if pa.types.is_list(kind) or pa.types.is_boolean(kind):
        return [row % 100] if pa.types.is_list(kind) else row % 3 == 0
    return Decimal(row - 500) / 4 if pa.types.is_decimal(kind) else row - 500
