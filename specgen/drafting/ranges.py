"""Ranges of numbers and times that keep every bound, and which column follows from which where two are compared."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from specgen.drafting.conditions import Term, columns
from specgen.drafting.keys import values_of
from specgen.drafting.kinds import type_of
from specgen.drafting.model import Column
from specgen.drafting.rules import Bound, Made, Order
from specgen.drafting.sketch import Sketch
from specgen.records import record
from specgen.types import Type

AS_OF = datetime.date(2024, 12, 31)
_FIRST_DAY = datetime.date(2023, 1, 1)
_FAMILIES = {
    "integer": "number", "decimal": "number", "double": "number", "date": "day", "timestamp": "day", "time": "clock",
}  # fmt: skip
_GAPS = {"integer": Decimal(10), "decimal": Decimal(50), "double": Decimal(50), "date": Decimal(30), "timestamp": Decimal(3)}
_FARTHEST = Decimal(10) ** 15
"""So many steps from 0 a draw knows each of them."""
_OPENING, _CLOSING = 6 * 60, 22 * 60


@dataclass
class Range:
    """The lowest and highest value: numbers, days since the year 1, or minutes of the day."""

    low: Decimal
    high: Decimal
    step: Decimal
    open: bool = True
    """No rule says where it ends."""
    least: Decimal | None = None
    greatest: Decimal | None = None
    """The ends that rules name."""


@record
class After:
    """A column is the largest of others plus a gap of at least one step and at most `most`."""

    others: tuple[str, ...]
    most: Decimal


@dataclass
class Ranges:
    """Of a table: ranges by column, and the columns that follow from others."""

    of: dict[str, Range] = field(default_factory=dict)
    after: dict[str, After] = field(default_factory=dict)


def family(column: Column) -> str:
    """`number`, `day` or `clock`; empty for what has no order here."""
    type = type_of(column)
    return "" if type is None or column.labels else _FAMILIES.get(type.kind, "")


def ranges(sketch: Sketch) -> Ranges:
    """The ranges of all columns that have some order, with every rule kept."""
    found = Ranges({name: range_of(sketch, column) for name, column in sketch.table.columns.items() if family(column)})
    orders = [rule for rule in sketch.rules if isinstance(rule, Order) and not _by_link(sketch, rule)]
    for high in reversed(list(sorted_by(orders))):
        below = [rule for rule in orders if rule.high == high]
        follows = [rule for rule in below if _may_follow(sketch, found, rule)]
        if follows:
            _follow(sketch, found, high, follows)
        for rule in below:
            if rule not in follows:
                _part(found, rule)
    for made in sketch.rules:
        if isinstance(made, Made):
            _shrink(found, made, _type(sketch, made.column))
    return found


def sorted_by(orders: list[Order]) -> Iterator[str]:
    """The columns, lower ones first; CycleError where they form a ring."""
    yield from TopologicalSorter({rule.high: {other.low for other in orders if other.high == rule.high} for rule in orders}).static_order()


def form_no_ring(orders: list[Order]) -> bool:
    try:
        list(sorted_by(orders))
    except CycleError:
        return False
    return True


def day_of(text: str, sign: str) -> Decimal | None:
    """The day that a date or timestamp names, as the end of a range of days: one that has begun is in no range."""
    try:
        day = Decimal(datetime.date.fromisoformat(text[:10]).toordinal())
    except ValueError:
        return None
    begun = text[10:].strip("+-: T0") != ""
    return day if not begun else day + 1 if sign == ">=" else day - 1 if sign == "<=" else day


def _by_link(sketch: Sketch, rule: Order) -> bool:
    return rule.low in sketch.linked or rule.high in sketch.linked


def _type(sketch: Sketch, name: str) -> Type:
    type = type_of(sketch.column(name))
    assert type is not None, "only columns with a type have a range"
    return type


def range_of(sketch: Sketch, column: Column) -> Range:
    """The range of a column, before others are compared with it."""
    type, kind = _type(sketch, column.name), family(column)
    step = Decimal(1).scaleb(-type.scale if type.kind == "decimal" else -2 if type.kind == "double" else 0)
    if kind == "number":
        top = min(Decimal(100 if type.kind == "integer" else 1000), _largest(type))
        found = Range(Decimal(1) if top > 1 else Decimal(0), top, step)
    elif kind == "day":
        found = Range(Decimal(_FIRST_DAY.toordinal()), Decimal(AS_OF.toordinal()), step)
    else:
        found = Range(Decimal(_OPENING), Decimal(_CLOSING), step)
    _bound(sketch, column, found)
    _narrow(column, found)
    if column.name in sketch.distinct:
        _make_room(sketch, found, kind, _largest(type) if kind == "number" else None)
    return found


def _largest(type: Type) -> Decimal:
    return Decimal(10) ** 9 if type.kind == "double" else Decimal(type.high) / type.per_unit


def _bound(sketch: Sketch, column: Column, found: Range) -> None:
    """Move the ends to where the rules have them; an end that no rule names stays, or keeps its distance."""
    lows, highs = list[Decimal](), list[Decimal]()
    width = found.high - found.low
    for rule in sketch.rules:
        if isinstance(rule, Bound) and rule.column == column.name:
            value = bound_value(column, rule)
            assert value is not None, "only rules that can be read are kept"
            strict = found.step if rule.sign in ("<", ">") else Decimal(0)
            (highs if "<" in rule.sign else lows).append(value - strict if "<" in rule.sign else value + strict)
    found.least, found.greatest = max(lows, default=None), min(highs, default=None)
    if lows:
        found.low = max(lows) if highs or family(column) == "number" else max(found.low, *lows)
        found.high = found.high if found.high > found.low else found.low + width
    if highs:
        found.high, found.open = min(highs) if lows else min(found.high, *highs), False
        found.low = found.low if lows or found.low < found.high else found.high - width


def _narrow(column: Column, found: Range) -> None:
    """Move the ends to where the rows have them, as far as the rules let them."""
    if column.seen is None or not column.seen.low:
        return
    low, high = (bound_value(column, Bound(column.name, sign, end)) for sign, end in ((">", column.seen.low), ("<", column.seen.high)))
    if low is None or high is None or max(abs(low), abs(high)) / found.step > _FARTHEST:
        return
    low, high = _to_step(low, found.step, "ROUND_FLOOR"), _to_step(high, found.step, "ROUND_CEILING")
    if found.least is not None:
        low = max(low, found.least)
    if found.greatest is not None:
        high = min(high, found.greatest)
    if low <= high:
        found.low, found.high = low, high


def _to_step(value: Decimal, step: Decimal, way: str) -> Decimal:
    return (value / step).to_integral_value(way) * step


def bound_value(column: Column, rule: Bound) -> Decimal | None:
    """The value of a bound on the scale of the column's range; None where it cannot be had."""
    if rule.value is None:
        return Decimal(AS_OF.toordinal()) if family(column) == "day" and "<" in rule.sign else None
    if family(column) == "day":
        return day_of(rule.value, rule.sign)
    if family(column) == "clock":
        hour, _, minute = rule.value[:5].partition(":")
        return Decimal(int(hour) * 60 + int(minute)) if hour.isdigit() and minute.isdigit() else None
    try:
        return Decimal(rule.value)
    except ArithmeticError:
        return None


