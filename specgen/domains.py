"""What a parameter may be: its JSON Schema, how it is read, and how the docs name it.

A kind declares its parameters as dataclass fields: `exponent: float = parameter(Real(above=0), typical=1.1, doc="…")`.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Protocol, cast

from specgen.contracts import Generator, Json, Scope
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.records import record
from specgen.targets import NAME
from specgen.types import Type, parse_value, units
from specgen.window import parsed

MICROSECONDS = {"us": 1, "ms": 1_000, "s": 1_000_000, "second": 1_000_000, "sec": 1_000_000, "min": 60_000_000, "minute": 60_000_000}
MICROSECONDS |= {"h": 3_600_000_000, "hour": 3_600_000_000, "d": 86_400_000_000, "day": 86_400_000_000, "week": 604_800_000_000}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([um]?s|[a-z]+?)s?(?=\s|\d|$)")
_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")
ROUNDED = 0.5
"""What percentages may lack to 100, as three times 33.3% does."""
_PATH = re.compile(rf"{NAME}(\.{NAME})*")


class Domain(Protocol):
    """The set of values that a parameter may take."""

    def schema(self) -> Json:
        """The JSON Schema of what may be written."""

    def read(self, node: Node, scope: Scope) -> Any:
        """The value; raises SpecError at the node."""


def parameter(domain: Domain, *, doc: str, typical: Any = None, default: Any = dataclasses.MISSING) -> Any:
    """A dataclass field that is a parameter of a kind; `typical` is a value that the laws are tested with."""
    return field(default=default, metadata={"domain": domain, "doc": doc, "typical": typical})


@record
class Integer:
    """A whole number."""

    minimum: int | None = None
    maximum: int | None = None

    def schema(self) -> Json:
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {"type": "integer"} | {key: limit for key, limit in limits.items() if limit is not None}

    def read(self, node: Node, scope: Scope) -> int:
        if isinstance(node.plain, int) and not isinstance(node.plain, bool):
            return node.plain
        raise node.fault("wrong-type", f"expected a whole number, got {node.text!r}")


@record
class Real:
    """A number."""

    above: float | None = None
    minimum: float | None = None
    maximum: float | None = None

    def schema(self) -> Json:
        limits = {"exclusiveMinimum": self.above, "minimum": self.minimum, "maximum": self.maximum}
        return {"type": "number"} | {key: limit for key, limit in limits.items() if limit is not None}

    def read(self, node: Node, scope: Scope) -> float:
        if isinstance(node.plain, int | float) and not isinstance(node.plain, bool):
            return float(node.plain)
        raise node.fault("wrong-type", f"expected a number, got {node.text!r}")


def share(node: Node) -> float:
    """A share in [0, 1], written `20%` or `0.2`."""
    percent = _PERCENT.fullmatch(node.text)
    value = float(percent[1]) / 100 if percent else node.plain
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise node.fault("not-a-share", f"expected a share such as 20% or 0.2, got {node.text or 'a mapping'!r}")
    if not 0 <= value <= 1:
        raise node.fault("not-a-share", f"a share is between 0% and 100%, got {node.text}", "" if percent else f"write {node.text}%")
    return float(value)


@record
class Share:
    """A share: `20%` or `0.2`."""

    def schema(self) -> Json:
        return {"$ref": "#/$defs/percent"}

    def read(self, node: Node, scope: Scope) -> float:
        return share(node)


@record
class Text:
    """Text, or one of the given words."""

    words: tuple[str, ...] = ()

    def schema(self) -> Json:
        return {"enum": list(self.words)} if self.words else {"type": "string"}

    def read(self, node: Node, scope: Scope) -> str:
        if self.words and node.text not in self.words:
            raise node.fault("not-among", f"got {node.text!r}", f"one of {', '.join(self.words)}")
        return node.text


@record
class Flag:
    """true or false."""

    def schema(self) -> Json:
        return {"type": "boolean"}

    def read(self, node: Node, scope: Scope) -> bool:
        if isinstance(node.plain, bool):
            return node.plain
        raise node.fault("wrong-type", f"expected true or false, got {node.text!r}")


def microseconds(node: Node) -> int:
    """A duration such as `90 days`, `40s` or `1h 30min`."""
    total, position = 0.0, 0
    for match in _DURATION.finditer(node.text):
        if match.start() != position or match[2] not in MICROSECONDS:
            break
        total, position = total + float(match[1]) * MICROSECONDS[match[2]], match.end()
    if not node.text or position != len(node.text):
        calendar = "; months and years have no fixed length" if re.search("month|year", node.text) else ""
        raise node.fault("not-a-duration", f"expected a duration, got {node.text!r}", f"write it like 40s, 90 days or 1h 30min{calendar}")
    return round(total)


@record
class Duration:
    """A length of time in microseconds: `90 days`, `40s`."""

    def schema(self) -> Json:
        return {"type": "string", "title": "a duration such as 90 days or 40s"}

    def read(self, node: Node, scope: Scope) -> int:
        return microseconds(node)


@record
class Instant:
    """A date or a timestamp; read as a datetime.date or a datetime.datetime."""

    def schema(self) -> Json:
        return {"type": "string", "title": "a date or timestamp"}

    def read(self, node: Node, scope: Scope) -> datetime.date | datetime.datetime:
        try:
            return parsed(node.text)
        except ValueError:
            raise node.fault(
                "not-a-date", f"expected a date or timestamp, got {node.text!r}", "write it like 2025-10-28 or 2025-10-28 18:30"
            ) from None


@record
class Point:
    """A value of the column's own type, as a float on its axis: days of a date, ticks of a timestamp, else the number."""

    def schema(self) -> Json:
        return {"type": ["number", "string"], "title": "a value of the column's type"}

    def read(self, node: Node, scope: Scope) -> float:
        kind = scope.type
        if kind.kind == "interval":
            return float(microseconds(node))
        if kind.kind not in ("integer", "decimal", "double", "date", "timestamp"):
            raise node.fault("wrong-type", f"a distribution cannot fill {kind.sql}", "it fills numbers, dates, timestamps and intervals")
        if kind.kind in ("integer", "decimal", "double"):
            return Real().read(node, scope)
        try:
            import pyarrow as pa

            return float(units(pa.array([parse_value(node.plain, kind)], kind.arrow))[0])
        except ValueError as wrong:
            raise node.fault("wrong-type", f"expected a {kind.sql}, got {node.text!r}", str(wrong)) from None


