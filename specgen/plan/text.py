"""The plan as text for people: stable, so that two plans can be compared line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specgen.contracts import Cells, Children, Key, Read, RowCount, Whole
from specgen.counted import counted
from specgen.language.model import Per
from specgen.plan.model import ColumnPlan, Plan, TablePlan

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
_COSTS = {"row": "O(1)", "block": "O(block)", "table": "roll-up"}


def text(plan: Plan) -> str:
    """Tables in load order with each column's cost, stability and reads, and what is kept in memory."""
    visible = sum(planned.rows for planned in plan.written)
    about = "about " if any(planned.estimated for planned in plan.written) else ""
    lines = [f"{plan.spec.name}: {counted(len(plan.written), 'table')}, {about}{counted(visible, 'row')}, seed {plan.spec.seed}"]
    for planned in plan.tables.values():
        lines += ["", *_table(planned)]
    lines += ["", *_memory(plan)]
    if plan.recomputed:
        lines += ["", f"Made again wherever they are read: {', '.join(map('.'.join, sorted(plan.recomputed)))}"]
    if plan.deferred:
        keys = ", ".join(f"{table}({', '.join(columns)})" for table, columns in sorted(plan.deferred))
        lines += ["", f"Foreign keys that close a ring, added after the rows: {keys}"]
    return "\n".join(lines) + "\n"


def _table(planned: TablePlan) -> Iterator[str]:
    table = planned.table
    rows = f"{'about ' if planned.estimated else ''}{counted(planned.rows, 'row')}"
    hidden = ", hidden" if table.hidden else ""
    blocks = f", in blocks per {table.rows.table}" if isinstance(table.rows, Per) else ""
    yield f"{table.name}: {rows}{blocks}{hidden}"
    if planned.guess:
        yield f"  a guess of one row for each of {table.parent}; {planned.guess}"
    yield from _aligned([_column(column) for column in planned.columns.values()])


def _column(planned: ColumnPlan) -> tuple[str, ...]:
    column = planned.column
    name = f"({column.name})" if column.hidden else column.name
    type = column.type.sql + ("" if planned.nullable else " not null")
    stable = "stable" if not planned.counts else f"counts {', '.join(sorted(planned.counts))}"
    reads = ", ".join(dict.fromkeys(filter(None, map(_read, planned.reads))))
    return name, type, column.filler.name, _COSTS[planned.cost], stable, f"reads {reads}" if reads else ""


def _read(read: Read) -> str:
    if isinstance(read, Cells):
        return ".".join(read.path)
    if isinstance(read, Key):
        return f"{read.table}.{read.column}"
    if isinstance(read, RowCount):
        return ""
    columns = ", ".join(f"{read.table}.{column}" for column in read.columns) or read.table
    if isinstance(read, Whole):
        return f"all of {columns}"
    assert isinstance(read, Children)
    return columns if read.block else f"{columns} by {'.'.join(read.via)}"


def _memory(plan: Plan) -> Iterator[str]:
    total = sum(memory.bytes for memory in plan.memory)
    yield f"Kept in memory for the whole run: {_size(total)}"
    yield from _aligned([(memory.what, _size(memory.bytes)) for memory in plan.memory])


def _size(count: int) -> str:
    """Bytes in the unit that people say, rounded up: no plan promises less than it takes."""
    power = min((max(count, 1).bit_length() - 1) // 10, len(_UNITS) - 1)
    if power < _UNITS.index("GiB"):
        return f"{-(-count // 1024**power):,} {_UNITS[power]}"
    return f"{-(-count * 10 // 1024**power) / 10:,} {_UNITS[power]}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
