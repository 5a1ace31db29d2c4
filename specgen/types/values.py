"""Single values as a person writes them in a spec, read exactly as the type that is asked for."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
import uuid
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

import pyarrow as pa

from specgen.counted import counted
from specgen.types.type import Type

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?")
_ZONE = re.compile(r"\s*(Z|[-+]\d{2}:?\d{2})$", re.IGNORECASE)
_SPAN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zµ]+)\s*,?", re.IGNORECASE)
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SECOND = 1_000_000
_EXACT = Context(prec=1_000)
"""Python's own context rounds to 28 digits."""
_MICROSECONDS = {
    "us": 1, "µs": 1, "microsecond": 1, "ms": 1000, "millisecond": 1000, "s": _SECOND, "sec": _SECOND, "second": _SECOND,
    "min": 60 * _SECOND, "minute": 60 * _SECOND, "h": 3600 * _SECOND, "hour": 3600 * _SECOND,
    "d": 86_400 * _SECOND, "day": 86_400 * _SECOND, "w": 604_800 * _SECOND, "week": 604_800 * _SECOND,
}  # fmt: skip


def parse_value(value: Any, type: Type) -> Any:
    """The Python value of a YAML scalar (as written, or as str, int, float, bool) for this type; None stays None.

    A decimal never goes through a float unless it comes as one. ValueError says what was expected.
    """
    if value is None:
        return None
    return _READERS[type.kind](value, type)


def literal(value: Any, type: Type) -> pa.Scalar:
    """The Arrow scalar of a YAML scalar; see `parse_value`."""
    found = parse_value(value, type)
    if isinstance(found, datetime.datetime) and type.zoned:
        found = found.astimezone(datetime.timezone.utc)
    return pa.scalar(found, type=type.arrow)


def _expected(value: Any, type: Type, wanted: str) -> ValueError:
    return ValueError(f"{value!r} is not {wanted} ({type.sql})")


def _text_of(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _number(value: Any, type: Type) -> Decimal:
    text = str(value).strip()
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise _expected(value, type, "a number")
    return Decimal(text)


def _integer(value: Any, type: Type) -> int:
    number = _number(value, type)
    if number != number.to_integral_value():
        raise _expected(value, type, "a whole number")
    if not type.low <= number <= type.high:
        raise ValueError(f"{value} does not fit {type.sql}: {type.low} to {type.high}")
    return int(number)


def _decimal(value: Any, type: Type) -> Decimal:
    number = _number(value, type).normalize(_EXACT)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > type.scale:
        raise ValueError(f"{value} has more than {type.scale} digits after the point ({type.sql})")
    if _EXACT.multiply(_EXACT.abs(number), Decimal(type.per_unit)) > type.high:
        raise ValueError(f"{value} does not fit {type.sql}")
    return number.quantize(Decimal(1).scaleb(-type.scale), context=_EXACT)


def _double(value: Any, type: Type) -> float:
    return float(_number(value, type))


def _text(value: Any, type: Type) -> str:
    text = _text_of(value)
    if type.length is not None and len(text) > type.length:
        raise ValueError(f"{text!r} has {counted(len(text), 'character')}; {type.sql} holds {type.length}")
    return text


def _boolean(value: Any, type: Type) -> bool:
    found = _TRUTH.get(_text_of(value).strip().lower())
    if found is None:
        raise _expected(value, type, "true or false")
    return found


def _date(value: Any, type: Type) -> datetime.date:
    match = _DATE.fullmatch(str(value).strip())
    if not match:
        raise _expected(value, type, "a date such as 2025-10-28")
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError as error:
        raise ValueError(f"{value} is no day of the calendar: {error}") from error


def _time(value: Any, type: Type) -> datetime.time:
    match = _TIME.fullmatch(str(value).strip())
    if not match:
        raise _expected(value, type, "a time such as 17:30 or 17:30:15.5")
    hour, minute, second, fraction = match.groups()
    try:
        return datetime.time(int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")))
    except ValueError as error:
        raise ValueError(f"{value} is no time of day: {error}") from error


def _timestamp(value: Any, type: Type) -> datetime.datetime:
    text = str(value).strip()
    zone = _ZONE.search(text) if ":" in text else None
    if zone and not type.zoned:
        raise ValueError(f"{text} names a time zone; {type.sql} has none (timestamptz has)")
    day, _, clock = (text[: zone.start()] if zone else text).replace("T", " ").partition(" ")
    try:
        moment = datetime.datetime.combine(_date(day, type), _time(clock, type) if clock else datetime.time())
    except ValueError as error:
        raise _expected(value, type, "a timestamp such as 2025-10-28 17:30:00") from error
    if moment.microsecond * type.ticks % 1_000_000:
        raise ValueError(f"{text} is finer than {type.sql}")
    return moment.replace(tzinfo=_zone(zone.group(1) if zone else "Z")) if type.zoned else moment


def _zone(text: str) -> datetime.timezone:
    if text in "Zz":
        return datetime.timezone.utc
    sign = -1 if text[0] == "-" else 1
    return datetime.timezone(sign * datetime.timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _interval(value: Any, type: Type) -> datetime.timedelta:
    text = str(value).strip()
    sign, body = (-1, text[1:]) if text.startswith("-") else (1, text)
    total, end = Decimal(0), 0
    for match in _SPAN.finditer(body):
        unit = match.group(2).lower()
        factor = _MICROSECONDS.get(unit, _MICROSECONDS.get(unit.removesuffix("s")))
        if match.start() != end or factor is None:
            break
        total, end = total + Decimal(match.group(1)) * factor, match.end()
    if not body or end != len(body):
        calendar = ", in units of a fixed length: no months or years" if re.search("month|year", text) else ""
        raise _expected(value, type, f"a duration such as 90 days, 40s or 1 h 30 min{calendar}")
    return datetime.timedelta(microseconds=sign * int(total))


def _uuid(value: Any, type: Type) -> str:
    try:
        return str(uuid.UUID(str(value).strip()))
    except ValueError as error:
        raise _expected(value, type, "a uuid such as 123e4567-e89b-42d3-a456-426614174000") from error


def _json(value: Any, type: Type) -> str:
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        json.loads(value)
    except ValueError as error:
        raise _expected(value, type, "JSON") from error
    return value


def _bytes(value: Any, type: Type) -> bytes:
    text = str(value).strip()
    try:
        return bytes.fromhex(text[2:]) if text.startswith("\\x") else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise _expected(value, type, r"bytes, as \x hexadecimal digits or base64") from error


def _array(value: Any, type: Type) -> list[Any]:
    if not isinstance(value, list) or type.item is None:
        raise _expected(value, type, "a list")
    return [parse_value(item, type.item) for item in value]


def _struct(value: Any, type: Type) -> dict[str, Any]:
    """Every field; one that is not written is NULL."""
    known = dict(type.fields)
    if not isinstance(value, dict):
        raise _expected(value, type, "a mapping")
    for name in value:
        if name not in known:
            raise ValueError(f"{type.sql} has no field {name!r}; it has {', '.join(known)}")
    return {name: parse_value(value.get(name), field) for name, field in known.items()}


_READERS: dict[str, Callable[[Any, Type], Any]] = {
    "integer": _integer, "decimal": _decimal, "double": _double, "text": _text, "boolean": _boolean, "date": _date, "time": _time,
    "timestamp": _timestamp, "interval": _interval, "uuid": _uuid, "json": _json, "bytes": _bytes, "array": _array,
    "struct": _struct,
}  # fmt: skip
