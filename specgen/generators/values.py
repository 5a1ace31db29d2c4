"""Values from a list, with weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Expectation, Floats, Frame, Ints, Json, Maker, Read, Reading, RowCount, Scope, Site
from specgen.domains import weights
from specgen.nodes import Node
from specgen.numeric.apportion import quotas
from specgen.numeric.quantiles import StepTable
from specgen.parameters import Filler
from specgen.types import parse_value


@dataclass(frozen=True)
class Values(Filler):
    """One of the listed values; a mapping gives each its weight, a plain list the same to all.

    Use it for statuses, categories, flags. With `exact: true` the shares hold to the row (largest remainder), scattered over
    the table by a keyed permutation; without it each row draws on its own.
    """

    name: ClassVar[str] = "values"
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
        scalars = {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean", "null"]}}
        return {"if": {"type": "array"}, "then": scalars, "else": {"$ref": "#/$defs/weights"}}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Values:
        if node.is_map:
            return cls(tuple(_value(key, scope) for key in node.keys.values()), weights(node.entries))
        if not node.items:
            raise node.fault("wrong-type", f"values takes a list or a mapping of weights, got {node.text!r}")
        return cls(tuple(_value(item, scope) for item in node.items), (1.0,) * len(node.items))

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

    def reads(self, site: Reading) -> Iterable[Read]:
        return (RowCount(site.table),) if site.exact or site.unique else ()

    def nullable(self) -> bool:
        return None in self.values

    def distinct(self, site: Reading) -> bool:
        return site.unique and len(set(self.values)) == len(self.values)

    def expect(self, site: Reading) -> Iterable[Expectation]:
        named = [value for value in self.values if value is not None]
        yield Expectation("accepted_values", {"values": named})
        if None not in self.values and not site.unique:
            yield Expectation("shares", {"shares": dict(zip(self.values, self.shares, strict=True)), "exact": site.exact, "cluster": 1.0})

    def prepare(self, site: Site) -> Maker:
        pool = pa.array(self.values, site.type.arrow)
        choose = self._chooser(site)

        def make(frame: Frame) -> pa.Array:
            return pool.take(pa.array(choose(frame)))

        return make

    def _chooser(self, site: Site) -> Callable[[Frame], Ints]:
        if site.unique and site.rows() > len(self.values):
            raise ValueError(f"{len(self.values)} values cannot be unique in {site.rows()} rows")
        if site.unique:
            return site.order()
        if site.exact:
            order, bounds = site.order(), np.cumsum(quotas(np.array(self.weights), site.rows()))
            return lambda frame: np.searchsorted(bounds, order(frame), side="right").astype(np.int64)
        table, draw = StepTable(np.arange(len(self.weights)), np.array(self.weights)), site.draw()
        return lambda frame: table.at(draw(frame))


def _value(node: Node, scope: Scope) -> Any:
    try:
        written = node.text if isinstance(node.plain, float) else node.plain
        return None if node.plain is None else parse_value(written, scope.type)
    except ValueError as wrong:
        raise node.fault("wrong-type", f"{node.text!r} is not a {scope.type.sql}", str(wrong)) from None


KIND = Values
