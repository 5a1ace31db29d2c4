"""Another filler under each condition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Cells, Cost, Frame, Generator, Json, Maker, Read, Reading, Scope, Site
from specgen.errors import Faults
from specgen.expressions import Expression, infer
from specgen.nodes import Node
from specgen.numeric.branches import interleave, positions
from specgen.numeric.buffers import true_where
from specgen.parameters import Filler, costliest
from specgen.records import record
from specgen.types import parse_type

_BOOLEAN = parse_type("boolean")


@record
class When(Filler):
    """The filler of the first condition that holds; the last entry may be `{else: {filler}}`.

    Use it where a SQL CASE would choose between random values. Where nothing holds the cell is NULL.
    """

    name: ClassVar[str] = "when"
    group: ClassVar[str] = "choices"
    example: ClassVar[str] = """\
specgen: 1
name: when_example
seed: 1
tables:
  lines:
    rows: 50
    columns:
      discounted: {type: boolean, values: {true: 20, false: 80}}
      rate: {type: 'decimal(4,2)', when: [{if: discounted, uniform: {min: 0.05, max: 0.29}}, {else: {constant: 0}}]}
"""

    conditions: tuple[Expression, ...]
    fillers: tuple[Generator, ...]
    otherwise: Generator | None

    @classmethod
    def schema(cls) -> Json:
        return {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/branch"}, "title": "a list of {if: condition, filler…}"}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> When:
        conditions, fillers, otherwise = [], [], False
        with Faults() as faults:
            for item in node.items:
                with faults.step():
                    _last(item, otherwise)
                    otherwise = "else" in item.entries
                    if not otherwise:
                        conditions.append(_condition(item.entries["if"], scope))
                with faults.step():
                    fillers.append(scope.filler(item.entries.get("else", item)))
        last = fillers.pop() if otherwise else None
        return cls(tuple(conditions), tuple(fillers), last)

    @property
    def branches(self) -> tuple[Generator, ...]:
        return self.fillers + (() if self.otherwise is None else (self.otherwise,))

    @property
    def cost(self) -> Cost:
        return costliest(self.branches)

    def reads(self, site: Reading) -> Iterable[Read]:
        for condition in self.conditions:
            yield from (Cells(path, condition.span) for path in condition.paths)
        for filler in self.branches:
            yield from filler.reads(site)

    def nullable(self) -> bool:
        return self.otherwise is None or any(filler.nullable() for filler in self.branches)

    def prepare(self, site: Site) -> Maker:
        tests = [site.evaluate(condition, _BOOLEAN) for condition in self.conditions]
        makers = [site.nested(filler, f"when/{number}") for number, filler in enumerate(self.fillers)]
        makers.append(_null(site) if self.otherwise is None else site.nested(self.otherwise, "when/else"))

        def make(frame: Frame) -> pa.Array:
            branch = np.full(frame.size, len(tests), np.int64)
            for number in reversed(range(len(tests))):
                holds = true_where(tests[number](frame))
                branch[holds] = number
            chosen = positions(branch, len(makers))
            return interleave([maker(frame.subset(where)) for maker, where in zip(makers, chosen, strict=True)], chosen)

        return make


def _last(item: Node, over: bool) -> None:
    if over:
        raise item.fault("unreachable", "`else` is for all other rows, so nothing can come after it", "move this before the `else`")


def _condition(node: Node, scope: Scope) -> Expression:
    expression = scope.expression(node.text, node.span)
    found = infer(expression, scope.typed).type
    if found.kind != "boolean":
        raise node.fault("wrong-type", f"`if` takes a condition, and this is {found.sql}", "compare it with something: amount > 0")
    return expression


def _null(site: Site) -> Maker:
    return lambda frame: pa.nulls(frame.size, site.type.arrow)


KIND = When