@record
class Edge(Point):
    """An end of a range. On exact types both ends are included: it lies half a unit outside (`side` -1 below, 1 above), so that
    each end is rounded to as often as any value between. On `double` and `timestamp` the lower end is included only.
    """

    side: int = -1

    def read(self, node: Node, scope: Scope) -> float:
        value = super().read(node, scope)
        return value + self.side * 0.5 / scope.type.per_unit if scope.type.kind in ("integer", "decimal", "date") else value


def written(node: Node, kind: Type) -> Any:
    """A scalar for `parse_value`: text as it was written (`1e3`, `+5`), decimals with all their digits, NULL as None."""
    if node.plain is None:
        return None
    return node.text if kind.kind in ("text", "json") or isinstance(node.plain, float) else node.plain


def ticks(kind: Type, micros: float) -> float:
    """Microseconds as units of a date's, timestamp's or interval's axis."""
    if kind.kind == "date":
        return micros / MICROSECONDS["day"]
    per_second = {"s": 1, "ms": 1_000, "us": 1_000_000}[kind.arrow.unit]
    return micros * per_second / 1_000_000


@record
class Extent:
    """A difference of two values of the column's type: a duration on a time axis, else a number."""

    above: float | None = None

    def schema(self) -> Json:
        above = "" if self.above is None else f" above {self.above:g}"
        return {"type": ["number", "string"], "title": f"a number{above} or, on dates and times, a duration"}

    def read(self, node: Node, scope: Scope) -> float:
        temporal = scope.type.kind in ("date", "timestamp", "interval")
        value = ticks(scope.type, microseconds(node)) if temporal else Real().read(node, scope)
        if self.above is not None and value <= self.above:
            raise node.fault("out-of-range", f"must be above {self.above:g}, got {node.text}")
        return value


@record
class PathTo:
    """A column of this row, or of a row reached through references: `order_id.target`."""

    def schema(self) -> Json:
        return {"type": "string", "title": "a column such as order_id.order_date"}

    def read(self, node: Node, scope: Scope) -> Path:
        if not _PATH.fullmatch(node.text):
            raise node.fault("not-a-column", f"expected a column such as order_id.order_date, got {node.text!r}")
        path = tuple(node.text.split("."))
        scope.path_type(path, node.span)
        return path


@record
class Nested:
    """Another filler: `{uniform: {min: 1, max: 3}}`; `of` names its type where it is not the column's."""

    of: Type | None = None

    def schema(self) -> Json:
        return {"$ref": "#/$defs/filler"}

    def read(self, node: Node, scope: Scope) -> Generator:
        return scope.filler(node, self.of)


def weights(entries: Mapping[str, Node]) -> tuple[float, ...]:
    """The weights of a mapping, percentages or numbers, not yet normalised; a fault where they are all zero, or not 100%."""
    found = tuple(_weight(node) for node in entries.values())
    first = next(iter(entries.values()), None)
    if first is not None and not sum(found) > 0:
        raise first.fault("weights-sum-to-zero", "the weights sum to 0", "at least one must be above 0")
    plain = [node for node in entries.values() if not _PERCENT.fullmatch(node.text)]
    if 0 < len(plain) < len(entries):
        raise plain[0].fault("mixed-weights", f"{plain[0].text} stands among percentages", "give all of them a %, or none")
    if first is not None and all(_PERCENT.fullmatch(node.text) for node in entries.values()) and abs(sum(found) - 100) > ROUNDED:
        raise first.fault("not-a-hundred", f"the percentages sum to {sum(found):g}%", "make them 100%, or write weights without %")
    return found


def _weight(node: Node) -> float:
    percent = _PERCENT.fullmatch(node.text)
    return float(percent[1]) if percent else Real().read(node, cast(Scope, None))
