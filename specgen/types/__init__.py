"""SQL types, the Arrow arrays that hold their values, and the integers inside: what everything else counts in."""

from specgen.types.arrays import decoded, from_units, numbers, pick, plain, take, units, valid, width, with_nulls
from specgen.types.convert import check_length, convert
from specgen.types.parse import parse_type
from specgen.types.type import INT64_DIGITS, Kind, Type
from specgen.types.values import literal, parse_value

__all__ = [
    "INT64_DIGITS",
    "Kind",
    "Type",
    "check_length",
    "convert",
    "decoded",
    "from_units",
    "literal",
    "numbers",
    "parse_type",
    "parse_value",
    "pick",
    "plain",
    "take",
    "units",
    "valid",
    "width",
    "with_nulls",
]
