"""Whether rows can follow those that a database holds: they are rows N… of the same data set, so the first N must be what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specgen.counted import counted
from specgen.engine import Engine
from specgen.errors import EnvironmentProblem
from specgen.language.model import Per
from specgen.marks import Mark

_SHOWN = 5


def first_rows(engine: Engine, held: Mapping[str, Mark], where: str) -> dict[str, int]:
    """For each table that holds rows the number of the first that it lacks.

    EnvironmentProblem, with every reason, unless the rows that are there are the first ones of this data set.
    """
    wrong = [reason for name, mark in held.items() for reason in _wrong(engine, name, mark)]
    if not wrong:
        rows = {name: mark.rows or 0 for name, mark in held.items()}
        wrong = [*_other_blocks(engine, rows), *_moved(engine, rows)]
    if wrong:
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise EnvironmentProblem(
            f"{where}: rows cannot be appended: {'; '.join(wrong[:_SHOWN])}{more}", "load all rows anew with --if-exists replace"
        )
    return rows


def _wrong(engine: Engine, name: str, mark: Mark) -> Iterator[str]:
    """What the mark of a table tells against it."""
    rows = engine.rows(name)
    if mark.until:
        yield f"{name} holds the rows before {mark.until}, and goes on with --since {mark.until!r}"
    yield from strange(engine, name, mark)
    if mark.rows is not None and mark.rows > rows:
        yield f"{name} holds {counted(mark.rows, 'row')}, and the spec has {rows:,}"


def strange(engine: Engine, name: str, mark: Mark) -> Iterator[str]:
    """What tells that the rows of a table are of another data set."""
    spec = engine.spec
    if mark.rows is None:
        yield f"the comment of {name} does not say how many rows there are"
    elif mark.spec != spec.name:
        yield f"{name} holds rows of {mark.spec}, not of {spec.name}"
    elif mark.seed != spec.seed:
        yield f"{name} holds rows of seed {mark.seed}, not {spec.seed}"


def _other_blocks(engine: Engine, rows: Mapping[str, int]) -> Iterator[str]:
    """Tables that do not hold the rows of those parents that are there."""
    for name in rows:
        per = engine.spec.tables[name].rows
        if isinstance(per, Per) and per.table in rows:
            due = int(engine.offsets(name)[rows[per.table]])
            if due != rows[name]:
                yield f"{name} holds {counted(rows[name], 'row')}, where {due:,} belong to {counted(rows[per.table], 'row')} of {per.table}"


def _moved(engine: Engine, rows: Mapping[str, int]) -> Iterator[str]:
    """Columns whose cells change with the number of rows of a table that grows."""
    growing = {name for name in rows if rows[name] < engine.rows(name)}
    for name in rows:
        for column, plan in engine.plan.tables[name].columns.items():
            if plan.counts & growing and not plan.column.hidden:
                yield f"{name}.{column} depends on how many rows {' and '.join(sorted(plan.counts & growing))} has"
