"""What a database that holds the rows before a moment means for others: which rows may follow, and which checks wait."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from specgen.appending import strange
from specgen.checks.results import Validation, asked, judge
from specgen.counted import counted
from specgen.engine import Engine
from specgen.engine.increments import Increment
from specgen.errors import EnvironmentProblem
from specgen.marks import Mark
from specgen.sinks import Sink
from specgen.window import Window, shown, window

_ANEW = "load the first window anew with --if-exists replace"


def refuse_gaps(engine: Engine, increment: Increment, tables: Sequence[str], held: Mapping[str, Mark], where: str) -> None:
    """EnvironmentProblem, saying which window is due, unless the tables hold the rows that come before this one."""
    since = increment.window.since
    wrong = [reason for name, mark in held.items() for reason in strange(engine, name, mark)]
    if wrong:
        raise EnvironmentProblem(f"{where}: no window can follow: {'; '.join(wrong[:5])}", _ANEW)
    before = {name: 0 if since is None else Increment(engine, Window(None, since)).rows(name) for name in tables}
    if held:
        _refuse_other_end(where, increment.window, {name: mark.until for name, mark in held.items()})
    elif any(before.values()):
        rows = ", ".join(f"{rows:,} of {name}" for name, rows in before.items() if rows)
        raise EnvironmentProblem(
            f"{where} lacks the rows that come before {shown(since)}: {rows}", f"load them first with --until {_said(since)}"
        )
    moved = [f"{name} holds {counted(mark.rows or 0, 'row')}, of {before[name]:,} before {shown(since)}" for name, mark in held.items()]
    moved = [reason for reason, (name, mark) in zip(moved, held.items(), strict=True) if mark.rows != before[name]]
    if moved:
        raise EnvironmentProblem(f"{where}: the spec or its params were others: {'; '.join(moved[:5])}", _ANEW)


def validated(engine: Engine, sink: Sink) -> Validation:
    """The checks that a database can judge, judged; those about all rows wait where it holds only the rows before a moment."""
    if sink.dialect is None:
        raise EnvironmentProblem(f"{sink.describe()} answer no queries", "name a database with --to")
    checks, early = asked(engine.plan, sink.dialect), _ends_early(engine, sink)
    waiting = tuple(check for check in checks if early and not check.on_part)
    return Validation(judge([check for check in checks if check.on_part or not early], sink.query), waiting)


def _ends_early(engine: Engine, sink: Sink) -> bool:
    """Whether more rows come behind the window that was loaded last."""
    held = sink.marks([planned.table.name for planned in engine.plan.written])
    ends = {mark.until for mark in held.values()}
    part = window(None, ends.pop() or None) if len(ends) == 1 and engine.timeline.times else None
    return part is not None and not Increment(engine, part).is_last(held)


def _said(moment: datetime.datetime | None) -> str:
    """As the command line takes it."""
    text = shown(moment)
    return f"'{text}'" if " " in text else text


def _refuse_other_end(where: str, asked: Window, ends: Mapping[str, str]) -> None:
    """The window has to begin where what is there ends."""
    first, until = next(iter(ends.items()))
    other = next((name for name, end in ends.items() if end != until), None)
    if other is not None:
        raise EnvironmentProblem(f"{where}: {first} holds the rows before {until or 'all ends'}, {other} those before {ends[other]}", _ANEW)
    if not until:
        raise EnvironmentProblem(f"{where} holds all rows already, so no window is left", _ANEW)
    there = window(None, until)
    assert there is not None
    if asked.since == there.until:
        return
    if asked.high <= there.high:
        what = f"{where} holds the rows of this window already, with all before {until}; nothing was changed"
        raise EnvironmentProblem(what, f"go on with --since {_said(there.until)}; to load them again, begin with --if-exists replace")
    begins = f"begins at {shown(asked.since)}" if asked.since else "begins with the first row"
    ahead = asked.since is not None and asked.low > there.high
    help = f"load --since {_said(there.until)} --until {_said(asked.since)} first" if ahead else f"go on with --since {_said(there.until)}"
    raise EnvironmentProblem(f"{where} holds the rows before {until}, and the window {begins}", help)
