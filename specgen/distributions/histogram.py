"""A law as it was measured."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import numpy as np

from specgen.contracts import Floats, Json, Scope
from specgen.counted import counted
from specgen.domains import Edge, Point, parameter, weights
from specgen.errors import Fault, SpecError
from specgen.nodes import Node
from specgen.records import record


@record
class Edges:
    """The ends of neighbouring bins, rising: values of the column's own type, as floats on its axis.

    As in numpy each bin includes its lower end, and the last its upper end too; on exact types the ends lie half a unit outside, so
    that each value of a bin is rounded to as often as any other of it.
    """

    def schema(self) -> Json:
        return {"type": "array", "minItems": 2, "items": Point().schema(), "title": "a list of values of the column's type"}

    def read(self, node: Node, scope: Scope) -> tuple[float, ...]:
        *lower, last = node.items
        return (*(Edge(side=-1).read(item, scope) for item in lower), Edge(side=1).read(last, scope))


@record
class Weights:
    """A list of weights, percentages or numbers."""

    def schema(self) -> Json:
        weight = {"type": ["number", "string"], "minimum": 0, "title": "a weight such as 30 or 30%"}
        return {"type": "array", "minItems": 1, "items": weight, "title": "a list of weights"}

    def read(self, node: Node, scope: Scope) -> tuple[float, ...]:
        return weights({str(number): item for number, item in enumerate(node.items)})


@record
class Histogram:
    """Bins between rising `edges`, one weight a bin; within a bin every value alike.

    As in numpy's histogram a bin includes its lower end, and the last its upper end too. Use it for what was measured and has no
    name: ages, basket sizes, response times. Weights may be counts.

        age: {type: integer, histogram: {edges: [18, 30, 50, 80], weights: [25, 45, 30]}}
    """

    name: ClassVar[str] = "histogram"
    discrete: ClassVar[bool] = False
    arithmetic: ClassVar[bool] = True
    example: ClassVar[str] = """\
specgen: 1
name: histogram_example
tables:
  samples:
    rows: 200
    columns:
      x: {type: double precision, histogram: {edges: [0, 10, 20, 40], weights: [2, 1, 1]}}
"""

    edges: tuple[float, ...] = parameter(Edges(), typical=(0.0, 10.0, 20.0, 40.0), doc="The ends of the bins, rising.")
    weights: tuple[float, ...] = parameter(Weights(), typical=(2.0, 1.0, 1.0), doc="How much lies in each bin: one fewer than edges.")

    def __post_init__(self) -> None:
        bins = len(self.edges) - 1
        if len(self.weights) != bins:
            what = f"{len(self.edges)} edges make {counted(bins, 'bin')}, for {counted(len(self.weights), 'weight')}"
            raise SpecError(Fault("uneven-bins", what, help="one weight for each two neighbouring edges"))
        for low, high in zip(self.edges, self.edges[1:], strict=False):
            if not low < high:
                raise SpecError(Fault("uneven-bins", f"edges must rise, got {low:g} before {high:g}", help="sort them, each once"))

    @cached_property
    def _bins(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The bins that hold anything: their lower ends, upper ends, and the shares below their lower and upper ends."""
        held = np.array(self.weights) > 0
        shares = np.array(self.weights)[held] / sum(self.weights)
        upto = np.cumsum(shares)
        upto[-1] = 1.0
        return np.array(self.edges[:-1])[held], np.array(self.edges[1:])[held], np.r_[0.0, upto[:-1]], upto

    def quantile(self, u: Floats) -> Floats:
        """The smallest x with cdf(x) ≥ u, for u in (0, 1)."""
        low, high, below, upto = self._bins
        at = np.searchsorted(upto, u, side="right")
        inside = (u - below[at]) / (upto - below)[at]
        values: Floats = low[at] + inside * (high - low)[at]
        return values

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        shares: Floats = np.interp(x, self.edges, np.r_[0.0, np.cumsum(self.weights)] / sum(self.weights))
        return shares

    def mean(self) -> float:
        """The expected value."""
        middles = (np.array(self.edges[:-1]) + np.array(self.edges[1:])) / 2
        return float(np.sum(middles * self.weights) / sum(self.weights))

    def support(self) -> tuple[float, float]:
        """The smallest and largest possible value."""
        low, high, _, _ = self._bins
        return float(low[0]), float(high[-1])


KIND = Histogram