def _make_room(sketch: Sketch, found: Range, kind: str, largest: Decimal | None) -> None:
    """A range in which as many values as there are rows are well apart."""
    wanted = sketch.rows.most * 10 * found.step
    if found.high - found.low < wanted:
        if kind == "day":
            found.low = min(found.low, found.high - wanted)
        elif found.open and largest is not None:
            found.high = min(found.low + wanted * 10, largest)


def _may_follow(sketch: Sketch, found: Ranges, rule: Order) -> bool:
    """Whether the higher column can be the lower one plus something."""
    low, high = _type(sketch, rule.low), _type(sketch, rule.high)
    if (low.kind, low.zoned) != (high.kind, high.zoned) or low.kind not in _GAPS:
        return False
    if rule.high in sketch.distinct | {sketch.ordinal} or rule.high in sketch.fixed or values_of(sketch, rule.high) is not None:
        return False
    if any(isinstance(other, Made) and other.column == rule.high for other in sketch.rules):
        return False
    above, below = found.of[rule.high], found.of[rule.low]
    return (above.high - max(above.low, below.low)) / above.step >= 4 and rule.low not in sketch.distinct | {sketch.ordinal}


def _follow(sketch: Sketch, found: Ranges, high: str, rules: list[Order]) -> None:
    above = found.of[high]
    floor = max(above.low, *(found.of[rule.low].low for rule in rules))
    most = min(_GAPS[_type(sketch, high).kind], ((above.high - floor) / 2).quantize(above.step, rounding="ROUND_FLOOR"))
    for rule in rules:
        below = found.of[rule.low]
        below.low = max(below.low, above.low)
        below.high = min(below.high, above.high - most)
    found.after[high] = After(tuple(rule.low for rule in rules), most)


def _part(found: Ranges, rule: Order) -> None:
    """Two columns that are drawn each for itself, the lower one from the lower half of what they share."""
    low, high = found.of[rule.low], found.of[rule.high]
    if low.high + low.step <= high.low:
        return
    start, end = max(low.low, high.low), min(low.high, high.high)
    middle = ((start + end) / 2).quantize(max(low.step, high.step), rounding="ROUND_FLOOR")
    low.high = min(low.high, middle)
    high.low = max(high.low, middle + max(low.step, high.step))


def _shrink(found: Ranges, made: Made, type: Type) -> None:
    """Halve the ranges until what is made of them fits its type."""
    names = set(columns(made.term))
    for name in names:
        found.of[name].low = max(found.of[name].low, Decimal(0))
        found.of[name].high = max(found.of[name].high, found.of[name].low)
    while _greatest(made.term, found) > _largest(type):
        for name in names:
            wide = found.of[name]
            wide.high = max((wide.low + (wide.high - wide.low) / 2).quantize(wide.step, rounding="ROUND_FLOOR"), wide.low)


def _greatest(term: Term, found: Ranges) -> Decimal:
    """The largest amount that a sum or product of amounts above 0 comes to."""
    if term.op == "column":
        return found.of[term.value].high
    if term.op == "number":
        return abs(Decimal(term.value))
    left, right = (_greatest(arg, found) for arg in term.args)
    return left * right if term.op == "*" else left + right
