"""Sums, counts and ends over the rows of another table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Children, Cost, Expectation, Floats, Frame, Ints, Json, Maker, Mask, Read, Reading, Scope, Site
from specgen.errors import Fault, SpecError, ValueFault
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.numeric.blocks import INT64_MAX, TooLarge, reduce
from specgen.parameters import Filler
from specgen.records import record
from specgen.suggestions import did_you_mean
from specgen.targets import NAME
from specgen.types import Type, convert, from_units, numbers, parse_type, take, units, valid

T = TypeVar("T")
_CALL = re.compile(rf"\s*(\w+)\s*\(\s*({NAME})(?:\.({NAME}))?\s*\)\s*")
_FUNCTIONS = ("sum", "count", "avg", "min", "max", "first", "last")
_BIGINT, _DOUBLE = parse_type("bigint"), parse_type("double precision")


_CHECKED = ("sum", "count", "min", "max", "avg")
"""What databases compute alike; which row is first they don't know."""
_COMPARED = ("integer", "decimal", "double", "date", "timestamp")
"""As text a figure is written in each database's own way."""


@record
class Aggregate(Filler):
    """An aggregate over the child rows that belong to this row: `sum(order_items.line_total)`.

    The children are the row's block, or all rows that refer to it by a key. Of nothing, sum and count are 0 and the rest NULL;
    `first` and `last` go by row order. If two keys lead here, `via` names one.
    """

    name: ClassVar[str] = "aggregate"
    group: ClassVar[str] = "calculated"
    short: ClassVar[str | None] = "of"
    example: ClassVar[str] = """\
specgen: 1
name: aggregate_example
seed: 1
tables:
  customers:
    rows: 20
    primary_key: customer_id
    columns: {customer_id: integer, last_order: {type: date, aggregate: max(orders.ordered_on)}}
  orders:
    rows: 60
    primary_key: order_id
    columns:
      order_id: integer
      customer_id: {references: {to: customers.customer_id, pick: even}}
      ordered_on: {type: date, uniform: {min: 2025-01-01, max: 2025-06-30}}
      total: {type: 'decimal(10,2)', aggregate: sum(lines.price)}
  lines:
    rows: {per: orders, count: {1: 50, 3: 50}}
    columns:
      order_id: {references: orders.order_id}
      price: {type: 'decimal(8,2)', uniform: {min: 1, max: 20}}
"""

    function: str
    children: Children
    source: Type
    possibly_empty: bool

    @classmethod
    def schema(cls) -> Json:
        of = {
            "type": "string",
            "title": "a call such as sum(order_items.line_total)",
            "description": "`sum`, `count`, `avg`, `min`, `max`, `first` or `last` of a child's column; `count(orders)` counts rows.",
        }
        via = {"type": "string", "title": "a column of the child", "description": "The reference that leads here, where there are two."}
        long = {"type": "object", "properties": {"of": of, "via": via}, "required": ["of"], "additionalProperties": False}
        return {"if": {"type": "object"}, "then": long, "else": of}

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type | None:
        function, table, column = _call(node.get("of") or node)
        if function == "count" or column is None:
            return _BIGINT
        return _DOUBLE if function == "avg" else scope.column_type(table, column, (node.get("of") or node).span)

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Aggregate:
        of = node.get("of") or node
        function, table, column = _call(of)
        via = _via(of, node.get("via"), table, scope)
        source = scope.column_type(table, column, of.span) if column else _BIGINT
        block = scope.parent_of(table) == scope.table and via == (scope.references(table, scope.table)[0],)
        children = Children(table, (column,) if column else (), via, block, of.span)
        _allow(function, source, scope.type, block, of)
        can_be_null = column is not None and scope.scope_of(table).typed((column,)).nullable
        return cls(function, children, source, can_be_null or not (block and scope.least_rows(table) > 0))

    @property
    def cost(self) -> Cost:
        return "block" if self.children.block else "table"

    def reads(self, site: Reading) -> Iterable[Read]:
        return (self.children,)

    def nullable(self) -> bool:
        return self.possibly_empty and self.function not in ("sum", "count")

    def expect(self, site: Reading) -> Iterable[Expectation]:
        if self.function in _CHECKED and (self.function == "count" or site.type.kind in _COMPARED):
            column = next(iter(self.children.columns), None)
            facts = {"child": self.children.table, "child_column": column, "via": self.children.via, "source": self.source}
            yield Expectation("sums", facts | {"function": self.function})

    def prepare(self, site: Site) -> Maker:
        if not self.children.block:
            gather = site.rollup(self.children, self.function)
            return lambda frame: _result(self.function, *self._told(site, lambda: gather(frame)), self.source, site.type)
        table, column = self.children.table, (self.children.columns or (None,))[0]

        def make(frame: Frame) -> pa.Array:
            below = frame.children(table)
            cells = below.column(column) if column else pa.repeat(pa.scalar(1, pa.int64()), below.size)
            offsets = below.blocks.offsets
            return self._told(site, lambda: _fold(self.function, cells, offsets, self.source, site.type), frame.rows)

        return make

    def _told(self, site: Site, make: Callable[[], T], rows: Ints | None = None) -> T:
        """What is made; a sum that has no room is told with its row."""
        try:
            return make()
        except TooLarge as wrong:
            row = wrong.owner if rows is None else int(rows[wrong.owner])
            about = wrong.about / (self.source.per_unit if self.source.exact else 1)
            of, room = f"{self.children.table}.{self.children.columns[0]}", INT64_MAX / self.source.per_unit
            what = f"{site.table}.{site.column}, row {row:,}: the sum of {of} is about {about:.6g}, and a sum holds up to {room:.6g}"
            raise ValueFault(Fault("expression-failed", what, None, "narrow what it reads, or give it fewer digits")) from wrong


