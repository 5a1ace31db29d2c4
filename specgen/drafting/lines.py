"""The lines of a table's columns: what fills each, and which of it is a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from specgen.drafting import checks, linked
from specgen.drafting.kinds import STAND_INS, type_of
from specgen.drafting.links import free_name
from specgen.drafting.model import Column
from specgen.drafting.ranges import After, Ranges, ranges
from specgen.drafting.rules import Made
from specgen.drafting.sketch import EMPTY, Line, Sketch, Sketches, may_be_null, nulls_of
from specgen.drafting.values import as_number, constant, filler
from specgen.drafting.wording import identifier, said
from specgen.errors import EnvironmentProblem
from specgen.types import Type

NULLS = "10%"


def lines(sketch: Sketch, sketches: Sketches) -> Iterator[Line]:
    """The lines of all columns, hidden ones before the first that reads them."""
    writing = _Writing(sketch, sketches)
    yield from linked.for_others(sketch)
    for column in sketch.table.columns.values():
        for line in writing.of(column):
            described = line.name == column.name and line.settings and column.comment
            yield Line(line.name, {**line.settings, "description": column.comment}, line.note) if described else line


class _Writing:
    """One table's columns, as its ranges have them."""

    def __init__(self, sketch: Sketch, sketches: Sketches):
        self.sketch, self.sketches = sketch, sketches
        self.ranges: Ranges = ranges(sketch)
        self.inner = {name: self._inner(name) for name in self._in_hours()}
        """Of columns with a time zone to which hours are added, hidden ones without: only there the language adds."""

    def of(self, column: Column) -> Iterator[Line]:
        name, sketch = column.name, self.sketch
        type, link = type_of(column), sketch.linked.get(name)
        if column.generated:
            yield Line(name, note="the database computes it")
        elif column.trigger and column.given:
            yield Line(name, note=f"the trigger {column.trigger} sets it")
        elif name in sketch.omitted:
            yield Line(name, note=sketch.omitted[name])
        elif name in sketch.fixed:
            fixed = {"type": type.sql if type else "text", **constant(sketch, column, type)}
            yield Line(name, fixed, "TODO: one value that passes a rule; see below")
        elif link is not None:
            yield from linked.of_link(sketch, self.sketches, column, link)
        elif type is None:
            yield self._foreign(column)
        else:
            yield from self._filled(column, type)

    def _foreign(self, column: Column) -> Line:
        """A column of a type that the language lacks."""
        if column.given:
            why = "it has a default" if column.required else "it may be empty"
            return Line(column.name, note=f"specgen has no type {column.written}, and {why}")
        pattern = STAND_INS.get(column.type.partition("(")[0]) or STAND_INS.get(column.type)
        if pattern is None:
            what = f"{self.sketch.table.name}.{column.name} is {column.written}, which specgen cannot fill, and must have a value"
            raise EnvironmentProblem(what, "give it a default, or let it be NULL")
        unique = {"unique": True} if column.name in self.sketch.distinct else {}
        return Line(column.name, {"type": "text", "pattern": pattern, **unique}, f"guess: texts that are read as {column.written}")

    def _filled(self, column: Column, type: Type) -> Iterator[Line]:
        name, check = column.name, checks.of_column(self.sketch, column)
        made = next((rule for rule in self.sketch.rules if isinstance(rule, Made) and rule.column == name), None)
        if name == self.sketch.ordinal:
            yield Line(name, {"type": type.sql, "ordinal": {}, **check}, "1, 2, … in each block")
        elif type.kind == "integer" and (column.counted or (name in self.sketch.distinct and self.ranges.of[name].open)):
            yield self._count(column, type)
        elif made is not None:
            yield Line(name, {"type": type.sql, "expr": said(made.term), **check}, "as a rule says")
        elif name in self.ranges.after:
            yield from self._after(column, type, self.ranges.after[name])
        elif name in self.inner:
            settings, note = filler(self.sketch, self.ranges, column, type)
            yield Line(self.inner[name], {"type": "timestamp", "hidden": True, **settings}, f"guess: {note}; not written")
            yield Line(name, {"type": type.sql, "expr": _zoned(identifier(self.inner[name])), **self._nulls(column), **check})
        else:
            yield self._drawn(column, type)

    def _drawn(self, column: Column, type: Type) -> Line:
        settings, note = filler(self.sketch, self.ranges, column, type)
        if column.seen is not None and column.seen.nulls == 1 and self._nulls(column) == EMPTY:
            return Line(column.name, {"type": type.sql, "constant": None}, "NULL in every row")
        distinct = column.name in self.sketch.distinct
        alone = any(key.columns == (column.name,) and not key.primary for key in self.sketch.table.keys)
        unique = {"unique": True} if distinct and (type.kind != "uuid" or alone) else {}
        nulls = self._nulls(column)
        guess = f"guess: {note}" if note else _guess(column, nulls)
        return Line(column.name, {"type": type.sql, **settings, **unique, **nulls, **checks.of_column(self.sketch, column)}, guess)

    def _nulls(self, column: Column) -> dict[str, Any]:
        if (condition := checks.nulls(self.sketch, column)) is not None:
            return {"nulls": condition}
        read = any(column.name in after.others for after in self.ranges.after.values()) and column.name not in self.inner
        return nulls_of(column, NULLS) if may_be_null(self.sketch, column) and not read else {}

    def _count(self, column: Column, type: Type) -> Line:
        primary = self.sketch.table.primary
        alone = primary is not None and primary.columns == (column.name,)
        low = 1 if column.counted else max(int(self.ranges.of[column.name].low), 1)
        sequence: dict[str, Any] = {} if alone and low == 1 else {"sequence": {} if low == 1 else {"start": low}}
        unique = {"unique": True} if not alone and any(key.columns == (column.name,) for key in self.sketch.table.keys) else {}
        nulls = self._nulls(column)
        settings = {"type": type.sql, **sequence, **unique, **nulls, **checks.of_column(self.sketch, column)}
        return Line(column.name, settings, _guess(column, nulls))

    # ── columns that follow from others ──────────────────────────────────────────────────────────────────────────────

    def _after(self, column: Column, type: Type, after: After) -> Iterator[Line]:
        """The column is the largest of others plus a gap."""
        name, hours = column.name, type.kind == "timestamp"
        gap = free_name(f"{name}_gap", self.sketch.table.columns)
        low, high = (Decimal(1), after.most * 24) if hours else (self.ranges.of[name].step, after.most)
        unit = "hours" if hours else "days" if type.kind == "date" else ""
        settings = {"type": "integer" if unit else type.sql, "hidden": True, "uniform": {"min": as_number(low), "max": as_number(high)}}
        yield Line(gap, settings, f"guess: {unit} between the two" if unit else "guess: how much more")
        base = ", ".join(identifier(self.inner.get(other, other)) for other in after.others)
        base = f"greatest({base})" if len(after.others) > 1 else base
        expr = f"{base} + {identifier(gap)}" + (" * interval '1 hour'" if hours else "")
        if name in self.inner and self._is_read(name):
            yield Line(self.inner[name], {"type": "timestamp", "hidden": True, "expr": expr}, "not written")
            expr = identifier(self.inner[name])
        nulls = self._nulls(column)
        settings = {"type": type.sql, "expr": _zoned(expr) if type.zoned else expr, **nulls, **checks.of_column(self.sketch, column)}
        yield Line(name, settings, _guess(column, nulls))

    def _is_read(self, name: str) -> bool:
        return any(name in after.others for after in self.ranges.after.values())

    def _in_hours(self) -> Iterator[str]:
        """The columns with a time zone that follow from others, and those others."""
        for name, after in self.ranges.after.items():
            type = type_of(self.sketch.column(name))
            if type is not None and type.zoned:
                yield from (name, *after.others)

    def _inner(self, name: str) -> str:
        return free_name(f"{name}_utc", self.sketch.table.columns)


def _guess(column: Column, nulls: Mapping[str, Any]) -> str:
    """Whether a share of NULL is one."""
    return "guess" if nulls == {"nulls": NULLS} and column.seen is None else ""


def _zoned(expr: str) -> str:
    """A timestamp in UTC as one with a time zone, by way of a text that says so."""
    return f"cast(cast({expr} as text) || 'Z' as timestamptz)"
