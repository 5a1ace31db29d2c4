"""When the rows of a data set come that have no time of their own: with the first row that refers to them.

Microseconds since 1970, for the leaders of `specgen.plan.timeline`:

- a row that some row with a moment refers to comes with the first of these, and never later than its own time says;
- any other row comes as soon as all that it refers to is there; one that refers to nothing comes with the first row of the data set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from specgen.contracts import Ints
from specgen.engine.frames import BaseFrame
from specgen.engine.lookup import rows_of
from specgen.errors import Faults
from specgen.expressions import Path
from specgen.fingerprint import CHUNK_ROWS
from specgen.plan.keys import refuse
from specgen.plan.timeline import Reference
from specgen.records import record
from specgen.types import units, valid
from specgen.window import FIRST, LAST

if TYPE_CHECKING:
    from specgen.engine.engine import Engine


@record
class Referring:
    """Rows of a table that refer to others, by one of its foreign keys."""

    reference: Reference
    leader: Ints
    """For each row the row of its leader."""
    to: Ints
    """The row of the leader of what it refers to."""


def settle(engine: Engine) -> dict[str, Ints]:
    """The moment of each row of every leader that needs more than its own time; 8 bytes a row."""
    line = engine.timeline
    _refuse(engine)
    found = {leader: _own(engine, leader) for leader in line.settled}
    _by_need(engine, found)
    _by_what_is_there(engine, found)
    return found


def moments(frame: BaseFrame, times: Sequence[Path]) -> Ints:
    """The own times of rows, of several the latest, a date as its midnight."""
    read = [frame.path(time) for time in times]
    found: Ints = np.maximum.reduce([units(cells.cast(pa.timestamp("us", getattr(cells.type, "tz", None)))) for cells in read])
    return found


def _own(engine: Engine, leader: str) -> Ints:
    """The own times of all rows, or none so far."""
    times = engine.timeline.times.get(leader)
    if times is None:
        return np.full(engine.rows(leader), LAST, np.int64)
    return np.concatenate([np.zeros(0, np.int64), *(moments(frame, times) for frame in engine.stretches(leader))])


def _by_need(engine: Engine, found: dict[str, Ints]) -> None:
    """Rows come with the first that refers to them. Tables that refer come first; in a ring it takes several rounds."""
    line, again = engine.timeline, True
    while again:
        again, done = False, set[str]()
        for leader in filter(line.due.__contains__, line.order):
            done.add(leader)
            for rows in _referring(engine, leader, [ref for ref in line.references if ref.leader == leader and ref.to in found]):
                target, moment = found[rows.reference.to], _at(engine, found, leader, rows.leader)
                sooner = moment < target[rows.to]
                again |= bool(sooner.any()) and rows.reference.to in done
                np.minimum.at(target, rows.to[sooner], moment[sooner])


def _by_what_is_there(engine: Engine, found: dict[str, Ints]) -> None:
    """Rows that nothing needs come behind all that they refer to. What is referred to comes first; in a ring it takes several rounds."""
    line, again = engine.timeline, True
    free = {leader: moment == LAST for leader, moment in found.items() if leader not in line.times and (moment == LAST).any()}
    for leader, rows in free.items():
        found[leader][rows] = _beginning(engine)
    while again:
        again, done = False, set[str]()
        for leader in filter(free.__contains__, reversed(line.order)):
            done.add(leader)
            again |= _raise(engine, found, leader, free[leader]) and any(ref.to == leader and ref.leader in done for ref in line.references)


def _raise(engine: Engine, found: dict[str, Ints], leader: str, free: np.typing.NDArray[np.bool_]) -> bool:
    """Move free rows behind what they refer to; whether one moved."""
    moved, own = False, found[leader]
    for rows in _referring(engine, leader, [ref for ref in engine.timeline.references if ref.leader == leader]):
        chosen = free[rows.leader]
        units_, moment = rows.leader[chosen], _at(engine, found, rows.reference.to, rows.to[chosen])
        moved |= bool((moment > own[units_]).any())
        np.maximum.at(own, units_, moment)
    return moved


def _beginning(engine: Engine) -> int:
    """The moment of the first row of all."""
    own = engine.timeline.times.items()
    return min((int(moments(engine.frame(leader, 0, 1), times)[0]) for leader, times in own if engine.rows(leader)), default=FIRST)


def _at(engine: Engine, found: dict[str, Ints], leader: str, rows: Ints) -> Ints:
    """The moments of rows of a leader."""
    if leader in found:
        return found[leader][rows]
    distinct, inverse = np.unique(rows, return_inverse=True)
    with closing(engine.at(leader, distinct)) as frame:
        return moments(frame, engine.timeline.times[leader])[inverse]


def _referring(engine: Engine, leader: str, references: Sequence[Reference]) -> Iterator[Referring]:
    """All rows that a leader leads and that refer to others by these foreign keys; one pass."""
    if not references:
        return
    tables = {reference.table for reference in references}
    longest = max(engine.rows(leader), *(engine.rows(table) for table in tables))
    step, count = max(1, CHUNK_ROWS * engine.rows(leader) // max(longest, 1)), engine.rows(leader)
    for start in range(0, count, step):
        with closing(engine.frame(leader, start, min(start + step, count))) as root:
            for frame, owners in _below(engine, root, root.rows, leader, tables):
                for reference in references:
                    if reference.table == frame.table:
                        to = _followed(engine, frame, reference)
                        yield Referring(reference, owners[to >= 0], to[to >= 0])


def _below(engine: Engine, frame: BaseFrame, owners: Ints, leader: str, tables: set[str]) -> Iterator[tuple[BaseFrame, Ints]]:
    """The frames of the tables below a frame, itself included, each with the rows of the leader."""
    line = engine.timeline
    if frame.table in tables:
        yield frame, owners
    for name, table in engine.spec.tables.items():
        if table.parent == frame.table and line.leaders[name] == leader:
            child = frame.children(name)
            yield from _below(engine, child, owners[child.blocks.index], leader, tables)


def _followed(engine: Engine, frame: BaseFrame, reference: Reference) -> Ints:
    """The rows of the leader that a foreign key leads to; -1 for NULL."""
    rows, table = _led_to(engine, frame, reference) if reference.way else rows_of(engine, frame, reference.key), reference.key.table
    while table != reference.to:
        above = engine.offsets(table).searchsorted(rows, side="right") - 1
        rows, table = np.where(rows >= 0, above, -1), str(engine.spec.tables[table].parent)
    return rows


def _led_to(engine: Engine, frame: BaseFrame, reference: Reference) -> Ints:
    """The rows at the end of its references; -1 where one is NULL, or a column of the key."""
    rows = frame.link_path(reference.way)
    for name in reference.key.columns:
        column = engine.spec.tables[frame.table].columns[name]
        present = valid(frame.column(name)) if column.nulls is not None and name not in reference.way else None
        rows = rows if present is None else np.where(present, rows, -1)
    return rows


def _refuse(engine: Engine) -> None:
    """Foreign keys whose rows take too long to find, all at once."""
    with Faults() as faults:
        for reference in engine.timeline.references:
            with faults.step():
                if not reference.way:
                    refuse(engine.spec, reference.table, reference.key, engine.rows(reference.key.table))
