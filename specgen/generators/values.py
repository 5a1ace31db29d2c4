"""Values from a list, with weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from specgen import datafiles
from specgen.contracts import Expectation, Floats, Frame, Ints, Json, Maker, Read, Reading, RowCount, Scope, Site
from specgen.counted import counted
from specgen.domains import weights, written
from specgen.errors import Fault, SpecError
from specgen.nodes import Node
from specgen.numeric.apportion import quotas
from specgen.numeric.ordering import Bounds
from specgen.numeric.quantiles import StepTable
from specgen.parameters import Filler
from specgen.records import record
from specgen.suggestions import did_you_mean
from specgen.types import parse_type, parse_value, pick

_FILE = frozenset({"file", "column", "weight"})
_DOUBLE = parse_type("double precision")


@record
class Values(Filler):
    """One of the listed values; a mapping gives each its weight, a plain list the same to all, `{file, column, weight}` a file.

    Use it for statuses, categories, flags. With `exact: true` the shares hold to the row (largest remainder), scattered over
    the table by a keyed permutation; without it each row draws on its own.
    """

    name: ClassVar[str] = "values"
    group: ClassVar[str] = "choices"
    short: ClassVar[str | None] = "values"
    example: ClassVar[str] = """\
specgen: 1
name: values_example
seed: 1
tables:
  customers:
    rows: 200
    columns:
      segment: {type: varchar(20), values: {bronze: 50, silver: 30, gold: 15, platinum: 5}, exact: true}
      colour: {type: text, values: [red, green, blue]}
"""

    values: tuple[Any, ...] = ()
    weights: tuple[float, ...] = ()

    @classmethod
    def schema(cls) -> Json:
        cell = {"type": ["string", "number", "boolean", "null"]}
        scalars = {"type": "array", "minItems": 1, "items": cell, "title": "a list of values"}
        places = {
            "file": "A CSV, Parquet or JSON Lines file beside the spec.",
            "column": "The column of the file that holds the values; the first if left out.",
            "weight": "The column of the file that holds their weights; all alike if left out.",
        }
        properties = {name: {"type": "string", "description": doc} for name, doc in places.items()}
        file = {"type": "object", "properties": properties, "required": ["file"], "additionalProperties": False}
        named = {"type": "object", "properties": {"file": {"type": "string"}}, "required": ["file"]}
        weighed = {"if": named, "then": file, "else": {"$ref": "#/$defs/weights"}}
        return {"if": {"type": "array"}, "then": scalars, "else": weighed}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Values:
        if node.is_map and _FILE.issuperset(node.entries) and "file" in node.entries and isinstance(node.entries["file"].plain, str):
            return _from_file(cls, node, scope)
        if node.is_map:
            return cls(_values(tuple(node.keys.values()), scope), weights(node.entries))
        if not node.items:
            raise node.fault("wrong-type", f"values takes a list or a mapping of weights, got {node.text!r}")
        return cls(_values(node.items, scope), (1.0,) * len(node.items))

    @property
    def shares(self) -> tuple[float, ...]:
        total = sum(self.weights)
        return tuple(weight / total for weight in self.weights)

    def law(self) -> tuple[Ints, Floats] | None:
        if not all(isinstance(value, int) for value in self.values):
            return None
        return np.array(self.values, np.int64), np.array(self.shares)

    def accepted(self) -> tuple[Any, ...]:
        return self.values

    def bounds(self) -> tuple[float, float] | None:
        numbers = [value for value in self.values if isinstance(value, int | float)]
        return (min(numbers), max(numbers)) if numbers else None

    def reads(self, site: Reading) -> Iterable[Read]:
        return (RowCount(site.table),) if site.exact or site.unique else ()

    def nullable(self) -> bool:
        return None in self.values

    def distinct(self, site: Reading) -> bool:
        named = [value for value in self.values if value is not None]
        return site.unique and len(set(named)) == len(named)

    def expect(self, site: Reading) -> Iterable[Expectation]:
        named = [value for value in self.values if value is not None]
        yield Expectation("accepted_values", {"values": named})
        if None not in self.values and not site.unique:
            yield Expectation("shares", {"shares": dict(zip(self.values, self.shares, strict=True)), "exact": site.exact, "cluster": 1.0})

    def prepare(self, site: Site) -> Maker:
        pool = pa.array(self.values, site.type.arrow)
        choose = self._chooser(site)

        def make(frame: Frame) -> pa.Array:
            return pick(pool, choose(frame))

        return make

    def _chooser(self, site: Site) -> Callable[[Frame], Ints]:
        if site.unique and site.rows() > len(self.values):
            raise ValueError(
                f"{counted(len(self.values), 'value')} cannot be unique in {site.rows():,} rows; list more, or ask for fewer rows"
            )
        if site.unique:
            return site.order()
        if site.exact:
            order, bounds = site.order(), Bounds(np.cumsum(quotas(np.array(self.weights), site.rows())))
            return lambda frame: bounds.passed(order(frame))
        table, draw = StepTable(np.arange(len(self.weights)), np.array(self.weights)), site.draw()
        return lambda frame: table.at(draw(frame))


def _from_file(kind: type[Values], node: Node, scope: Scope) -> Values:
    """The values of a column of a data file, weighted by another column of it."""
    file = node.entries["file"]
    rows = scope.data(file.text, file.span)
    column, weight = node.get("column"), node.get("weight")
    for name in (column, weight):
        if name is not None and name.text not in rows.column_names:
            raise name.fault("unknown-column", f"{file.text} has no column {name.text!r}", did_you_mean(name.text, rows.column_names))
    try:
        values = datafiles.typed(rows[column.text if column else rows.column_names[0]], scope.type).to_pylist()
        weighed = datafiles.typed(rows[weight.text], _DOUBLE).to_pylist() if weight else [1.0] * len(values)
    except ValueError as wrong:
        raise file.fault("wrong-type", f"{file.text}: {wrong}") from None
    if not values or not all(0 <= each < float("inf") for each in weighed) or not sum(weighed) > 0:
        raise file.fault("weights-sum-to-zero", f"the weights in {file.text} must be 0 or more, and at least one above 0")
    return kind(tuple(values), tuple(weighed))


def _values(nodes: tuple[Node, ...], scope: Scope) -> tuple[Any, ...]:
    """The values of the nodes, no two alike."""
    found: dict[Any, Node] = {}
    for node in nodes:
        value = _value(node, scope)
        if found.setdefault(value, node) is not node:
            related = ((found[value].span, "it is here already"),)
            raise SpecError(Fault("duplicate-value", f"{node.text!r} is listed twice", node.span, "give it more weight instead", related))
    return tuple(found)


def _value(node: Node, scope: Scope) -> Any:
    try:
        return None if node.plain is None else parse_value(written(node, scope.type), scope.type)
    except ValueError as wrong:
        raise node.fault("wrong-type", f"{node.text!r} is no {scope.type.sql}", str(wrong)) from None


KIND = Values
