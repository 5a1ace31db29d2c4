"""Lines of JSON: what Arrow makes of a whole row at once, whatever columns the lines are put together of."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from specgen.types import pick
from specgen.types.objects import Objects
from specgen.types.text import json_text

from .test_delimited import COLUMNS, DRAW, ROWS, with_gaps

MORE = {
    "times": pa.array(DRAW.integers(0, 86_400, ROWS, np.int32)).cast(pa.time32("s")),
    "intervals": pa.array(DRAW.integers(-(10**9), 10**9, ROWS)).cast(pa.duration("us")),
    "not finite": pa.array([float("nan"), float("-inf"), -0.0, 0.1] * (ROWS // 4)),
    "lists": pa.array([[1, None], [], None, [3]] * (ROWS // 4)),
    "structs": pa.array([{"a b": "x", "c": [1.5]}, None, {"a b": '"', "c": None}, {"a b": None, "c": []}] * (ROWS // 4)),
    "empty": pa.nulls(ROWS, pa.string()),
}
EVERY = {**COLUMNS, **MORE}


def lines(columns: list[pa.Array]) -> str:
    names = tuple(f'{number} "ä"' for number in range(len(columns)))
    return b"".join(part.to_pybytes() for part in Objects(names).lines(columns)).decode()


def by_value(columns: list[pa.Array]) -> str:
    """Each row as the JSON of a struct."""
    plain = [column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in columns]
    rows = json_text(pa.StructArray.from_arrays(plain, [f'{number} "ä"' for number in range(len(columns))]))
    return "".join(f"{row}\n" for row in rows.to_pylist())


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("rows", [ROWS, 1, 0])
def test_values_of_every_kind_are_those_of_the_json_of_a_struct(name: str, rows: int) -> None:
    column = EVERY[name][3 : 3 + rows]
    few = pick(column, DRAW.integers(-1, max(len(column), 1), 2 * ROWS) if rows else np.zeros(0, np.int64))

    for columns in ([column], [with_gaps(column)], [few], [few, few], [column, column]):
        assert lines(columns) == by_value(columns)


def test_rows_have_the_columns_in_order_and_null_in_them() -> None:
    found = Objects(("b", "a")).lines([pa.array([1, None]), pa.array(["x", "🎉\n"])])

    assert b"".join(part.to_pybytes() for part in found).decode() == '{"b":1,"a":"x"}\n{"b":null,"a":"🎉\\n"}\n'


def test_each_line_is_json_that_gives_the_values_back() -> None:
    read = [json.loads(line) for line in lines(list(EVERY.values())).splitlines()]

    assert [row['13 "ä"'] for row in read] == COLUMNS["words"].to_pylist()
    assert [row['10 "ä"'] for row in read] == pc.strftime(COLUMNS["microseconds"], "%Y-%m-%dT%H:%M:%S").to_pylist()
    assert [row['1 "ä"'] for row in read] == COLUMNS["wide integers"].to_pylist()


def test_a_day_of_seconds_comes_from_a_table() -> None:
    days = pa.array(DRAW.integers(0, 2 * 86_400, 30_000)).cast(pa.timestamp("s", "UTC"))

    assert lines([days]) == by_value([days])
