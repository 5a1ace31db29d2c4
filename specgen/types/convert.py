"""Arrays of one type as arrays of another, as a SQL cast would, and exact where SQL is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import ends
from specgen.types.arrays import Floats, Ints, from_units, numbers, plain, units, valid
from specgen.types.text import text
from specgen.types.type import INT64_DIGITS, Type

_SECONDS_A_DAY = 86_400
_TICKS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def convert(array: pa.Array, type: Type) -> pa.Array:
    """The array as values of `type`; a dictionary of that very type stays as it is.

    Numbers lose digits by rounding half away from zero, times by dropping what is finer than the type (a timestamp as a date is its
    day). OverflowError or pyarrow.ArrowInvalid for what does not fit.
    """
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.type == type.arrow or (pa.types.is_dictionary(array.type) and array.type.value_type == type.arrow):
        return array
    array = plain(array)
    if array.type == type.arrow:
        return array
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), type.arrow)
    if type.kind in ("integer", "decimal") and _is_number(array.type):
        return _to_exact(array, type)
    if _ticks_a_day(array.type) and type.kind in ("date", "timestamp"):
        return _to_time(array, type)
    if type.arrow == pa.string():
        return _to_text(array)
    return array.cast(type.arrow) if type.kind != "double" else pa.array(numbers(array), from_pandas=True).cast(type.arrow)


def check_length(array: pa.Array, type: Type) -> int | None:
    """The position of the first text that is longer than the type's length; None if all fit."""
    if type.length is None or not len(array):
        return None
    if pa.types.is_dictionary(array.type) and check_length(array.dictionary, type) is None:
        return None
    array = plain(array)
    if np.diff(ends(array)).max() <= type.length:
        return None  # a character has at least a byte, and bytes are counted sooner
    lengths = pc.utf8_length(array)
    longest = pc.max(lengths).as_py()
    if longest is None or longest <= type.length:
        return None
    return int(np.argmax(lengths.fill_null(0).to_numpy(zero_copy_only=False) > type.length))


def rescale(ints: Ints, digits: int) -> Ints:
    """Units times 10 to the power `digits`, rounded half away from zero; OverflowError beyond 64 bits."""
    if digits >= 0:
        factor = 10 ** min(digits, 19)
        if len(ints) and max(-int(ints.min()), int(ints.max())) * 10**digits > 2**63 - 1:
            raise OverflowError("a number here needs more than 64 bits")
        return ints * np.int64(factor) if factor < 2**63 else ints
    if digits < -INT64_DIGITS:
        return np.zeros_like(ints)
    factor = np.int64(10**-digits)
    size = np.abs(ints)
    whole = size // factor
    whole += (size - whole * factor) >= factor - factor // 2
    return np.where(ints < 0, -whole, whole)


def _is_number(arrow: pa.DataType) -> bool:
    return bool(pa.types.is_integer(arrow) or pa.types.is_decimal(arrow) or pa.types.is_floating(arrow) or pa.types.is_boolean(arrow))


def _to_exact(array: pa.Array, type: Type) -> pa.Array:
    present = valid(array)
    if pa.types.is_floating(array.type):
        return from_units(_rounded(numbers(array), type), type, present)
    if pa.types.is_decimal(array.type) and array.type.precision > INT64_DIGITS and array.type.scale <= type.scale:
        return array.cast(type.arrow)
    digits = array.type.scale if pa.types.is_decimal(array.type) else 0
    return from_units(rescale(units(array), type.scale - digits), type, present)


def _rounded(values: Floats, type: Type) -> Ints:
    """Floats as units of the type, half away from zero; nan, which stands for NULL, gives 0."""
    scaled = np.nan_to_num(values, nan=0.0, posinf=np.inf, neginf=-np.inf) * float(type.per_unit)
    size = np.abs(scaled)
    if len(size) and size.max() >= 2.0**63:
        raise OverflowError(f"{values[int(size.argmax())]:g} does not fit {type.sql}")
    whole = np.floor(size)
    whole += size - whole >= 0.5
    rounded: Ints = np.copysign(whole, scaled).astype(np.int64)
    return rounded


def _ticks_a_day(arrow: pa.DataType) -> int:
    if pa.types.is_date32(arrow):
        return 1
    return _TICKS[arrow.unit] * _SECONDS_A_DAY if pa.types.is_timestamp(arrow) else 0


def _to_time(array: pa.Array, type: Type) -> pa.Array:
    had, wants = _ticks_a_day(array.type), _ticks_a_day(type.arrow)
    ints = units(array)
    moved = ints * np.int64(wants // had) if wants >= had else ints // np.int64(had // wants)
    return from_units(moved, type, valid(array))


def _to_text(array: pa.Array) -> pa.Array:
    if pa.types.is_decimal(array.type) or pa.types.is_nested(array.type):
        return text(array)
    if pa.types.is_timestamp(array.type) and array.type.unit != "s":
        return pc.replace_substring_regex(array.cast(pa.string()), pattern=r"\.?0+(Z?)$", replacement=r"\1")
    return array.cast(pa.string())
