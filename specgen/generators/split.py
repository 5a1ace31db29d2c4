"""A parent's amount shared out in its block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Blocks, Cells, Cost, Expectation, Floats, Frame, Generator, Ints, Maker, Read, Reading, Scope, Site
from specgen.counted import counted
from specgen.domains import Nested, PathTo, Real, parameter
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.numeric.blocks import NoRoom, NoWeights, share_out
from specgen.parameters import Filler, read
from specgen.records import record
from specgen.types import Type, convert, from_units, numbers, parse_type, units

_DOUBLE = parse_type("double precision")


@record
class Split(Filler):
    """The parent's amount shared among the rows of its block by weights, exact to the type's last unit.

    Use it for order lines, payments, allocations. By cumulated rounding the parts always sum to the amount.
    """

    name: ClassVar[str] = "split"
    group: ClassVar[str] = "blocks"
    example: ClassVar[str] = """\
specgen: 1
name: split_example
seed: 1
tables:
  bills:
    rows: 20
    primary_key: bill_id
    columns: {bill_id: integer, amount: {type: 'decimal(10,2)', uniform: {min: 50, max: 90}}}
  payments:
    rows: {per: bills, count: {1: 50, 3: 50}}
    columns:
      bill_id: {references: bills.bill_id}
      paid: {type: 'decimal(10,2)', split: {of: bill_id.amount, weights: {uniform: {min: 1, max: 3}}, min: 1.00}}
"""

    of: Path = parameter(PathTo(), doc="The amount: a column of the parent.")
    weights: Generator | None = parameter(Nested(_DOUBLE), default=None, doc="How the parts compare; all alike if left out.")
    min: float = parameter(Real(minimum=0), default=0.0, typical=1.0, doc="The least that each part gets.")

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Split:
        bound = read(cls, node.entries, node, scope)
        scope.require_parent(bound.of, node.entries["of"].span)
        if scope.type.kind not in ("integer", "decimal") or scope.path_type(bound.of, node.span).kind not in ("integer", "decimal"):
            raise node.fault("wrong-type", "split shares out whole units: both columns must be integer or decimal")
        if scope.path_type(bound.of, node.span).scale > scope.type.scale:
            raise node.fault("wrong-type", f"the parts ({scope.type.sql}) cannot sum to an amount with more decimals")
        if bound.weights is not None:
            _weigh(bound.weights, node.entries["weights"])
        return bound

    @property
    def cost(self) -> Cost:
        return "block"

    def reads(self, site: Reading) -> Iterable[Read]:
        return (Cells(self.of), *(self.weights.reads(site) if self.weights else ()))

    def expect(self, site: Reading) -> Iterable[Expectation]:
        yield Expectation("parts", {"parent": site.parent, "of": self.of})

    def prepare(self, site: Site) -> Maker:
        weigh = site.nested(self.weights, "weights", _DOUBLE) if self.weights else None
        minimum = round(self.min * site.type.per_unit)

        def make(frame: Frame) -> pa.Array:
            blocks = frame.blocks
            amount = units(convert(blocks.parents.path(self.of[1:]), site.type))
            weights = numbers(weigh(frame)) if weigh else np.ones(frame.size)
            try:
                return from_units(share_out(amount, weights, minimum, blocks.offsets), site.type)
            except NoRoom as wrong:
                raise ValueError(_no_room(blocks, wrong.block, amount, minimum, site.type)) from wrong
            except NoWeights as wrong:
                raise ValueError(_no_weights(frame, wrong.row, weights)) from wrong

        return make


def _weigh(weights: Generator, node: Node) -> None:
    """Refuse weights that can be seen to be none."""
    if weights.nullable():
        raise node.fault("may-be-null", "a weight can be NULL", "leave NULL out, or give an `else`; in an expression: coalesce(…, 0)")
    low, high = weights.bounds() or (0.0, 1.0)
    if low < 0:
        raise node.fault("out-of-range", f"weights may be as low as {low:g}, and none may be negative", "set `min: 0`, or leave them out")
    if high == 0:
        raise node.fault("weights-sum-to-zero", "all weights are 0", "leave `weights` out, and the parts are alike")


def _no_weights(frame: Frame, row: int, weights: Floats) -> str:
    weight = weights[row]
    if weight == 0:
        parent, rows = frame.blocks.index[row], int((frame.blocks.index == frame.blocks.index[row]).sum())
        what = f"the parent's row {int(frame.blocks.parents.rows[parent]):,} has {counted(rows, 'row')} in its block"
        return f"{what}, and each has the weight 0; give one of them a weight above 0"
    said = "NULL" if np.isnan(weight) else f"{weight:g}"
    return f"row {int(frame.rows[row]):,} has the weight {said}, and a weight is 0 or a positive number; coalesce it, or give it a `min`"


def _no_room(blocks: Blocks, block: int, amount: Ints, minimum: int, type: Type) -> str:
    rows, row = int(np.diff(blocks.offsets)[block]), int(blocks.parents.rows[block])
    whole, least, sum_ = (from_units(np.array([units]), type)[0].as_py() for units in (amount[block], minimum, rows * minimum))
    if not rows:
        return f"the parent's row {row:,} has {whole} to share and no rows in its block; give each block a row"
    shared = f"{counted(rows, 'row')} of at least {least}, which are {sum_}"
    return f"the parent's row {row:,} has {whole} for {shared}; lower `min`, or raise the amount"


KIND = Split
