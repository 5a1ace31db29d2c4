"""Arrow arrays as JSON text (RFC 8259), by kernels and without a loop over rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.types.arrays import plain

_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), np.uint8).reshape(256, 2)
_TO_ESCAPE = r'["\\\x00-\x1f]'
_CONTROLS = r"[\x00-\x1f]"


def to_json(array: pa.Array) -> pa.StringArray:
    """For each value its JSON, never NULL: a NULL is `null`, and so are NaN and the infinities, which JSON does not know.

    Decimals keep their digits, times are ISO 8601 with a T, lists and structs are written without spaces. What JSON has no word for
    is text that databases read: durations as `90 microseconds`, bytes as `\\x` and hexadecimal digits.
    """
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_dictionary(array.type):
        return pc.fill_null(to_json(array.dictionary).take(array.indices), "null")
    if pa.types.is_null(array.type):
        return pa.repeat("null", len(array))
    return pc.fill_null(_writer(array.type)(array), "null")


def plain_json(value: Any) -> str:
    """One value as JSON, for what is the same in every row, such as a key."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def escaped(array: pa.Array) -> pa.Array:
    """Each text as a JSON string in its quotes; NULL stays NULL. Texts with nothing to escape cost one look."""
    text = plain(array).cast(pa.string())
    if pc.any(pc.match_substring_regex(text, _TO_ESCAPE)).as_py():
        text = pc.replace_substring(pc.replace_substring(text, "\\", "\\\\"), '"', '\\"')
        if pc.any(pc.match_substring_regex(text, _CONTROLS)).as_py():
            for code in range(0x20):
                text = pc.replace_substring(text, chr(code), json.dumps(chr(code))[1:-1])
    return _wrapped(text, '"', '"')


def objects(keys: list[str], values: list[pa.Array]) -> pa.StringArray:
    """For each row the object of these keys; `values` are JSON texts, one array a key, none of them NULL."""
    parts: list[pa.Array | str] = []
    for number, (key, value) in enumerate(zip(keys, values, strict=True)):
        parts += [("," if number else "{") + plain_json(key) + ":", value]
    return pc.binary_join_element_wise(*parts, "}", "")


def arrays(lists: pa.ListArray, items: pa.Array) -> pa.StringArray:
    """For each list the array of `items`: JSON texts in the order of `lists.flatten()`; NULL where the list is."""
    lengths = np.asarray(pc.fill_null(pc.list_value_length(lists), 0)).astype(np.int64)
    offsets = pa.array(np.r_[0, np.cumsum(lengths)].astype(np.int32))
    mask = lists.is_null() if lists.null_count else None
    return _wrapped(pc.binary_join(pa.ListArray.from_arrays(offsets, items, mask=mask), ","), "[", "]")


def _writer(arrow: pa.DataType) -> Callable[[pa.Array], pa.Array]:
    """What writes values of an Arrow type; NULL may stay NULL."""
    of = pa.types
    writers: list[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]]] = [
        (lambda t: of.is_integer(t) or of.is_decimal(t) or of.is_boolean(t), lambda a: a.cast(pa.string())),
        (of.is_floating, _floating),
        (lambda t: of.is_string(t) or of.is_large_string(t), escaped),
        (of.is_timestamp, _timestamp),
        (lambda t: of.is_date(t) or of.is_time(t), _day_or_time),
        (of.is_duration, _duration),
        (lambda t: of.is_list(t) or of.is_large_list(t), lambda a: arrays(a, to_json(a.flatten()))),
        (of.is_struct, _struct),
        (of.is_binary, _bytes),
    ]
    for fits, write in writers:
        if fits(arrow):
            return write
    raise TypeError(f"{arrow} has no JSON")


def _wrapped(text: pa.Array, before: str, after: str) -> pa.Array:
    return pc.binary_join_element_wise(before, text, after, "")


def _floating(array: pa.Array) -> pa.Array:
    """Negative zero with its point: a bare -0 reads back as the whole number 0."""
    text = pc.if_else(pc.is_finite(array), array.cast(pa.string()), pa.scalar(None, pa.string()))
    return pc.if_else(pc.equal(text, "-0"), "-0.0", text)


def _timestamp(array: pa.Array) -> pa.Array:
    return _wrapped(_short(pc.replace_substring(array.cast(pa.string()), " ", "T"), array.type.unit), '"', '"')


def _day_or_time(array: pa.Array) -> pa.Array:
    return _wrapped(_short(array.cast(pa.string()), array.type.unit if pa.types.is_time(array.type) else "s"), '"', '"')


def _short(text: pa.Array, unit: str) -> pa.Array:
    """Times without the zeros at the end of a second's fraction."""
    return text if unit == "s" else pc.replace_substring_regex(text, r"\.?0+(Z?)$", r"\1")


def _duration(array: pa.Array) -> pa.Array:
    return _wrapped(array.cast(pa.duration("us")).cast(pa.int64()).cast(pa.string()), '"', ' microseconds"')


def _struct(array: pa.StructArray) -> pa.Array:
    written = objects(array.type.names, [to_json(field) for field in array.flatten()]) if array.type.names else pa.repeat("{}", len(array))
    return pc.if_else(array.is_valid(), written, pa.scalar(None, pa.string())) if array.null_count else written


def _bytes(array: pa.BinaryArray) -> pa.Array:
    """Twice the bytes, at twice the offsets."""
    offsets = np.frombuffer(array.buffers()[1], np.int32, len(array) + 1, array.offset * 4)
    data = np.frombuffer(array.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    digits = pa.StringArray.from_buffers(len(array), pa.py_buffer((offsets - offsets[0]) * np.int32(2)), pa.py_buffer(_HEX[data].tobytes()))
    return pc.if_else(array.is_valid(), _wrapped(digits, '"\\\\x', '"'), pa.scalar(None, pa.string()))
