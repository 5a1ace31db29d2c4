"""The validity of versions that tile a stretch of time (SCD Type 2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Blocks, Cells, Cost, Frame, Ints, Maker, Mask, Read, Reading, Scope, Site
from specgen.domains import PathTo, Text, parameter
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.numeric.blocks import NoRoom, cumulate, share_out
from specgen.parameters import Filler, read
from specgen.records import record
from specgen.types import convert, from_units, units


@record
class Versions(Filler):
    """Start, end or currency of versions: the rows of a block tile [from, to) without gap or overlap.

    The end of a version is the start of the next, NULL in the last, which is the current one. The table key `versions` writes
    all three; the lengths are a split of the whole, each at least one day (or second).
    """

    name: ClassVar[str] = "versions"
    group: ClassVar[str] = "blocks"
    example: ClassVar[str] = """\
specgen: 1
name: versions_example
seed: 1
as_of: 2025-10-28
tables:
  customers:
    rows: 30
    primary_key: customer_id
    columns: {customer_id: integer, registered: {type: date, uniform: {min: 2021-01-01, max: 2025-01-01}}}
  history:
    rows: {per: customers, count: {1: 70, 3: 30}}
    versions: {from: customer_id.registered, to: as_of, start: valid_from, end: valid_to, current: is_current}
    columns:
      customer_id: {references: customers.customer_id}
      version: {type: integer, ordinal: {}}
"""

    from_: Path = parameter(PathTo(), doc="Where the first version begins: a date or timestamp of the parent.")
    to: str = parameter(Text(), default="as_of", doc="Where the last version ends for all that the data set knows: `as_of`.")
    part: str = parameter(Text(("start", "end", "current")), default="start", typical="start", doc="Which of the three this column is.")

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Versions:
        bound = read(cls, node.entries, node, scope)
        scope.require_parent(bound.from_, node.entries["from"].span)
        to = node.entries.get("to", node)
        if bound.to != "as_of":
            help = "write `to: as_of`, the last day that the data set knows; the last version of each block has no other end"
            raise to.fault("not-among", f"versions run up to `as_of`, got {bound.to!r}", help)
        if scope.as_of is None:
            what = "versions run up to `as_of`, and the spec has none"
            raise to.fault("needs-as-of", what, "write as_of: 2025-12-31 at the top of the spec")
        return bound

    @property
    def cost(self) -> Cost:
        return "block"

    def reads(self, site: Reading) -> Iterable[Read]:
        return () if self.part == "current" else (Cells(self.from_),)

    def nullable(self) -> bool:
        return self.part == "end"

    def prepare(self, site: Site) -> Maker:
        if self.part == "current":
            return lambda frame: pa.array(_last(frame))
        stop = int(units(convert(pa.array([site.as_of]), site.type))[0])
        draw = site.table_stream("versions")
        least = 1 if site.type.kind == "date" else _ticks(site.type.arrow.unit)

        def make(frame: Frame) -> pa.Array:
            blocks = frame.blocks
            begin = units(convert(blocks.parents.path(self.from_[1:]), site.type))
            try:
                lengths = share_out(stop - begin, draw.uniform(frame.address) + 0.25, least, blocks.offsets)
            except NoRoom as wrong:
                raise ValueError(_no_room(blocks, wrong.block, begin, site)) from wrong
            ends = cumulate(lengths, blocks.offsets, blocks.index, begin)
            return from_units(ends - lengths, site.type) if self.part == "start" else from_units(ends, site.type, ~_last(frame))

        return make


def _no_room(blocks: Blocks, block: int, begin: Ints, site: Site) -> str:
    rows, row = int(np.diff(blocks.offsets)[block]), int(blocks.parents.rows[block])
    start = from_units(begin[block : block + 1], site.type)[0].as_py()
    unit = "day" if site.type.kind == "date" else "second"
    what = f"{rows} versions of at least one {unit} do not fit between {start} and {site.as_of}, in the parent's row {row:,}"
    return f"{what}; begin earlier, or give fewer versions"


def _ticks(unit: str) -> int:
    """A second."""
    return {"s": 1, "ms": 1_000, "us": 1_000_000}[unit]


def _last(frame: Frame) -> Mask:
    """Whether each row is the last of its block."""
    blocks = frame.blocks
    last: Mask = blocks.ordinal + 1 == np.diff(blocks.offsets)[blocks.index]
    return last


KIND = Versions
