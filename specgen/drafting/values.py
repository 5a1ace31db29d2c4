"""What fills a column by its type and rules, and what of it is a guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from specgen.drafting import texts
from specgen.drafting.keys import values_of
from specgen.drafting.kinds import type_of
from specgen.drafting.model import Column
from specgen.drafting.ranges import AS_OF, Range, Ranges, family
from specgen.drafting.rules import Made, Order, columns_of
from specgen.drafting.sketch import Sketch
from specgen.types import Type

Filler = tuple[dict[str, Any], str]
"""A filler key with its setting, and what of it is a guess; nothing where the schema says all of it."""


_EXACT = 10_000
"""Weights are numbers of rows up to so many rows, and shares of so many beyond."""
_UUID = "00000000-0000-4000-8000-000000000001"


def filler(sketch: Sketch, ranges: Ranges, column: Column, type: Type) -> Filler:
    """The filler of a column that nothing else fills."""
    shares = _shares(sketch, ranges, column, type)
    if shares:
        return {"values": shares} if len(shares) > 1 else {"constant": next(iter(shares))}, ""
    listed = values_of(sketch, column.name)
    if listed is not None and not column.type.endswith("[]"):
        values = [_listed(value, type) for value in listed]
        return ({"constant": values[0]}, "") if len(values) == 1 else ({"values": values}, "all alike")
    if type.kind == "text":
        return _of_text(sketch, column, type)
    if family(column):
        return _ranged(type, ranges.of[column.name], column.name in sketch.distinct)
    return _OTHERS[type.kind](column)


def constant(sketch: Sketch, column: Column, type: Type | None) -> dict[str, Any]:
    """The filler of a column that has one value in all rows; of an array that value is the empty one."""
    value = sketch.fixed[column.name]
    if value is not None and type is not None and type.item is not None:
        return {"array": {"of": _array(column)[0]["array"]["of"], "length": 0}}
    return {"constant": _listed(value, type) if value is not None and type is not None else value}


def _shares(sketch: Sketch, ranges: Ranges, column: Column, type: Type) -> dict[Any, int]:
    """The values that the rows show, as far as the rules let the column have them, with weights; none where another column decides."""
    name, seen = column.name, column.seen
    if seen is None or name in sketch.distinct or any(isinstance(rule, Order | Made) and name in columns_of(rule) for rule in sketch.rules):
        return {}
    listed, range = values_of(sketch, name), ranges.of.get(name)
    found = {value: number for value, number in seen.values.items() if listed is None or value in listed}
    if range is not None:
        found = {value: number for value, number in found.items() if range.low <= Decimal(value) <= range.high}
    total = sum(found.values())
    scale = Decimal(1) if total <= _EXACT else Decimal(_EXACT) / total
    return {_listed(value, type): max(round(number * scale), 1) for value, number in found.items()}


def _of_text(sketch: Sketch, column: Column, type: Type) -> Filler:
    kind, setting = texts.filler(sketch, column.name, type)
    if setting in (texts.like(sketch, column.name), sketch.patterns.get(column.name)):
        return {kind: setting}, ""
    return {kind: setting}, "Faker's values of that name" if kind == "faker" and setting == column.name else "any text"


def _ranged(type: Type, found: Range, unique: bool) -> Filler:
    if found.low >= found.high:
        return {"constant": _value(type, found.low)}, ""
    low, high = _value(type, found.low), _value(type, found.high)
    if type.kind == "time":
        quarter = (found.high - found.low) / 4
        times = dict.fromkeys(_clock(found.low + quarter * part) for part in range(5))
        return {"values": list(times)}, "any time"
    if type.kind == "timestamp" and not unique:
        return {"time": {"from": low, "to": high}}, "any time"
    return {"uniform": {"min": low, "max": high}}, "all alike"


def _listed(value: str, type: Type) -> Any:
    """A value that a rule lists."""
    return value == "true" if type.kind == "boolean" else Decimal(value) if type.numeric else value


def _value(type: Type, value: Decimal) -> Any:
    if type.kind in ("date", "timestamp"):
        return date.fromordinal(int(value))
    return _clock(value) if type.kind == "time" else as_number(value)


def as_number(value: Decimal) -> Decimal | int:
    """Without a point where there is nothing behind it."""
    return int(value) if value == value.to_integral_value() else value


def _clock(minutes: Decimal) -> str:
    hour, minute = divmod(int(minutes), 60)
    return f"{hour:02}:{minute:02}"


def _array(column: Column) -> Filler:
    """A few values of what the items may be."""
    base = column.type.removesuffix("[]")
    type = type_of(Column(column.name, base, base, True, labels=column.labels))
    assert type is not None, "an array has a type only if its items have"
    items: dict[str, Any] = (
        {"values": list(column.labels)} if column.labels
        else {"faker": "word"} if type.kind == "text" and (type.length or 99) >= 20
        else {"pattern": "[A-Z]"} if type.kind == "text"
        else _range_of_items(type) if type.kind in ("integer", "decimal", "double", "date", "timestamp")
        else {"constant": _UUID} if type.kind == "uuid"
        else _OTHERS[type.kind](column)[0]
    )  # fmt: skip
    return {"array": {"of": items, "length": {"uniform": {"min": 0, "max": 3}}}}, "up to three"


def _range_of_items(type: Type) -> dict[str, Any]:
    if type.kind in ("date", "timestamp"):
        return {"uniform": {"min": date(AS_OF.year - 1, 1, 1), "max": AS_OF}}
    small = type.kind == "decimal" and type.precision == type.scale
    return {"uniform": {"min": 0, "max": Decimal("0.9")} if small else {"min": 1, "max": 9}}


_OTHERS: dict[str, Callable[[Column], Filler]] = {
    "uuid": lambda column: ({"uuid": "v4"}, ""),
    "boolean": lambda column: ({"values": [True, False]}, "all alike"),
    "interval": lambda column: ({"uniform": {"min": "1 hour", "max": "30 days"}}, "all alike"),
    "json": lambda column: ({"constant": "{}"}, "empty"),
    "bytes": lambda column: ({"constant": "\\x00"}, "one byte"),
    "time": lambda column: ({"values": ["08:00", "12:00", "18:00"]}, "any time"),
    "array": _array,
}