def _fold(function: str, cells: pa.Array, offsets: Ints, source: Type, type: Type) -> pa.Array:
    """The aggregate of each block of the cells; NULL cells do not count."""
    if function in ("first", "last"):
        return convert(_end(function, cells, offsets), type)
    present = valid(cells)
    if present is not None:
        offsets = np.r_[0, np.cumsum(present)][offsets]
        cells = cells.filter(pa.array(present))
    if function == "count":
        return _result(function, np.diff(offsets), np.ones(len(offsets) - 1, np.bool_), source, type)
    values: Any = numbers(cells) if source.kind == "double" else units(cells)
    if function != "avg":
        return _result(function, *reduce(function, values, offsets), source, type)
    sizes = np.diff(offsets)
    means: Floats = reduce("sum", values, offsets)[0] / np.maximum(sizes, 1)
    return _result(function, means, sizes > 0, source, type)


def _result(function: str, values: Ints | Floats, filled: Mask, source: Type, type: Type) -> pa.Array:
    """Reduced numbers or units as the column's type."""
    if values.dtype == np.float64:
        scale = 1 if source.kind == "double" else source.per_unit
        return convert(pa.array(values / scale, mask=~filled), type)
    return convert(from_units(values.astype(np.int64, copy=False), _BIGINT if function == "count" else _wide(source), filled), type)


def _wide(kind: Type) -> Type:
    """A type with room for sums."""
    return parse_type(f"decimal(38,{kind.scale})") if kind.kind == "decimal" else _BIGINT if kind.kind == "integer" else kind


def _end(function: str, cells: pa.Array, offsets: Ints) -> pa.Array:
    at = offsets[:-1] if function == "first" else offsets[1:] - 1
    return take(cells, np.where(np.diff(offsets) > 0, at, -1))


def _call(node: Node) -> tuple[str, str, str | None]:
    match = _CALL.fullmatch(node.text)
    if match is None:
        raise node.fault("not-an-aggregate", f"expected a call such as sum(order_items.line_total), got {node.text!r}")
    function = match[1].lower()
    if function not in _FUNCTIONS:
        raise node.fault("unknown-function", f"unknown aggregate {match[1]!r}", did_you_mean(function, _FUNCTIONS))
    if match[3] is None and function != "count":
        raise node.fault("not-an-aggregate", f"{function} needs a column", f"write {function}({match[2]}.column)")
    return function, match[2], match[3]


def _via(of: Node, via: Node | None, table: str, scope: Scope) -> Path:
    if via is not None:
        path = tuple(via.text.split("."))
        scope.scope_of(table).path_type(path, via.span)
        return path
    keys = scope.references(table, scope.table)
    if len(keys) == 1:
        return keys[:1]
    what = f"no column of {table} refers to {scope.table}" if not keys else f"{' and '.join(keys)} of {table} both refer to {scope.table}"
    hint = f"give one a `references: {scope.table}.…`" if not keys else f"name one: {{of: {of.text}, via: {keys[0]}}}"
    raise SpecError(Fault("ambiguous-key" if keys else "no-key", what, of.span, hint))


def _allow(function: str, source: Type, type: Type, block: bool, node: Node) -> None:
    numeric = source.kind in ("integer", "decimal", "double")
    if function in ("sum", "avg") and not numeric:
        raise node.fault("wrong-type", f"{function} needs numbers, the column is {source.sql}")
    ordered = numeric or source.kind in ("date", "timestamp")
    if not ordered and function != "count" and not (block and function in ("first", "last")):
        raise node.fault(
            "wrong-type", f"{function} over {source.sql} is not possible here", "numbers, dates and timestamps can be rolled up"
        )


KIND = Aggregate
