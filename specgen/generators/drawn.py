"""Numbers, dates and durations drawn from a distribution: what makes a filler of every file in `distributions/`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from specgen.contracts import Distribution, Expectation, Floats, Frame, Ints, Json, Maker, Read, Reading, RowCount, Scope, Site
from specgen.counted import counted
from specgen.domains import Edge, Point
from specgen.nodes import Node
from specgen.numeric.permutations import permutation
from specgen.numeric.quantiles import DiscreteTable, QuantileTable, StepTable
from specgen.numeric.rounding import significant
from specgen.numeric.truncation import truncated
from specgen.parameters import Filler, fields, read, schema
from specgen.records import record
from specgen.types import Type, from_units

_LOW, _HIGH = Edge(side=-1), Edge(side=1)
_ENDS = {"min": "Nothing below it; the law is renormalised.", "max": "Nothing above it; the law is renormalised."}
_STEPS = 65_536
_LARGEST = 2**62
_TINY = float(np.finfo(np.float64).tiny)
_KNOTS = np.array([0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])


@record
class Drawn(Filler):
    """Draws from a distribution, between `min` and `max` if given: renormalised, never clamped onto an edge."""

    law_: Distribution
    on: str
    """The kind of the column's type."""

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.law_.name

    def law(self) -> tuple[Ints, Floats] | None:
        """Whole values from the 10⁻¹² quantile to the 1 − 10⁻¹² quantile, if they are few."""
        low, high = np.floor(self.law_.quantile(np.array([1e-12, 1 - 1e-12])) + 0.5)
        if self.on != "integer" or high - low > _STEPS:
            return None
        values = np.arange(int(low), int(high) + 1)
        shares = np.diff(self.law_.cdf(np.r_[values - 0.5, values[-1] + 0.5]))
        return values, shares / shares.sum()

    def bounds(self) -> tuple[float, float]:
        return _ends_of(self.law_)

    def reads(self, site: Reading) -> Iterable[Read]:
        return (RowCount(site.table),) if site.exact else ()

    def distinct(self, site: Reading) -> bool:
        """Where all values are alike and countable, `unique` numbers them."""
        return site.unique and site.type.exact and site.type.kind != "interval" and getattr(self.law_, "even", False)

    def expect(self, site: Reading) -> Iterable[Expectation]:
        if site.unique or site.type.kind == "interval":
            return
        knots = self.knots(site.type)
        shares = zip(self.values_at(knots, site.type), self.below(knots, site.type).tolist(), strict=True)
        yield Expectation("quantiles", {"knots": list(shares), "discrete": site.type.exact})

    def knots(self, type: Type) -> Floats:
        """Values between which the law is judged, rising: in units, or of a real type as they are."""
        x = self.law_.quantile(_KNOTS)
        return np.unique(np.floor(x * float(type.per_unit) + 0.5) if type.exact else _flushed(x, type))

    def below(self, knots: Floats, type: Type) -> Floats:
        """P(value as written ≤ knot)."""
        if type.exact:
            return self.law_.cdf((knots + 0.5) / float(type.per_unit))
        least = float(np.finfo(np.float32).smallest_subnormal) / 2 if type.bits == 32 else _TINY
        return self.law_.cdf(np.where(knots == 0.0, least, knots))  # what is less than that is written as 0

    def values_at(self, knots: Floats, type: Type) -> list[Any]:
        """Knots as values of the type."""
        values: list[Any] = from_units(knots.astype(np.int64), type).to_pylist() if type.exact else knots.tolist()
        return values

    def prepare(self, site: Site) -> Maker:
        if site.unique:
            return self._numbered(site)
        draw, scale = site.draw(), float(site.type.per_unit)
        at = self._table()

        def make(frame: Frame) -> pa.Array:
            x = at(draw(frame))
            if site.type.kind == "double":
                return pa.array(significant(x)).cast(site.type.arrow)
            return from_units(np.floor(x * scale + 0.5).astype(np.int64), site.type)

        return make

    def _numbered(self, site: Site) -> Maker:
        """Different values: row i has the π(i)-th; with `exact` the rows are spread over the range as evenly as it goes."""
        low, high = (float(end) * site.type.per_unit for end in self.law_.support())
        first, last = math.ceil(low), math.ceil(high) - 1
        room, rows = last - first + 1, site.rows()
        if room < rows:
            raise ValueError(
                f"the range holds {counted(room, 'value')}, and {rows:,} rows are to be unique; widen the range, or ask for fewer rows"
            )
        if room > _LARGEST:
            raise ValueError(
                f"the range holds {room:,} values, more than the 2^62 that can be scattered without a repeat; narrow the range"
            )
        order = site.order() if site.exact else None
        whole, rest = divmod(room, max(rows, 1))
        shuffled = permutation(room, site.stream("order"))

        def make(frame: Frame) -> pa.Array:
            if order is None:
                return from_units(first + shuffled(frame.rows), site.type)
            place = order(frame)
            return from_units(first + place * whole + (place * rest + rest // 2) // rows + whole // 2, site.type)

        return make

    def _table(self) -> Any:
        if getattr(self.law_, "arithmetic", False):
            return self.law_.quantile
        steps = self.law() if self.law_.discrete else None
        if steps is not None:
            values, table = steps[0].astype(np.float64), StepTable(steps[0], steps[1])
            return lambda u: values[table.at(u)]
        if self.law_.discrete:
            return DiscreteTable(self.law_.quantile, self.law_.cdf).at
        return QuantileTable(lambda u: _flushed(self.law_.quantile(u))).at


@record
class DrawnKind:
    """The filler kind of a distribution: its parameters, and `min` and `max` unless they are its own."""

    distribution: type[Any]

    @property
    def name(self) -> str:
        return str(self.distribution.name)

    @property
    def group(self) -> str:
        return getattr(self.distribution, "group", "numbers")

    @property
    def example(self) -> str:
        return str(self.distribution.example)

    @property
    def short(self) -> str | None:
        return None

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return self.distribution.__doc__

    def _ends(self) -> dict[str, Edge]:
        return {key: edge for key, edge in (("min", _LOW), ("max", _HIGH)) if key not in fields(self.distribution)}

    def schema(self) -> Json:
        shape = schema(self.distribution)
        extra = {key: edge.schema() | {"description": _ENDS[key]} for key, edge in self._ends().items()}
        return shape | {"properties": shape["properties"] | extra}

    def infer_type(self, node: Node, scope: Scope) -> None:
        return None

    def bind(self, node: Node, scope: Scope) -> Drawn:
        if not node.is_map:
            raise node.fault(
                "wrong-type", f"{self.name} takes a mapping, got {node.text!r}", f"its settings: {', '.join(fields(self.distribution))}"
            )
        _ordered(node, scope)
        ends = {key: edge.read(node.entries[key], scope) for key, edge in self._ends().items() if key in node.entries}
        own = {key: value for key, value in node.entries.items() if key not in ends}
        try:
            law = read(self.distribution, own, node, scope)
            if ends:
                law = truncated(law, ends.get("min", -np.inf), ends.get("max", np.inf))
        except ValueError as wrong:
            raise node.fault("empty-range", str(wrong)) from None
        _fits(law, node, scope)
        return Drawn(law, scope.type.kind)


def _ordered(node: Node, scope: Scope) -> None:
    """Refuse a range with no room, in the words of the spec."""
    low, high = node.get("min"), node.get("max")
    if low is not None and high is not None and Point().read(low, scope) > Point().read(high, scope):
        raise node.fault("empty-range", f"there is nothing from {low.text} to {high.text}", "min comes before max")


def _flushed(x: Floats, type: Type | None = None) -> Floats:
    """The values, 0 for those so near to it that a real type (double if none is named) has not all digits for them."""
    tiny = float(np.finfo(np.float32).tiny) if type is not None and type.bits == 32 else _TINY
    return np.where(np.abs(x) <= tiny, 0.0, x)


def _ends_of(law: Distribution) -> tuple[float, float]:
    """The smallest and the largest value that a draw can give."""
    with np.errstate(over="ignore"):
        low, high = law.quantile(np.array([2.0**-53, 1 - 2.0**-53]))
    return float(low), float(high)


def _fits(law: Distribution, node: Node, scope: Scope) -> None:
    """Refuse a law that cannot live in the column's type."""
    if scope.type.kind not in ("integer", "decimal", "double", "date", "timestamp", "interval"):
        raise node.fault("wrong-type", f"a distribution cannot fill {scope.type.sql}", "it fills numbers, dates, timestamps and intervals")
    unit = scope.type.per_unit
    ends = _ends_of(law)
    if scope.type.kind == "double":
        if not np.isfinite(ends).all():
            raise node.fault(
                "out-of-range", "some values are beyond what a double holds, 1.8e308", "set min and max, or take smaller settings"
            )
        return
    low, high = np.floor(ends[0] * unit + 0.5) / unit, np.ceil(ends[1] * unit - 0.5) / unit  # an end of a range lies between two units
    least, most = max(scope.type.low, -(2**63)), min(scope.type.high, 2**63 - 1)
    if low * unit < least - 0.5 or high * unit > most + 0.5:
        what, room = f"values from {low:.6g} to {high:.6g} do not fit", f"{least / unit:g} to {most / unit:g}"
        if most < scope.type.high:
            what += f" a draw, which counts units of {1 / unit:g} in 64 bits: {room}"
            raise node.fault("out-of-range", what, "take fewer decimals, or set min and max")
        raise node.fault("out-of-range", f"{what} {scope.type.sql}, which holds {room}", "set min and max, or widen the type")
