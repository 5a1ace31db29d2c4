"""Whole arrays as text, by Arrow's kernels: as databases read a value, and as JSON.

| values | as text | as JSON |
|---|---|---|
| numbers | all digits of a decimal, the shortest that gives a double back; never 1E-7 for a decimal | the same, unquoted |
| NaN, infinities | nan, inf, -inf | "NaN", "Infinity", "-Infinity", since JSON has no such numbers |
| date, time | 2025-10-28, 17:30:00.000000 | quoted |
| timestamp | 2025-10-28 17:30:00, with Z where it is an instant | "2025-10-28T17:30:00" |
| interval | 90000000 microseconds | quoted |
| bytes | \\x and hexadecimal digits | quoted |
| array, struct | as JSON | [1,null], {"a":1,"b":null} |
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.types.arrays import plain

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPES |= {chr(code): f"\\u{code:04x}" for code in range(32) if chr(code) not in _ESCAPES}
_ESCAPED = np.isin(np.arange(256), [ord(character) for character in _ESCAPES])
_DIGITS = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), np.uint16)
PLAIN_DIGITS = 6
"""With more digits than these behind the point, Arrow writes small decimals as 1E-7."""


def text(array: pa.Array) -> pa.Array:
    """Each value as databases and `parse_value` read it; NULL stays NULL."""
    array = plain(array)
    kind = array.type
    if pa.types.is_string(kind):
        return array
    if pa.types.is_list(kind) or pa.types.is_struct(kind):
        return json_text(array)
    if pa.types.is_decimal(kind):
        return _decimals(array)
    if pa.types.is_binary(kind):
        return _hexadecimal(array)
    if pa.types.is_duration(kind):
        return _joined(array.cast(pa.duration("us")).cast(pa.int64()).cast(pa.string()), " microseconds")
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return _joined(array.view(pa.timestamp(kind.unit)).cast(pa.string()), "Z")
    return array.cast(pa.string())


def json_text(array: pa.Array) -> pa.Array:
    """Each value as JSON; NULL stays NULL."""
    array = plain(array)
    inside = json_inside(array)
    return _joined('"', inside, '"') if in_quotes(array.type) else inside


def in_quotes(kind: pa.DataType) -> bool:
    """Whether JSON has values of a type in quotes."""
    bare = (pa.types.is_integer, pa.types.is_decimal, pa.types.is_boolean, pa.types.is_floating, pa.types.is_list, pa.types.is_struct)
    return not any(test(kind) for test in bare)


def json_inside(array: pa.Array) -> pa.Array:
    """Each value as JSON, without the quotes around it; NULL stays NULL."""
    array = plain(array)
    kind = array.type
    if pa.types.is_list(kind):
        return _joined("[", pc.binary_join(_with_items(array, _filled(json_text(array.flatten()))), ","), "]")
    if pa.types.is_struct(kind):
        objects = _objects([field.name for field in kind], array.flatten())
        return objects if array.null_count == 0 else pc.if_else(array.is_valid(), objects, pa.scalar(None, pa.string()))
    if pa.types.is_floating(kind):
        return _floats(array)
    if not in_quotes(kind):
        return text(array)
    return pc.replace_substring(text(array), " ", "T") if pa.types.is_timestamp(kind) else _escaped(text(array))


def _objects(names: Sequence[str], columns: Sequence[pa.Array]) -> pa.Array:
    """Row by row an object of these columns."""
    parts: list[pa.Array | str] = []
    for name, column in zip(names, columns, strict=True):
        parts += [f"{',' if parts else '{'}{json.dumps(name, ensure_ascii=False)}:", _filled(json_text(column))]
    return _joined(*parts, "}")


def _filled(texts: pa.Array) -> pa.Array:
    return texts.fill_null("null") if texts.null_count else texts


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _with_items(array: pa.Array, items: pa.Array) -> pa.Array:
    """The lists with other items of the same number; `items` are those of `flatten`."""
    lengths = pc.list_value_length(array).fill_null(0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    return pa.ListArray.from_arrays(offsets, items, mask=array.is_null())


def _escaped(texts: pa.Array) -> pa.Array:
    """The texts with JSON's escapes; only the characters that occur are looked for."""
    _, offsets, data = texts.buffers()
    if not len(texts) or data is None:
        return texts
    ends = np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4)
    raw = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    special = raw[_ESCAPED[raw]]
    if not special.size:
        return texts
    present = {chr(code) for code in np.unique(special).tolist()}
    for character, escape in _ESCAPES.items():
        if character in present:
            texts = pc.replace_substring(texts, character, escape)
    return texts


def _floats(array: pa.Array) -> pa.Array:
    """`-0` keeps its point, or a reader would take it for the integer 0."""
    texts = array.cast(pa.string())
    texts = pc.if_else(pc.equal(texts, "-0"), "-0.0", texts)
    if pc.all(pc.is_finite(array)).as_py() is not False:
        return texts
    for found, written in (("nan", '"NaN"'), ("inf", '"Infinity"'), ("-inf", '"-Infinity"')):
        texts = pc.if_else(pc.equal(texts, found), written, texts)
    return texts


def _decimals(array: pa.Array) -> pa.Array:
    """All digits, made of the unscaled whole number where Arrow's own text could have an exponent."""
    scale = array.type.scale
    if scale <= PLAIN_DIGITS:
        return array.cast(pa.string())
    whole = pa.Array.from_buffers(pa.decimal128(38, 0), len(array), array.buffers(), offset=array.offset).cast(pa.string())
    digits = pc.utf8_lpad(pc.replace_substring(whole, "-", ""), scale + 1, "0")
    sign = pc.if_else(pc.starts_with(whole, "-"), "-", "")
    return _joined(sign, pc.utf8_slice_codeunits(digits, 0, -scale), ".", pc.utf8_slice_codeunits(digits, -scale))


def _hexadecimal(array: pa.Array) -> pa.Array:
    _, offsets, data = array.buffers()
    if not len(array):
        return pa.array([], pa.string())
    ends = np.frombuffer(offsets, np.int32, len(array) + 1, array.offset * 4)
    raw = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]] if data is not None else np.zeros(0, np.uint8)
    wide = pa.py_buffer((ends - ends[0]) * np.int32(2))
    valid = None if array.null_count == 0 else pc.is_valid(array).buffers()[1]
    return _joined("\\x", pa.StringArray.from_buffers(len(array), wide, pa.py_buffer(_DIGITS[raw]), valid))
