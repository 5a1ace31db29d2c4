"""Rules about which columns are empty, perhaps in this or that state: tried for every value that the columns may get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod

from specgen.drafting import conditions
from specgen.drafting.conditions import Term
from specgen.drafting.keys import values_of
from specgen.drafting.kinds import type_of
from specgen.drafting.model import Check
from specgen.drafting.ranges import range_of
from specgen.drafting.rules import OneOf, Present
from specgen.drafting.sketch import Sketch, may_be_null
from specgen.drafting.trials import EMPTY, MOST, Trials, literal
from specgen.records import record

_ANY = {
    "integer": "1", "decimal": "0.5", "double": "1", "date": "'2024-01-01'", "timestamp": "'2024-01-01'", "text": "'a'", "time": "'12:00'",
    "interval": "'1 hour'", "boolean": "true", "json": "'{}'", "uuid": "'00000000-0000-4000-8000-000000000001'", "array": EMPTY,
    "bytes": "'\\x00'",
}  # fmt: skip
_SAME = ("json", "bytes")
"""What has the same value in every row."""
_COUNTERS = ("num_nulls", "num_nonnulls")

Way = tuple[bool, ...]
"""For each column whether it has a value."""


@record
class _Asked:
    """Columns in the order of the table, that of them whose values are listed, the rules about them, and of which the value counts."""

    names: tuple[str, ...]
    state: str
    checks: tuple[Check, ...]
    read: frozenset[str]


def settled(sketch: Sketch, check: Check, left: Sequence[Check], trials: Trials) -> bool:
    """Find which columns of a check have values in which state, such that every value passes; False where there is no such way.

    The rules that are `left` are heeded, as far as they are about these columns; the others are kept already.
    """
    names = tuple(name for name in sketch.table.columns if name in check.columns)
    if not names or not all(_may_vary(sketch, name) for name in names):
        return False
    listed = [name for name in names if values_of(sketch, name) is not None and name not in sketch.linked]
    about = tuple(other for other in left if set(names).issuperset(other.columns))
    read = frozenset(name for other in about for name in _read(other))
    asked = _Asked(names, listed[0] if listed else "", about, read)
    found = {state: _fullest(sketch, asked, state, trials) for state in _states(sketch, asked)}
    known = {state: way for state, way in found.items() if way is not None}
    if not known:
        return False
    _take(sketch, asked, known, whole=len(known) == len(found))
    return True


def _may_vary(sketch: Sketch, name: str) -> bool:
    column, link = sketch.column(name), sketch.linked.get(name)
    free = name not in sketch.fixed and name not in sketch.omitted and name not in sketch.nulls and not column.generated
    return free and type_of(column) is not None and (link is None or link.kind == "plain")


def _states(sketch: Sketch, asked: _Asked) -> Sequence[str]:
    return values_of(sketch, asked.state) or () if asked.state else ("",)


def _fullest(sketch: Sketch, asked: _Asked, state: str, trials: Trials) -> Way | None:
    """The way with the most values that passes whatever they are."""
    for way in sorted(_ways(sketch, asked), key=lambda way: -sum(way)):
        samples = [_samples(sketch, asked, name) if full else (None,) for name, full in zip(asked.names, way, strict=True)]
        if asked.state:
            samples[asked.names.index(asked.state)] = (literal(state),)
        rows = list(product(*samples)) if prod(map(len, samples)) <= MOST else []
        columns = [sketch.column(name) for name in asked.names]
        if rows and len(trials.passing(columns, asked.checks, rows)) == len(rows):
            return way
    return None


def _ways(sketch: Sketch, asked: _Asked) -> Iterator[Way]:
    optional = [name != asked.state and may_be_null(sketch, sketch.column(name)) for name in asked.names]
    yield from product(*((True, False) if may else (True,) for may in optional))


def _read(check: Check) -> Iterator[str]:
    """The columns of which a rule asks more than whether they are NULL."""
    try:
        yield from _beyond_null(conditions.read(check.text))
    except conditions.NotUnderstood:
        yield from check.columns


def _beyond_null(term: Term) -> Iterator[str]:
    asks_null = term.op in ("is null", "is not null") or (term.op == "call" and term.value in _COUNTERS)
    if term.op == "column":
        yield term.value
    for arg in term.args:
        yield from () if asks_null and arg.op == "column" else _beyond_null(arg)


def _samples(sketch: Sketch, asked: _Asked, name: str) -> Sequence[str]:
    """Every value that a column may get, as SQL, or any one if only NULL counts; none where they are too many to try."""
    type = type_of(sketch.column(name))
    assert type is not None, "only columns with a type vary"
    if name not in asked.read or type.kind in _SAME:
        return (
            (_ANY.get(type.kind, "NULL"),)
            if name in sketch.linked or not sketch.column(name).labels
            else (literal(sketch.column(name).labels[0]),)
        )
    listed = values_of(sketch, name) if name not in sketch.linked else None
    if listed is not None:
        return [literal(value) for value in listed]
    if type.kind not in ("integer", "date") or name in sketch.linked or any(name in key.columns for key in sketch.table.keys):
        return ()
    found = range_of(sketch, sketch.column(name))
    if found.high - found.low >= MOST:
        return ()
    return [_sql(number, type.kind) for number in range(int(found.low), int(found.high) + 1)]


def _sql(number: int, kind: str) -> str:
    return str(number) if kind == "integer" else literal(date.fromordinal(number).isoformat())


def _take(sketch: Sketch, asked: _Asked, known: Mapping[str, Way], whole: bool) -> None:
    """Hold the columns to the ways that were found."""
    if asked.state:
        sketch.rules.append(Present(asked.state))
    if asked.state and not whole:
        sketch.rules.append(OneOf(asked.state, tuple(known)))
    for at, name in enumerate(asked.names):
        empty = [state for state, way in known.items() if not way[at]]
        if name == asked.state or not empty:
            sketch.rules.append(Present(name))
        elif len(empty) == len(known):
            sketch.fixed[name] = None
        else:
            full = [state for state in known if state not in empty]
            sketch.nulls[name] = (asked.state, full, empty)
