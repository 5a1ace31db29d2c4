"""Time that passes along a block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Cells, Cost, Frame, Generator, Ints, Maker, Read, Reading, Scope, Site
from specgen.domains import Nested, PathTo, Text, parameter
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.numeric.blocks import cumulate
from specgen.parameters import Filler, read
from specgen.records import record
from specgen.types import from_units, parse_type, units

_INTERVAL = parse_type("interval")
_DAY = 86_400_000_000
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000}


@record
class Elapsed(Filler):
    """The parent's time plus the running sum of the steps in the block; the first row is at the parent's time, unless `first: step`.

    Use it for the events of a session or the readings of a device. For stays and loans that must not overlap let it make their *end*:
    `step` may be an `expr` over the row, such as `(nights + free) * interval '1 day'`, and the stay begins at its end minus its nights.
    (The step to a row counts that row's own nights, so a column of beginnings would overlap.) `first: step` is due there: with it the
    first stay begins at the parent's time at the earliest, without it that stay ends then. Steps are rounded down to the column's
    precision, of a date to days, only after they are summed, so that order is never lost.
    """

    name: ClassVar[str] = "elapsed"
    group: ClassVar[str] = "blocks"
    example: ClassVar[str] = """\
specgen: 1
name: elapsed_example
seed: 1
tables:
  sessions:
    rows: 20
    primary_key: session_id
    columns:
      session_id: integer
      started_at: {type: timestamp, time: {from: 2025-01-01, to: 2025-01-31}}
  events:
    rows: {per: sessions, count: {geometric: {mean: 4}}}
    columns:
      session_id: {references: sessions.session_id}
      at: {type: timestamp, elapsed: {from: session_id.started_at, step: {exponential: {mean: 40s}}}}
"""

    from_: Path = parameter(
        PathTo(), typical=("session_id", "started_at"), doc="Where the block begins: a date or timestamp of the parent."
    )
    step: Generator = parameter(Nested(_INTERVAL), doc="The time from the row before to this one: a filler of durations.")
    first: str = parameter(
        Text(("from", "step")),
        default="from",
        doc="Where the first row is: at `from`, or a step behind it as every row is behind the last.",
    )

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Elapsed:
        bound = read(cls, node.entries, node, scope)
        for kind in (scope.type, scope.path_type(bound.from_, node.span)):
            if kind.kind not in ("timestamp", "date"):
                raise node.fault("wrong-type", f"elapsed goes from a date or timestamp to such, not to or from {kind.sql}")
        scope.require_parent(bound.from_, node.entries["from"].span)
        return bound

    @property
    def cost(self) -> Cost:
        return "block"

    def reads(self, site: Reading) -> Iterable[Read]:
        return (Cells(self.from_), *self.step.reads(site))

    def prepare(self, site: Site) -> Maker:
        step = site.nested(self.step, "step", _INTERVAL)
        tick = _DAY if site.type.kind == "date" else 1_000_000 // _PER_SECOND[site.type.arrow.unit]

        def make(frame: Frame) -> pa.Array:
            blocks = frame.blocks
            micros = units(step(frame))
            if self.first == "from":
                micros[blocks.offsets[:-1][np.diff(blocks.offsets) > 0]] = 0
            if micros.min(initial=0) < 0:
                raise ValueError(f"a step of {int(micros.min()) / 1e6:g} s would go back in time; give the step a `min`")
            start = _microseconds(blocks.parents.path(self.from_[1:]))
            return from_units(cumulate(micros, blocks.offsets, blocks.index, start) // tick, site.type)

        return make


def _microseconds(moments: pa.Array) -> Ints:
    """Dates or timestamps since 1970; a date begins at midnight."""
    return units(moments.cast(pa.timestamp("us", getattr(moments.type, "tz", None))))


KIND = Elapsed
