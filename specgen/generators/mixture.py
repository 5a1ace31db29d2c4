"""Cells of several kinds, each with its share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Cost, Expectation, Floats, Frame, Generator, Ints, Json, Maker, Read, Reading, RowCount, Scope, Site
from specgen.domains import weights
from specgen.errors import Faults
from specgen.nodes import Node
from specgen.numeric.apportion import quotas
from specgen.numeric.branches import interleave, positions
from specgen.numeric.ordering import Bounds
from specgen.numeric.quantiles import StepTable
from specgen.parameters import Filler, costliest
from specgen.records import record

_KNOTS = 9


@record
class Mixture(Filler):
    """One of several fillers, drawn anew for each row by its weight.

    Use it for what has more than one cause: small and large orders, working and broken sensors, names and a few test entries.
    With `exact: true` the shares of the parts hold to the row. Where another column decides, use `by` or `when`.
    """

    name: ClassVar[str] = "mixture"
    group: ClassVar[str] = "choices"
    example: ClassVar[str] = """\
specgen: 1
name: mixture_example
seed: 1
tables:
  orders:
    rows: 200
    columns:
      amount:
        type: decimal(10,2)
        mixture: {parts: [{weight: 70, normal: {mean: 30, stddev: 5, min: 1}}, {weight: 30, lognormal: {median: 400, sigma: 0.5}}]}
"""

    weights: tuple[float, ...]
    fillers: tuple[Generator, ...]

    @classmethod
    def schema(cls) -> Json:
        parts = {
            "type": "array",
            "minItems": 1,
            "items": {"$ref": "#/$defs/part"},
            "title": "a list of {weight, filler…}",
            "description": "Fillers, each with its weight.",
        }
        return {"type": "object", "properties": {"parts": parts}, "required": ["parts"], "additionalProperties": False}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Mixture:
        fillers: list[Generator] = []
        with Faults() as faults:
            for part in node.entries["parts"]:
                with faults.step():
                    fillers.append(scope.filler(part))
        return cls(weights({str(number): part.entries["weight"] for number, part in enumerate(node.entries["parts"])}), tuple(fillers))

    @property
    def shares(self) -> Floats:
        return np.array(self.weights) / sum(self.weights)

    @property
    def branches(self) -> tuple[Generator, ...]:
        return self.fillers

    @property
    def cost(self) -> Cost:
        return costliest(self.fillers)

    def law(self) -> tuple[Ints, Floats] | None:
        laws = [filler.law() for filler in self.fillers]
        known = [law for law in laws if law is not None]
        if len(known) < len(laws):
            return None
        values, where = np.unique(np.concatenate([values for values, _ in known]), return_inverse=True)
        masses = np.concatenate([masses * share for (_, masses), share in zip(known, self.shares, strict=True)])
        return values, np.bincount(where, masses).astype(np.float64)

    def accepted(self) -> tuple[Any, ...] | None:
        lists = [filler.accepted() for filler in self.fillers]
        known = [values for values in lists if values is not None]
        return tuple(dict.fromkeys(value for values in known for value in values)) if len(known) == len(lists) else None

    def reads(self, site: Reading) -> Iterable[Read]:
        if site.exact:
            yield RowCount(site.table)
        for filler in self.fillers:
            yield from filler.reads(site)

    def nullable(self) -> bool:
        return any(filler.nullable() for filler in self.fillers)

    def bounds(self) -> tuple[float, float] | None:
        ends = [filler.bounds() for filler in self.fillers]
        known = [pair for pair in ends if pair is not None]
        return (min(low for low, _ in known), max(high for _, high in known)) if len(known) == len(ends) else None

    def expect(self, site: Reading) -> Iterable[Expectation]:
        """The weighted sum of the parts' cdfs, where all parts have one."""
        parts: list[Any] = [filler for filler in self.fillers if hasattr(filler, "below")]
        accepted = self.accepted()
        if accepted is not None:
            yield Expectation("accepted_values", {"values": [value for value in accepted if value is not None]})
        if len(parts) < len(self.fillers) or site.type.kind == "interval":
            return
        knots = np.unique(np.concatenate([part.knots(site.type) for part in parts]))
        below = sum(share * part.below(knots, site.type) for part, share in zip(parts, self.shares.tolist(), strict=True))
        spread = np.unique(np.searchsorted(below, (np.arange(_KNOTS) + 0.5) / _KNOTS).clip(0, len(knots) - 1))
        shares = zip(parts[0].values_at(knots[spread], site.type), below[spread].tolist(), strict=True)
        yield Expectation("quantiles", {"knots": list(shares), "discrete": site.type.exact})

    def prepare(self, site: Site) -> Maker:
        choose = self._chooser(site)
        makers = [site.nested(filler, f"part/{number}") for number, filler in enumerate(self.fillers)]

        def make(frame: Frame) -> pa.Array:
            chosen = positions(choose(frame), len(makers))
            return interleave([maker(frame.subset(where)) for maker, where in zip(makers, chosen, strict=True)], chosen)

        return make

    def _chooser(self, site: Site) -> Callable[[Frame], Ints]:
        if site.exact:
            order, upto = site.order(), Bounds(np.cumsum(quotas(np.array(self.weights), site.rows())))
            return lambda frame: upto.passed(order(frame))
        table, draw = StepTable(np.arange(len(self.weights)), np.array(self.weights)), site.draw()
        return lambda frame: table.at(draw(frame))


KIND = Mixture
