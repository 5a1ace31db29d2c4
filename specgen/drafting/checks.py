"""The rules that are kept, as conditions of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specgen.drafting.kinds import type_of
from specgen.drafting.links import free_name
from specgen.drafting.model import Check, Column, Table
from specgen.drafting.ranges import family
from specgen.drafting.rules import Apart, Bound, Length, Like, Made, OneOf, Order
from specgen.drafting.sketch import Sketch
from specgen.drafting.wording import condition, identifier, said, text


def of_column(sketch: Sketch, column: Column) -> dict[str, str]:
    """The modifier `check` of a column, with the rules of that column alone."""
    found = [condition for rule in sketch.rules if (condition := _condition(rule, column)) is not None]
    return {"check": " and ".join(found)} if found else {}


def of_table(sketch: Sketch) -> Iterator[dict[str, str]]:
    """The checks over several columns, and those that were tried; none has the name that a column's check has."""
    taken = [f"{column.name}_check" for column in sketch.table.columns.values() if of_column(sketch, column)]
    for check, expr in _of_table(sketch):
        taken.append(free_name(_name(check, sketch.table), taken))
        yield {"name": taken[-1], "expr": expr}


def _of_table(sketch: Sketch) -> Iterator[tuple[Check, str]]:
    for check in sketch.table.checks:
        found = [_said(rule) for rule in sketch.kept.get(check.name, []) if isinstance(rule, Order | Apart | Made)]
        if found:
            yield check, " and ".join(found)
    yield from ((check, expr) for check in sketch.tried if (expr := tried(sketch, check)) is not None)


def tried(sketch: Sketch, check: Check) -> str | None:
    """A rule that was tried, as the language says it; None where it cannot, or where a column is not written."""
    types = {name: type for name, column in sketch.table.columns.items() if (type := type_of(column)) is not None}
    return None if any(is_left_out(sketch, name) for name in check.columns) else condition(check.text, types)


def unsaid(sketch: Sketch) -> Iterator[Check]:
    """The checks that fillers keep and that the language has no word for."""
    for check in sketch.table.checks:
        rules = sketch.kept.get(check.name, [])
        if check not in sketch.tried and any(isinstance(rule, Like) and not rule.like for rule in rules):
            yield check


def is_left_out(sketch: Sketch, name: str) -> bool:
    """Whether a column is left to the database."""
    column = sketch.column(name)
    foreign = type_of(column) is None or bool(column.trigger)
    return column.generated or name in sketch.omitted or (foreign and column.given)


def nulls(sketch: Sketch, column: Column) -> str | None:
    """The condition under which a column is NULL, where a state decides."""
    if column.name not in sketch.nulls:
        return None
    state, full, empty = sketch.nulls[column.name]
    name = identifier(state)
    if sketch.column(state).type == "boolean":
        return name if empty == ["true"] else f"not {name}"
    if len(full) == 1 or len(empty) == 1:
        return f"{name} {'<>' if len(full) == 1 else '='} {_value(sketch, state, (full if len(full) == 1 else empty)[0])}"
    return f"{name} in ({', '.join(_value(sketch, state, value) for value in empty)})"


def _value(sketch: Sketch, name: str, value: str) -> str:
    return value if family(sketch.column(name)) == "number" else text(value)


def _said(rule: Order | Apart | Made) -> str:
    if isinstance(rule, Order):
        return f"{identifier(rule.low)} {'<' if rule.strict else '<='} {identifier(rule.high)}"
    if isinstance(rule, Apart):
        return f"{identifier(rule.left)} <> {identifier(rule.right)}"
    return f"{identifier(rule.column)} = {said(rule.term)}"


def _name(check: Check, table: Table) -> str:
    """The constraint's name without what specgen puts before it."""
    return re.sub(r"\W", "_", check.name.removeprefix(f"{table.name}_")) or "rule"


def _condition(rule: object, column: Column) -> str | None:
    """A rule of a column alone as a condition of the language."""
    name = identifier(column.name)
    if getattr(rule, "column", None) != column.name:
        return None
    if isinstance(rule, Bound) and family(column):
        return f"{name} {rule.sign} {_bound(rule, column)}"
    if isinstance(rule, OneOf) and column.type != "boolean":
        quote = family(column) != "number"
        return f"{name} in ({', '.join(text(value) if quote else value for value in rule.values)})"
    if isinstance(rule, Length):
        return f"length({name}) {rule.sign} {rule.value}"
    if isinstance(rule, Like) and rule.like and "\\" not in rule.like:
        return f"{name} like {text(rule.like)}"
    return None


def _bound(rule: Bound, column: Column) -> str:
    if rule.value is None:
        return "as_of"
    return rule.value if family(column) == "number" else text(rule.value[:10] if family(column) == "day" else rule.value)
