"""Moments with a daily, weekly and yearly rhythm."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Expectation, Floats, Frame, Json, Maker, Read, Reading, RowCount, Scope, Site
from specgen.domains import Duration, Flag, Instant, Real, parameter
from specgen.errors import Fault, SpecError
from specgen.nodes import Node
from specgen.numeric.calendar import TimeDensity
from specgen.parameters import Filler, read
from specgen.records import record
from specgen.suggestions import did_you_mean
from specgen.types import Type, from_units

_HOURS = tuple(map(str, range(24)))
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@record
class Ranges:
    """Weights of hours, weekdays or months: `{11-12: 9, sat-sun: 1.4, else: 1}`; read as one weight for each name."""

    names: tuple[str, ...]

    def schema(self) -> Json:
        title = f"weights such as {{{self.names[1]}-{self.names[3]}: 3, {self.names[-1]}: 0.5, else: 1}}"
        return {"type": "object", "minProperties": 1, "additionalProperties": {"type": "number", "minimum": 0}, "title": title}

    def read(self, node: Node, scope: Scope) -> tuple[float, ...]:
        found: dict[str, float] = {}
        for key, value in node.entries.items():
            for name in () if key == "else" else self._between(key, node.keys[key]):
                if name in found:
                    raise node.keys[key].fault("duplicate-key", f"{name} already has a weight")
                found[name] = Real(minimum=0).read(value, scope)
        rest = node.get("else")
        if rest is None and len(found) < len(self.names):
            missing = [name for name in self.names if name not in found]
            raise node.fault("missing-key", f"no weight for {', '.join(missing)}", "add `else:` for the rest")
        other = Real(minimum=0).read(rest, scope) if rest is not None else 0.0
        weights = tuple(found.get(name, other) for name in self.names)
        if not sum(weights) > 0:
            raise node.fault("weights-sum-to-zero", "the weights sum to 0", "at least one must be above 0")
        return weights

    def _between(self, key: str, node: Node) -> Iterable[str]:
        first, _, last = key.strip().lower().partition("-")
        for end in (first, last or first):
            if end not in self.names:
                raise SpecError(Fault("unknown-key", f"unknown {end!r}", node.span, did_you_mean(end, self.names)))
        start, stop = self.names.index(first), self.names.index(last or first)
        if stop < start:
            return self.names[start:] + self.names[: stop + 1]
        return self.names[start : stop + 1]


@record
class Dates:
    """Weights of single days: `{2024-12-25: 0.2}`."""

    def schema(self) -> Json:
        title = "weights such as {2024-12-25: 0.2}"
        return {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}, "title": title}

    def read(self, node: Node, scope: Scope) -> tuple[tuple[datetime.date, float], ...]:
        days = [Instant().read(node.keys[key], scope) for key in node.entries]
        return tuple(zip(days, (Real(minimum=0).read(value, scope) for value in node.entries.values()), strict=True))


@record
class Time(Filler):
    """Moments between `from` and `to`, more of them in hours, weekdays and months of more weight.

    Hours are written as in cron: `11-12` is 11:00 to 12:59. A date as `to` includes that day, a timestamp does not. With
    `ordered: true` the rows are in time order. `growth` is the factor by which the density rises in a year.
    """

    name: ClassVar[str] = "time"
    group: ClassVar[str] = "time"
    example: ClassVar[str] = """\
specgen: 1
name: time_example
seed: 1
tables:
  orders:
    rows: 500
    columns:
      ordered_at:
        type: timestamp
        time: {from: 2024-01-01, to: 2024-12-31, hours: {11-12: 5, 20-22: 6, else: 1}, weekdays: {sat-sun: 1.4, else: 1}, ordered: true}
