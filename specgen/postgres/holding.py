"""Whether a column that is there can hold what the spec makes: refused before the first row, where the types tell."""

from __future__ import annotations

import re
from collections.abc import Callable

from specgen.types import Type

_BITS = {"smallint": 16, "integer": 32, "bigint": 64}
_DIGITS = {16: 5, 32: 10, 64: 19}
_TEXT = ("text", "character varying", "character")
_NAMED = re.compile(r"([a-z ]+?)(?: ?\(([\d,]+)\))?( with(?:out)? time zone)?")
"""`numeric(10,2)`, `timestamp(3) without time zone`, as format_type says them."""

Limits = tuple[int, ...]
"""What stands in parentheses behind a type."""


def holds(column: str, wanted: Type) -> bool:
    """Whether a column of a type, as PostgreSQL says it, takes every value of the wanted one unchanged.

    Types that are not SQL's own (enums, domains, extensions) are left to the server, which refuses what it cannot read.
    """
    if wanted.item is not None:
        return holds(column.removesuffix("[]"), _innermost(wanted)) if column.endswith("[]") else column in ("text", "json", "jsonb")
    match = _NAMED.fullmatch(column)
    if column.endswith("[]") or not match or match[1] not in _KNOWN:
        return not column.endswith("[]")
    limits = tuple(int(limit) for limit in (match[2] or "").split(",") if limit)
    return _HOLDERS[wanted.kind](match[1], limits, wanted)


def is_text(column: str) -> bool:
    """Whether a type is one of SQL's own texts."""
    match = _NAMED.fullmatch(column)
    return match is not None and match[1] in _TEXT


def _innermost(type: Type) -> Type:
    return type if type.item is None else _innermost(type.item)


def _text(base: str, limits: Limits, wanted: Type) -> bool:
    """Texts of no declared length are seen when they come; what is no text needs to have room for its own."""
    longest = wanted.length if wanted.kind == "text" else 36 if wanted.kind == "uuid" else None
    return base in _TEXT and (not limits or longest is None or longest <= limits[0])


def _integer(base: str, limits: Limits, wanted: Type) -> bool:
    if base in _BITS:
        return wanted.bits <= _BITS[base]
    return _numeric(base, limits, _DIGITS[wanted.bits], 0) or (base == "double precision" and wanted.bits <= 32)


def _numeric(base: str, limits: Limits, whole: int, scale: int) -> bool:
    if base != "numeric" or not limits:
        return base in ("numeric", *_TEXT)
    digits, behind = (*limits, 0)[:2]
    return behind >= scale and digits - behind >= whole


def _double(base: str, limits: Limits, wanted: Type) -> bool:
    return base == "double precision" or (base == "real" and wanted.bits == 32) or (base == "numeric" and not limits) or base in _TEXT


def _timestamp(base: str, limits: Limits, wanted: Type) -> bool:
    return base in _TEXT or (base == "timestamp" and (not limits or limits[0] >= (6 if wanted.precision is None else wanted.precision)))


def _one_of(*bases: str) -> Callable[[str, Limits, Type], bool]:
    return lambda base, limits, wanted: base in bases or _text(base, limits, wanted)


_HOLDERS: dict[str, Callable[[str, Limits, Type], bool]] = {
    "integer": _integer,
    "decimal": lambda base, limits, wanted: _numeric(base, limits, (wanted.precision or 38) - wanted.scale, wanted.scale),
    "double": _double,
    "text": _text,
    "boolean": _one_of("boolean"),
    "date": _one_of("date", "timestamp"),
    "time": _one_of("time"),
    "timestamp": _timestamp,
    "interval": _one_of("interval"),
    "uuid": _one_of("uuid"),
    "json": _one_of("json", "jsonb"),
    "bytes": _one_of("bytea"),
    "struct": _one_of("json", "jsonb"),
}
_OTHERS = "numeric, double precision, real, boolean, date, time, timestamp, interval, uuid, json, jsonb, bytea"
_KNOWN = {*_BITS, *_TEXT, *_OTHERS.split(", ")}
