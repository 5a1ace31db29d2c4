"""Binds `rows`: a number, a block per parent row, a calendar, every combination, or given rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from math import prod
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow as pa

from specgen import datafiles
from specgen.contracts import Floats, Frame, Generator, Ints, Maker, Read, Reading, RowCount, Site
from specgen.domains import MICROSECONDS, Instant, microseconds, written
from specgen.errors import Fault, Span, SpecError
from specgen.language.model import MOST, Fixed, Per, Rows
from specgen.language.scope import BoundScope
from specgen.nodes import Node
from specgen.parameters import Filler
from specgen.records import record
from specgen.suggestions import did_you_mean
from specgen.types import Type, parse_type, parse_value

if TYPE_CHECKING:
    from specgen.language.binder import Binder

_INTEGER = parse_type("integer")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@record
class Combinations(Filler):
    """The block length of a `cross` table: for each row of its first part, all rows of the others."""

    name: ClassVar[str] = "cross"
    others: tuple[str, ...]
    length: int

    def law(self) -> tuple[Ints, Floats]:
        return np.array([self.length], np.int64), np.ones(1)

    def reads(self, site: Reading) -> Iterable[Read]:
        return tuple(RowCount(table) for table in self.others)

    def prepare(self, site: Site) -> Maker:
        def make(frame: Frame) -> pa.Array:
            return pa.repeat(pa.scalar(self.length, pa.int32()), frame.size)

        return make


def rows(binder: Binder, name: str, node: Node) -> Rows:
    """The rows of a table."""
    if node.get("cross") is not None:
        first, *others = _parts(binder, node)
        sizes = [fixed(binder, table, node.span) for table in (first, *others)]
        if prod(sizes) > MOST:
            what = f"{' × '.join(f'{size:,}' for size in sizes)} rows are more than can be numbered"
            raise node.fault("out-of-range", what, f"at most {MOST:,}")
        length = prod(sizes[1:])
        return Per(first, Combinations(tuple(others), length), False, None)
    if node.get("per") is None:
        return Fixed(fixed(binder, name, node.span))
    binder.draft(node.entries["per"].text, node.entries["per"].span)
    total, counts = node.get("total"), node.entries["count"]
    found = binder.count(name)
    if total is not None and found.law() is None:
        raise total.fault("wrong-type", "a total needs counts from weights or a distribution of whole numbers")
    exact = counts.get("exact")
    return Per(node.entries["per"].text, found, exact is not None and exact.plain is True, None if total is None else _whole(total))


def _whole(node: Node) -> int:
    if isinstance(node.plain, int) and not isinstance(node.plain, bool) and node.plain >= 0:
        if node.plain > MOST:
            raise node.fault("out-of-range", f"{float(node.plain):.3g} rows are more than can be numbered", f"at most {MOST:,}")
        return node.plain
    raise node.fault("wrong-type", f"expected a whole number of rows, got {node.text or node.plain!r}", "round it: ${round(…)}")


def _parts(binder: Binder, node: Node) -> list[str]:
    parts = node.entries["cross"].items
    for part in parts:
        binder.draft(part.text, part.span)
    if len({part.text for part in parts}) < len(parts):
        raise node.fault("duplicate-table", "a table is crossed with itself", "make a second table with the same rows")
    return [part.text for part in parts]


def fixed(binder: Binder, table: str, span: Span) -> int:
    """How many rows an independent table has, where the spec alone says it."""
    node = binder.draft(table, span).node.entries["rows"]
    if node.get("each") is not None:
        return _steps(node)
    if node.is_list:
        return len(node.items)
    if node.get("file") is not None:
        return int(binder.file(table).num_rows)
    if node.is_map:
        raise SpecError(
            Fault("not-independent", f"the rows of {table} hang on another table", span, "cross tables whose `rows` are independent")
        )
    return _whole(node)


def count(binder: Binder, name: str, node: Node) -> Generator:
    """The filler of block lengths; a bare mapping of weights is `values`, a bare number always that many."""
    parent = binder.draft(name).parent
    assert parent is not None
    binder.draft(parent, node.span)
    exact = node.get("exact")
    scope = BoundScope(binder, parent, "", _INTEGER, exact is not None and exact.plain is True)
    if any(key in binder.kinds for key in node.entries):
        return binder.filler(node, scope)
    if node.is_scalar:
        return binder.bound("values", Node(node.span, [node.plain], items=(node,)), scope)
    return binder.bound("values", node, scope)


# ── calendars ────────────────────────────────────────────────────────────────────────────────────────────────────────


def calendar(binder: Binder, table: str, span: Span) -> tuple[int, int, bool]:
    """Start, step, and whether they count months (else microseconds)."""
    node = binder.draft(table).node.entries["rows"]
    if node.get("each") is None:
        raise SpecError(Fault("needs-calendar", f"{table} is no calendar", span, "give it `rows: {each: day, from: …, to: …}`"))
    each, start = node.entries["each"], _moment(node.entries["from"])
    if each.text in _MONTHS:
        if start.day != 1 or start.time() != datetime.time():
            raise node.entries["from"].fault("not-a-date", f"{each.text}s are counted from the first of a month, got {start}")
        return (start.year - 1970) * 12 + start.month - 1, _MONTHS[each.text], True
    step = MICROSECONDS[each.text] if each.text in MICROSECONDS else microseconds(each)
    if step <= 0:
        raise each.fault("not-a-duration", "the steps have no length")
    return _micros(start), step, False


def _steps(node: Node) -> int:
    """How many steps there are from `from` to `to`: a date as `to` includes that day, a timestamp does not."""
    start, to, each = _moment(node.entries["from"]), node.entries["to"], node.entries["each"]
    stop = _moment(to) + datetime.timedelta(days=1 if len(to.text) <= 10 else 0)
    if stop <= start:
        raise node.fault("empty-range", f"there is no time from {node.entries['from'].text} to {to.text}")
    if each.text in _MONTHS:
        last = stop - datetime.timedelta(microseconds=1)
        return ((last.year - start.year) * 12 + last.month - start.month) // _MONTHS[each.text] + 1
    step = MICROSECONDS[each.text] if each.text in MICROSECONDS else microseconds(each)
    return -(-(_micros(stop) - _micros(start)) // max(step, 1))


def _moment(node: Node) -> datetime.datetime:
    found = Instant().read(node, None)  # type: ignore[arg-type]
    return found if isinstance(found, datetime.datetime) else datetime.datetime(found.year, found.month, found.day)


def _micros(moment: datetime.datetime) -> int:
    return (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)


# ── given rows ───────────────────────────────────────────────────────────────────────────────────────────────────────


def is_given(node: Node) -> bool:
    """Whether the rows are a list of mappings or a file."""
    return node.is_list or node.get("file") is not None


def given(binder: Binder, table: str, name: str, type: Type, span: Span) -> pa.Array:
    """What the rows of a table were given under a name."""
    node = binder.draft(table).node.entries["rows"]
    if not is_given(node):
        raise SpecError(Fault("needs-given-rows", f"the rows of {table} are not given", span, "list them under `rows`, or name a file"))
    if node.is_list:
        return _listed(node, name, type, span)
    file = binder.file(table)
    if name not in file.column_names:
        where = node.entries["file"].text
        raise SpecError(Fault("unknown-column", f"{where} has no column {name!r}", span, did_you_mean(name, file.column_names)))
    try:
        return datafiles.typed(file[name], type)
    except ValueError as wrong:
        raise SpecError(Fault("wrong-type", f"{node.entries['file'].text}, column {name}: {wrong}", span)) from wrong


def _listed(node: Node, name: str, type: Type, span: Span) -> pa.Array:
    known = dict.fromkeys(key for item in node.items for key in item.entries)
    if name not in known:
        raise SpecError(Fault("unknown-column", f"no row gives {name!r}", span, did_you_mean(name, known)))
    cells: list[object] = []
    faults: list[Fault] = []
    for item in node.items:
        found = item.get(name)
        try:
            cells.append(None if found is None or found.plain is None else parse_value(written(found, type), type))
        except ValueError as wrong:
            faults.extend((found or item).fault("wrong-type", f"expected {type.sql}: {wrong}").faults)
    if faults:
        raise SpecError(faults)
    return pa.array(cells, type.arrow)