"""

    from_: Any = parameter(Instant(), typical=datetime.date(2024, 1, 1), doc="The first day or moment.")
    to: Any = parameter(Instant(), typical=datetime.date(2024, 12, 31), doc="The last day (included) or the moment before which all lie.")
    hours: tuple[float, ...] = parameter(Ranges(_HOURS), default=(1.0,) * 24, doc="Weights of the hours; all alike if left out.")
    weekdays: tuple[float, ...] = parameter(Ranges(_WEEKDAYS), default=(1.0,) * 7, doc="Weights of the days of the week.")
    months: tuple[float, ...] = parameter(Ranges(_MONTHS), default=(1.0,) * 12, doc="Weights of the months.")
    growth: float = parameter(Real(above=0), default=1.0, typical=1.2, doc="The factor by which the density rises in a year.")
    holidays: tuple[tuple[datetime.date, float], ...] = parameter(
        Dates(), default=(), doc="Weights of single days, times those of hour, weekday and month."
    )
    grid: int = parameter(Duration(), default=1_000_000, doc="Moments are whole multiples of this; 1s if left out.")
    ordered: bool = parameter(Flag(), default=False, typical=True, doc="Row after row in time order.")

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Time:
        if not node.is_map:
            raise node.fault("wrong-type", f"time takes a mapping, got {node.text!r}", "e.g. time: {from: 2024-01-01, to: 2024-12-31}")
        bound = read(cls, node.entries, node, scope)
        if scope.type.kind not in ("timestamp", "date"):
            raise node.fault("wrong-type", f"time fills dates and timestamps, the column is {scope.type.sql}")
        if bound.ordered and scope.exact:
            raise node.fault("conflicting-keys", "rows in time order already fall in exact strata", "leave `exact` out")
        if bound._bounds()[0] >= bound._bounds()[1]:
            raise node.fault("empty-range", f"there is no time from {bound.from_} to {bound.to}")
        if bound._first(scope.type) * _tick(scope.type) >= bound._bounds()[1]:
            grid = node.entries["grid"].text if "grid" in node.entries else "1s"
            what = f"no {scope.type.sql} from {bound.from_} to {bound.to} is a multiple of {grid}, counted from 1970"
            raise node.fault("empty-range", what, "take a finer grid, or a later `to`")
        try:
            _ = bound.density
        except ValueError as wrong:
            raise node.fault("weights-sum-to-zero", str(wrong), "give some hour of some day in it a weight above 0") from None
        return bound

    def _bounds(self) -> tuple[int, int]:
        """Microseconds since 1970 from which and before which all moments lie."""
        includes = datetime.timedelta(days=0 if isinstance(self.to, datetime.datetime) else 1)
        return _micros(self.from_), _micros(self.to) + round(includes.total_seconds()) * 1_000_000

    @functools.cached_property
    def density(self) -> TimeDensity:
        start, stop = self._bounds()
        return TimeDensity(start, stop, self.hours, self.weekdays, self.months, self.growth, dict(self.holidays))

    @property
    def rises(self) -> bool:
        """Whether no row of the table is earlier than the one before."""
        return self.ordered

    def reads(self, site: Reading) -> Iterable[Read]:
        return (RowCount(site.table),) if self.ordered or site.exact else ()

    def expect(self, site: Reading) -> Iterable[Expectation]:
        density = self.density
        facts = {"weekdays": list(density.weekday_shares(self.grid)), "cluster": 1.0}
        yield Expectation("profile", facts | ({"hours": list(density.hour_shares(self.grid))} if site.type.kind == "timestamp" else {}))

    def prepare(self, site: Site) -> Maker:
        density, moment = self.density, self._moment(site)
        tick, first = _tick(site.type), self._first(site.type)

        def make(frame: Frame) -> pa.Array:
            micros = density.at(moment(frame))
            return from_units(np.maximum(micros // self.grid * self.grid // tick, first), site.type)

        return make

    def _first(self, type: Type) -> int:
        """The first value on the grid, in units of the type; a date is one with all of its day."""
        first = -(-self._bounds()[0] // self.grid) * self.grid
        return first // _tick(type) if type.kind == "date" else -(-first // _tick(type))

    def _moment(self, site: Site) -> Callable[[Frame], Floats]:
        if not self.ordered:
            return site.draw()
        stream, rows = site.stream(), float(max(site.rows(), 1))
        return lambda frame: (frame.rows + stream.uniform(frame.rows.astype(np.uint64))) / rows


def _tick(type: Type) -> int:
    """Microseconds in a unit of a date or timestamp."""
    return 86_400_000_000 if type.kind == "date" else {"s": 1_000_000, "ms": 1_000, "us": 1}[type.arrow.unit]


def _micros(moment: datetime.date) -> int:
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime(moment.year, moment.month, moment.day)
    return (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)


KIND = Time
