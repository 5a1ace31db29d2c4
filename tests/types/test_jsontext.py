"""Values as JSON: read back by an independent parser they are what they were."""

import datetime
import json
import math
from decimal import Decimal

import pyarrow as pa
import pytest

from specgen.types.jsontext import escaped, plain_json, objects, to_json

TEXTS = ["", "plain", 'say "no"', "back\\slash", "\n\r\t\b\f", "".join(map(chr, range(0x20))), "\x7f\u2028é漢字🎉", "\\n", "null", None]


def read(array):
    return [json.loads(text, parse_float=Decimal) for text in to_json(array).to_pylist()]


@pytest.mark.parametrize(
    "array",
    [
        pa.array([0, -1, 2**63 - 1, -(2**63), None]),
        pa.array([True, False, None]),
        pa.array(TEXTS),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS).dictionary_encode(),
        pa.array([Decimal("0.00"), Decimal("-1.50"), Decimal("9" * 36 + ".99"), None], pa.decimal128(38, 2)),
        pa.array([Decimal("0.0000000001")], pa.decimal128(38, 10)),
        pa.array([[1, None, 2], [], None, [3]]),
        pa.array([[["a"], None, ['"']], None, []]),
        pa.array([{"a": 1, 'b"': {"c": ["x", None]}}, None, {"a": None, 'b"': None}]),
        pa.nulls(3),
        pa.array([], pa.list_(pa.int32())),
    ],
)
def test_json_reads_back_as_the_values_it_was_written_from(array):
    assert read(array) == array.to_pylist()


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["x", "", 'a"', None, "z"]),
        pa.array([[1], [2, 3], None, [], [4]]),
        pa.array([{"a": 1}, {"a": 2}, None, {"a": 4}, {"a": None}]),
        pa.array([b"\x00\xff", b"", None, b"ab", b"c"]),
    ],
)
def test_a_slice_is_written_as_the_whole_is(array):
    assert to_json(array.slice(1, 3)).to_pylist() == to_json(array).to_pylist()[1:4]


def test_floats_read_back_to_the_last_bit_and_what_json_lacks_is_null():
    values = [0.1, 1e300, 5e-324, -0.0, 12345678.9, 1.0, math.nan, math.inf, -math.inf, None]

    found = [json.loads(text) for text in to_json(pa.array(values)).to_pylist()]

    assert found == [*values[:6], None, None, None, None] and math.copysign(1, found[3]) == -1


def test_times_are_iso_8601():
    noon = datetime.datetime(2025, 10, 28, 12, 0, 30, 250_000)
    first, last = datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59, 999_999)

    assert read(pa.array([noon, first, last], pa.timestamp("us"))) == ["2025-10-28T12:00:30.25", "0001-01-01T00:00:00", last.isoformat()]
    assert read(pa.array([noon, first], pa.timestamp("us", "UTC"))) == ["2025-10-28T12:00:30.25Z", "0001-01-01T00:00:00Z"]
    assert read(pa.array([first], pa.timestamp("s"))) == ["0001-01-01T00:00:00"]
    assert read(pa.array([first.date(), last.date()])) == ["0001-01-01", "9999-12-31"]
    assert read(pa.array([datetime.time(10, 0)], pa.time64("us"))) == ["10:00:00"]


def test_durations_and_bytes_are_text_that_databases_read():
    assert read(pa.array([datetime.timedelta(seconds=-1), None])) == ["-1000000 microseconds", None]
    assert read(pa.array([b"\x00\xab", None, b""])) == ["\\x00ab", None, "\\x"]


def test_objects_and_keys_are_escaped():
    assert json.loads(objects(['k"\n', "b"], [pa.array(["1"]), pa.array(["null"])])[0].as_py()) == {'k"\n': 1, "b": None}
    assert plain_json("é\t") == '"é\\t"'
    assert escaped(pa.array(["a", None])).to_pylist() == ['"a"', None]
