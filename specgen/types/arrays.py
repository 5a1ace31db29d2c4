"""Between Arrow arrays and the integers or floats that they are made of, without a loop over rows."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import Mask, bitmap, codes, halves, looked_up, mask, words
from specgen.types.type import INT64_DIGITS, Type

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def units(array: pa.Array, type: Type | None = None) -> Ints:
    """The units of an exact array: unscaled decimals, days, ticks, microseconds, 0 and 1; NULL gives 0.

    With `type` the array is converted first. OverflowError if a decimal needs more than 64 bits.
    """
    if type is not None and array.type != type.arrow:
        from specgen.types.convert import convert

        array = convert(array, type)
    array = plain(array)
    present = valid(array)
    if pa.types.is_decimal(array.type):
        low, high = halves(array).T
        if array.type.precision > INT64_DIGITS:
            _refuse_wide(low, high, present)
        return low.copy() if present is None else np.where(present, low, 0)
    found = _physical(array)
    return found if present is None else np.where(present, found, 0)


def from_units(ints: npt.NDArray[np.integer], type: Type, valid: Mask | None = None) -> pa.Array:
    """The array of an exact type that holds these units; NULL where `valid` is false. OverflowError outside the type's range."""
    ints = cast(Ints, np.ascontiguousarray(ints, dtype=np.int64))
    _refuse_outside(ints, type, valid)
    if type.kind == "boolean":
        data = bitmap(ints != 0)
    elif type.kind == "decimal":
        both = np.empty((len(ints), 2), dtype=np.int64)
        both[:, 0] = ints
        both[:, 1] = ints >> 63
        data = pa.py_buffer(both)
    else:
        data = pa.py_buffer(ints.astype(f"int{type.arrow.bit_width}", copy=False))
    return pa.Array.from_buffers(type.arrow, len(ints), [None if valid is None else bitmap(valid), data])


def numbers(array: pa.Array) -> Floats:
    """The values as float64: decimals as what they are worth, dates and times in their units; NULL gives nan."""
    array = plain(array)
    present = valid(array)
    if pa.types.is_floating(array.type):
        found = array.to_numpy(zero_copy_only=False).astype(np.float64, copy=False)
        return cast(Floats, found)
    if pa.types.is_decimal(array.type):
        low, high = halves(array).T
        found = np.where(high == low >> 63, low.astype(np.float64), high * 2.0**64 + low.view(np.uint64)) / 10.0**array.type.scale
    else:
        found = _physical(array).astype(np.float64)
    return found if present is None else np.where(present, found, np.nan)


def valid(array: pa.Array) -> Mask | None:
    """Which values are not NULL; None if none is."""
    if array.null_count == 0:
        return None
    return mask(array.is_valid())


def with_nulls(array: pa.Array, valid: Mask | None) -> pa.Array:
    """The array with NULL where `valid` is false, besides the NULLs that it has."""
    if valid is None:
        return array
    if pa.types.is_dictionary(array.type):
        return pa.DictionaryArray.from_arrays(with_nulls(array.indices, valid), array.dictionary, safe=False)
    return pc.if_else(pa.Array.from_buffers(pa.bool_(), len(valid), [None, bitmap(valid)]), array, pa.scalar(None, type=array.type))


def take(array: pa.Array, indices: npt.NDArray[np.integer]) -> pa.Array:
    """The values at these positions; NULL where the position is -1."""
    missing = indices < 0
    return array.take(_without(indices, missing if missing.any() else None))


def pick(array: pa.Array, indices: npt.NDArray[np.integer]) -> pa.Array:
    """`take` as a dictionary where that is no longer than the picks; what is one already keeps its values."""
    kind = array.type
    if not pa.types.is_dictionary(kind) and (len(array) > len(indices) or pa.types.is_nested(kind) or pa.types.is_null(kind)):
        return take(array, indices)
    missing = indices < 0 if len(indices) and indices.min() < 0 else None
    if array.null_count:
        empty = mask(array.is_null()).take(indices)
        missing = empty if missing is None else missing | empty
    if pa.types.is_dictionary(kind):
        picked, array = codes(array, 0).astype(np.int32, copy=False).take(indices), array.dictionary
    else:
        picked = np.asarray(indices, np.int32)
    return pa.DictionaryArray.from_arrays(_without(picked, missing), array, safe=False)


def plain(array: pa.Array) -> pa.Array:
    """The array in one piece and without a dictionary."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return looked_up(array) if pa.types.is_dictionary(array.type) else array


def width(kind: pa.DataType) -> int:
    """Bytes that a value takes in memory, roughly where they differ."""
    fixed = pa.types.is_primitive(kind) or pa.types.is_decimal(kind) or pa.types.is_fixed_size_binary(kind)
    return max(kind.bit_width // 8, 1) if fixed else 24


def decoded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with every column as plain values."""
    return pa.RecordBatch.from_arrays([plain(column) for column in batch.columns], batch.schema.names)


def _without(ints: npt.NDArray[np.integer], missing: Mask | None) -> pa.Array:
    """The integers with NULL where `missing` is true."""
    if missing is None:
        return pa.array(ints)
    ints = np.ascontiguousarray(ints)
    return pa.Array.from_buffers(pa.from_numpy_dtype(ints.dtype), len(ints), [bitmap(~missing), pa.py_buffer(ints)])


def _physical(array: pa.Array) -> Ints:
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.int8())
    if pa.types.is_null(array.type):
        return np.zeros(len(array), dtype=np.int64)
    if not pa.types.is_primitive(array.type) or array.type.bit_width > 64 or pa.types.is_floating(array.type):
        raise TypeError(f"{array.type} has no integer units")
    return words(array).astype(np.int64)


def _refuse_wide(low: Ints, high: Ints, present: Mask | None) -> None:
    wide = high != low >> 63
    if wide.any() and (present is None or (wide & present).any()):
        raise OverflowError("a decimal here needs more than 64 bits")


def _refuse_outside(ints: npt.NDArray[np.int64], type: Type, valid: Mask | None) -> None:
    if not len(ints) or type.high >= 2**63 - 1:
        return
    if ints.min() >= type.low and ints.max() <= type.high:
        return
    outside = (ints < type.low) | (ints > type.high)
    if valid is None or (outside & valid).any():
        row = int(np.argmax(outside if valid is None else outside & valid))
        raise OverflowError(f"{int(ints[row]) / type.per_unit:g} at position {row} does not fit {type.sql}")
