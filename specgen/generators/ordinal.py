"""The position of a row in its block."""

from __future__ import annotations

from typing import ClassVar

import pyarrow as pa

from specgen.contracts import Cost, Frame, Maker, Scope, Site
from specgen.nodes import Node
from specgen.parameters import Filler, read
from specgen.records import record
from specgen.types import from_units


@record
class Ordinal(Filler):
    """1, 2, … within each block of a `per` table.

    Use it for line numbers and version numbers.
    """

    name: ClassVar[str] = "ordinal"
    group: ClassVar[str] = "blocks"
    example: ClassVar[str] = """\
specgen: 1
name: ordinal_example
seed: 1
tables:
  orders: {rows: 20, primary_key: order_id, columns: {order_id: integer}}
  lines:
    rows: {per: orders, count: {1: 50, 3: 50}}
    columns:
      order_id: {references: orders.order_id}
      line: {type: integer, ordinal: {}}
"""

    @property
    def cost(self) -> Cost:
        return "block"

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Ordinal:
        if scope.parent is None:
            raise node.fault("needs-blocks", "ordinal counts inside a block, and this table has none", "give the table `rows: {per: …}`")
        return read(cls, node.entries, node, scope)

    def prepare(self, site: Site) -> Maker:
        def make(frame: Frame) -> pa.Array:
            return from_units(frame.blocks.ordinal + 1, site.type)

        return make


KIND = Ordinal
