"""Another filler for each value of a column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.contracts import Cells, Cost, Frame, Generator, Ints, Json, Maker, Read, Reading, Scope, Site
from specgen.domains import written
from specgen.errors import Faults
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.numeric.branches import interleave, positions
from specgen.numeric.buffers import codes
from specgen.parameters import Filler, costliest
from specgen.records import record
from specgen.suggestions import did_you_mean
from specgen.types import Type, parse_value


@record
class By(Filler):
    """The filler that belongs to the value of another column, of this row or of a parent; `else` for all other values.

    Use it for amounts by segment or names by category. Without `else`, other values give NULL.
    """

    name: ClassVar[str] = "by"
    group: ClassVar[str] = "choices"
    example: ClassVar[str] = """\
specgen: 1
name: by_example
seed: 1
tables:
  products:
    rows: 50
    columns:
      category: {type: text, values: [Books, Clothing]}
      thing: {type: text, by: {on: category, cases: {Books: {values: [Novel, Atlas]}, else: {values: [Jacket, Scarf]}}}}
"""

    on: Path
    keys: tuple[Any, ...]
    fillers: tuple[Generator, ...]
    otherwise: Generator | None
    complete: bool
    """Every value that the column can have has its filler."""

    @classmethod
    def schema(cls) -> Json:
        on = {"type": "string", "title": "a column such as category", "description": "The column whose value decides."}
        cases = {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"$ref": "#/$defs/filler"},
            "title": "a filler for each value",
            "description": "What fills the cell; `else` for all other values.",
        }
        return {"type": "object", "properties": {"on": on, "cases": cases}, "required": ["on", "cases"], "additionalProperties": False}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> By:
        on = node.entries["on"]
        path = tuple(on.text.split("."))
        kind = scope.path_type(path, on.span)
        cases, keys, fillers, listed = node.entries["cases"], [], [], scope.accepted(path)
        with Faults() as faults:
            for word, case in cases.entries.items():
                if word != "else":
                    with faults.step():
                        keys.append(_case(cases.keys[word], kind, listed, on.text))
                with faults.step():
                    fillers.append(scope.filler(case))
        otherwise = fillers.pop(list(cases.entries).index("else")) if "else" in cases.entries else None
        complete = otherwise is not None or (listed is not None and set(listed) <= set(keys) and not scope.typed(path).nullable)
        return cls(path, tuple(keys), tuple(fillers), otherwise, complete)

    @property
    def branches(self) -> tuple[Generator, ...]:
        return self.fillers + (() if self.otherwise is None else (self.otherwise,))

    @property
    def cost(self) -> Cost:
        return costliest(self.branches)

    def reads(self, site: Reading) -> Iterable[Read]:
        yield Cells(self.on)
        for filler in self.branches:
            yield from filler.reads(site)

    def nullable(self) -> bool:
        return not self.complete or any(filler.nullable() for filler in self.branches)

    def prepare(self, site: Site) -> Maker:
        makers = [site.nested(filler, f"by/{key}") for key, filler in zip(self.keys, self.fillers, strict=True)]
        makers.append(_null(site) if self.otherwise is None else site.nested(self.otherwise, "by/else"))
        keys = pa.array(self.keys)

        def make(frame: Frame) -> pa.Array:
            chosen = positions(_numbers(frame.coded_path(self.on), keys), len(makers))
            return interleave([maker(frame.subset(where)) for maker, where in zip(makers, chosen, strict=True)], chosen)

        return make


def _numbers(cells: pa.Array, keys: pa.Array) -> Ints:
    """(n,): which of the keys each cell is, and of other cells how many there are; each value of a dictionary is looked for once."""
    if not pa.types.is_dictionary(cells.type):
        return np.asarray(pc.index_in(cells, value_set=keys.cast(cells.type)).fill_null(len(keys))).astype(np.int64)
    known = np.append(_numbers(cells.dictionary, keys), _numbers(pa.nulls(1, cells.type.value_type), keys))
    found: Ints = known.take(codes(cells, len(cells.dictionary)))
    return found


def _case(word: Node, kind: Type, listed: tuple[Any, ...] | None, on: str) -> Any:
    """The value that a case is for; a fault if the column cannot have it."""
    try:
        value = parse_value(written(word, kind), kind)
    except ValueError as wrong:
        raise word.fault("wrong-type", f"{word.text!r} is no {kind.sql}, as {on} is", str(wrong)) from None
    if listed is not None and value not in listed:
        known = [str(value) for value in listed if value is not None]
        raise word.fault("unknown-case", f"{on} is never {word.text!r}", did_you_mean(str(value), known))
    return value


def _null(site: Site) -> Maker:
    return lambda frame: pa.nulls(frame.size, site.type.arrow)


KIND = By
