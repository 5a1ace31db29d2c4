"""The rules that are kept, as conditions of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specgen.drafting.model import Check, Column, Table
from specgen.drafting.ranges import family
from specgen.drafting.rules import Apart, Bound, Length, Like, Made, OneOf, Order
from specgen.drafting.sketch import Sketch
from specgen.drafting.wording import identifier, said, text


def of_column(sketch: Sketch, column: Column) -> dict[str, str]:
    """The modifier `check` of a column, with the rules of that column alone."""
    found = [condition for rule in sketch.rules if (condition := _condition(rule, column)) is not None]
    return {"check": " and ".join(found)} if found else {}


def of_table(sketch: Sketch) -> Iterator[dict[str, str]]:
    """The checks over several columns."""
    for check in sketch.table.checks:
        found = [_said(rule) for rule in sketch.kept.get(check.name, []) if isinstance(rule, Order | Apart | Made)]
        if found:
            yield {"name": _name(check, sketch.table), "expr": " and ".join(found)}


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
