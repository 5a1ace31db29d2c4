"""Types from text; arrays as integers and back; conversions; values as people write them."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.types import check_length, convert, from_units, literal, numbers, parse_type, parse_value, take, units, valid, with_nulls

EXACT = ["smallint", "integer", "bigint", "decimal(10,2)", "decimal(18,0)", "decimal(30,4)", "boolean", "date", "time"]
EXACT += ["timestamp", "timestamp(0)", "timestamp(3)", "timestamptz", "interval"]


@pytest.mark.parametrize(
    ("text", "sql", "arrow"),
    [
        ("INT", "integer", pa.int32()),
        ("int2", "smallint", pa.int16()),
        ("int8", "bigint", pa.int64()),
        ("numeric(10, 2)", "decimal(10,2)", pa.decimal128(10, 2)),
        ("decimal(5)", "decimal(5,0)", pa.decimal128(5, 0)),
        ("float", "double", pa.float64()),
        ("float8", "double", pa.float64()),
        ("double precision", "double", pa.float64()),
        ("float4", "real", pa.float32()),
        ("string", "text", pa.string()),
        ("character varying(20)", "varchar(20)", pa.string()),
        ("char(3)", "char(3)", pa.string()),
        ("bool", "boolean", pa.bool_()),
        ("date", "date", pa.date32()),
        ("time", "time", pa.time64("us")),
        ("timestamp", "timestamp", pa.timestamp("us")),
        ("timestamp(6)", "timestamp", pa.timestamp("us")),
        ("timestamp(3)", "timestamp(3)", pa.timestamp("ms")),
        ("timestamp(0)", "timestamp(0)", pa.timestamp("s")),
        ("timestamp with time zone", "timestamptz", pa.timestamp("us", "UTC")),
        ("interval", "interval", pa.duration("us")),
        ("jsonb", "json", pa.string()),
        ("blob", "bytea", pa.binary()),
        ("integer[]", "integer[]", pa.list_(pa.int32())),
        ("STRUCT(Lat float, b varchar(3))", "struct(Lat double, b varchar(3))", pa.struct([("Lat", pa.float64()), ("b", pa.string())])),
        (
            "struct(p struct(x decimal(9, 2)))[]",
            "struct(p struct(x decimal(9,2)))[]",
            pa.list_(pa.struct([("p", pa.struct([("x", pa.decimal128(9, 2))]))])),
        ),
    ],
)
def test_a_type_has_one_canonical_text_and_arrow_layout(text: str, sql: str, arrow: pa.DataType) -> None:
    type = parse_type(text)

    assert (type.sql, type.arrow) == (sql, arrow)
    assert parse_type(type.sql) == type


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("decimal(50,2)", "38"),
        ("decimal(2,5)", "point"),
        ("decimal", "decimal(10,2)"),
        ("intger", "integer"),
        ("timestamp(1)", "(3)"),
        ("varchar(0)", "length"),
        ("int; drop", "there is no type"),
        ("date[3]", "there is no type"),
        ("", "there is no type"),
        ("map(int,int)", "there is no type"),
        ("struct()", "struct(a integer"),
        ("struct(a)", "struct(a integer"),
        ("struct(a integer, A text)", "twice"),
        ("struct(a intger)", "did you mean 'integer'"),
        ("strct(a integer)", "struct(a integer"),
    ],
)
def test_an_unknown_type_is_refused_with_what_to_write(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=re.escape(word)):
        parse_type(text)


@pytest.mark.parametrize("sql", EXACT)
@settings(max_examples=25)
@given(data=st.data())
def test_units_go_into_an_array_and_come_back(sql: str, data: st.DataObject) -> None:
    type = parse_type(sql)
    unit = st.integers(max(type.low, -(2**63)), min(type.high, 2**63 - 1))
    ints = np.array(data.draw(st.lists(unit, min_size=1, max_size=20)), dtype=np.int64)
    present = np.array(data.draw(st.lists(st.booleans(), min_size=len(ints), max_size=len(ints))))
    start = data.draw(st.integers(0, len(ints)))

    array = from_units(ints, type, present)
    array.validate(full=True)

    assert array.type == type.arrow
    assert np.array_equal(units(array.slice(start)), np.where(present, ints, 0)[start:])
    assert np.array_equal(units(from_units(ints, type)), ints)


@pytest.mark.parametrize("sql", ["smallint", "decimal(4,2)", "date", "timestamp"])
def test_units_outside_the_type_are_refused(sql: str) -> None:
    type = parse_type(sql)
    ints = np.array([type.low, type.high + 1])

    with pytest.raises(OverflowError):
        from_units(ints, type)
    assert from_units(ints, type, np.array([True, False])).null_count == 1


def test_a_decimal_of_more_than_64_bits_is_refused_but_is_a_number() -> None:
    array = pa.array([Decimal("-123456789012345678901234567890.5"), None], pa.decimal128(38, 1))

    with pytest.raises(OverflowError):
        units(array)
    assert numbers(array)[0] == pytest.approx(-1.234567890123456789e29)
    assert np.isnan(numbers(array)[1])


@given(st.lists(st.none() | st.decimals(-(10**6), 10**6, places=3), min_size=1, max_size=20))
def test_numbers_are_what_decimals_are_worth(values: list[Decimal | None]) -> None:
    found = numbers(pa.array(values, pa.decimal128(12, 3)))

    assert [None if np.isnan(number) else number for number in found] == [None if value is None else float(value) for value in values]


@given(st.lists(st.decimals(-(10**6), 10**6, places=3), min_size=1, max_size=20), st.integers(0, 2))
def test_decimals_lose_digits_half_away_from_zero(values: list[Decimal], scale: int) -> None:
    found = convert(pa.array(values, pa.decimal128(12, 3)), parse_type(f"decimal(12,{scale})"))

    assert found.to_pylist() == [value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP) for value in values]


@pytest.mark.parametrize(
    ("values", "source", "target", "expected"),
    [
        (["2.5", "-2.5", "2.49", None], "decimal(4,2)", "integer", [3, -3, 2, None]),
        ([3, None], "integer", "decimal(10,2)", [Decimal("3.00"), None]),
        (["0.5", "-1.5", None], "double", "integer", [1, -2, None]),
        (["1969-12-31 23:59:59", None], "timestamp", "date", [datetime.date(1969, 12, 31), None]),
        (["1969-12-31 23:59:59.9"], "timestamp", "timestamp(0)", [datetime.datetime(1969, 12, 31, 23, 59, 59)]),
        (["2024-02-29"], "date", "timestamp(0)", [datetime.datetime(2024, 2, 29)]),
        (["12.30"], "decimal(4,2)", "text", ["12.30"]),
        (["2024-02-29 10:00:20", "2024-02-29 10:00:20.5"], "timestamp", "text", ["2024-02-29 10:00:20", "2024-02-29 10:00:20.5"]),
        (["12.30"], "text", "decimal(4,2)", [Decimal("12.30")]),
        (["2024-02-29"], "text", "date", [datetime.date(2024, 2, 29)]),
        (["12.25", None], "decimal(4,2)", "double", [12.25, None]),
        ([True, None], "boolean", "integer", [1, None]),
    ],
)
def test_conversions_are_those_of_sql(values: list[Any], source: str, target: str, expected: list[Any]) -> None:
    array = pa.array([literal(value, parse_type(source)).as_py() for value in values], parse_type(source).arrow)

    found = convert(array, parse_type(target))

    assert found.type == parse_type(target).arrow and found.to_pylist() == expected


def test_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError):
        convert(pa.array([70_000]), parse_type("smallint"))


def test_a_dictionary_is_decoded_only_when_needed() -> None:
    colours = pa.array(["1", "2", "1"]).dictionary_encode()

    assert convert(colours, parse_type("text")) is colours
    assert convert(colours, parse_type("integer")).to_pylist() == [1, 2, 1]


def test_nulls_by_mask_add_to_those_there_are() -> None:
    array = with_nulls(pa.array([1, None, 3]), np.array([True, True, False]))

    assert array.to_pylist() == [1, None, None]
    assert valid(array).tolist() == [True, False, False]  # type: ignore[union-attr]
    assert valid(pa.array([1])) is None


def test_taking_minus_one_gives_null() -> None:
    assert take(pa.array(["a", "b"]), np.array([1, -1, 0])).to_pylist() == ["b", None, "a"]


def test_the_first_text_that_is_too_long_is_found() -> None:
    assert check_length(pa.array(["ab", None, "äöü", "abcd"]), parse_type("varchar(2)")) == 2
    assert check_length(pa.array(["äö", None]), parse_type("varchar(2)")) is None


@pytest.mark.parametrize(
    ("value", "sql", "expected"),
    [
        ("12.30", "decimal(10,2)", Decimal("12.30")),
        (12.3, "decimal(10,2)", Decimal("12.30")),
        (5, "integer", 5),
        ("1e3", "bigint", 1000),
        ("0.1", "double", 0.1),
        ("yes", "boolean", True),
        ("NO", "text", "NO"),
        (True, "text", "true"),
        ("2025-10-28", "date", datetime.date(2025, 10, 28)),
        ("2025-10-28 17:30", "timestamp", datetime.datetime(2025, 10, 28, 17, 30)),
        ("2025-10-28T17:30:15.25", "timestamp(3)", datetime.datetime(2025, 10, 28, 17, 30, 15, 250_000)),
        ("2025-10-28", "timestamp(0)", datetime.datetime(2025, 10, 28)),
        ("17:30", "time", datetime.time(17, 30)),
        ("90 days", "interval", datetime.timedelta(days=90)),
        ("1 h 30 min", "interval", datetime.timedelta(minutes=90)),
        ("40s", "interval", datetime.timedelta(seconds=40)),
        ("123E4567-E89B-42D3-A456-426614174000", "uuid", "123e4567-e89b-42d3-a456-426614174000"),
        ({"a": [1]}, "json", '{"a": [1]}'),
        (r"\xff00", "bytea", b"\xff\x00"),
        ([1, "2"], "integer[]", [1, 2]),
        (None, "integer", None),
    ],
)
def test_values_are_read_by_the_type_asked_for(value: Any, sql: str, expected: Any) -> None:
    type = parse_type(sql)

    assert parse_value(value, type) == expected
    assert literal(value, type).type == type.arrow


def test_a_zone_is_read_where_the_type_has_one() -> None:
    assert literal("2025-10-28 17:30+02:00", parse_type("timestamptz")).as_py().isoformat() == "2025-10-28T15:30:00+00:00"
    with pytest.raises(ValueError, match="time zone"):
        parse_value("2025-10-28 17:30Z", parse_type("timestamp"))


@pytest.mark.parametrize(
    ("value", "sql"),
    [
        ("12.345", "decimal(10,2)"),
        ("123.45", "decimal(4,2)"),
        ("1.5", "integer"),
        ("70000", "smallint"),
        (True, "integer"),
        ("x", "double"),
        ("nan", "double"),
        ("maybe", "boolean"),
        ("2025-02-30", "date"),
        ("28.10.2025", "date"),
        ("2025-10-28 25:00", "timestamp"),
        ("2025-10-28 10:00:00.5", "timestamp(0)"),
        ("abc", "varchar(2)"),
        ("40 parsecs", "interval"),
        ("", "interval"),
        ("1-2-3", "uuid"),
        ("{", "json"),
        ("no list", "integer[]"),
    ],
)
def test_what_is_no_value_of_the_type_is_refused(value: Any, sql: str) -> None:
    with pytest.raises(ValueError):
        parse_value(value, parse_type(sql))


def test_a_struct_is_read_field_by_field_and_what_is_not_written_is_null() -> None:
    type = parse_type("struct(price decimal(10,2), days date[], name text)")

    found = literal({"price": "1.50", "days": ["2025-10-28"]}, type)

    assert found.as_py() == {"price": Decimal("1.50"), "days": [datetime.date(2025, 10, 28)], "name": None}
    with pytest.raises(ValueError, match="no field 'prise'; it has price, days, name"):
        parse_value({"prise": 1}, type)
    with pytest.raises(ValueError, match="a mapping"):
        parse_value("1.50", type)


def test_structs_are_taken_made_null_and_cast_and_have_no_units() -> None:
    type = parse_type("struct(a integer, b text)")
    array = pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": ""}], type.arrow)

    assert take(array, np.array([2, -1, 0])).to_pylist() == [{"a": None, "b": ""}, None, {"a": 1, "b": "x"}]
    assert with_nulls(array, np.array([False, True, True])).to_pylist() == [None, None, {"a": None, "b": ""}]
    assert valid(array) is not None
    assert convert(array, parse_type("struct(a bigint, b text)")).to_pylist() == array.to_pylist()
    assert convert(array, parse_type("text")).to_pylist() == ['{"a":1,"b":"x"}', None, '{"a":null,"b":""}']
    with pytest.raises(TypeError, match="no integer units"):
        units(array)


def test_a_decimal_of_38_digits_is_read_without_loss() -> None:
    assert parse_value("9" * 38, parse_type("decimal(38,0)")) == Decimal("9" * 38)
    assert parse_value("-0." + "1" * 38, parse_type("decimal(38,38)")) == Decimal("-0." + "1" * 38)
    with pytest.raises(ValueError, match="does not fit"):
        parse_value("1" + "0" * 38, parse_type("decimal(38,0)"))
