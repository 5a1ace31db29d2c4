"""The common half of every filler: parameters declared as fields become a JSON Schema and are read from a node."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

import pyarrow as pa

from specgen.contracts import Cost, Expectation, Floats, Generator, Ints, Json, Read, Reading, Scope, Site
from specgen.errors import Fault, Faults, SpecError
from specgen.nodes import Node
from specgen.suggestions import key_help
from specgen.types import Type

K = TypeVar("K")
Finder = Callable[[pa.Array], Ints]
"""Gives for each of some cells the number of the only row that may hold it, or a number that no row has."""


def fields(kind: type[Any]) -> dict[str, dataclasses.Field[Any]]:
    """The parameters of a kind, by the name that the spec uses (a trailing underscore avoids Python's keywords)."""
    return {f.name.rstrip("_"): f for f in dataclasses.fields(kind) if "domain" in f.metadata}


def required(kind: type[Any]) -> list[str]:
    """The parameters that have no default."""
    return [name for name, f in fields(kind).items() if f.default is dataclasses.MISSING]


def schema(kind: type[Any]) -> Json:
    """The JSON Schema of a mapping that sets the kind's parameters."""
    shape: Json = {"type": "object", "properties": {name: _property(f) for name, f in fields(kind).items()}, "additionalProperties": False}
    return shape | ({"required": required(kind)} if required(kind) else {})


def _property(field: dataclasses.Field[Any]) -> Json:
    """What a parameter takes, what it is for, and its default where that reads as it is written."""
    shape: Json = field.metadata["domain"].schema() | {"description": field.metadata["doc"]}
    of_text = field.default if isinstance(field.default, str) and field.default else None
    of_numbers = field.default if isinstance(field.default, bool | int | float) and shape.get("type") != "string" else None
    default = of_text if of_numbers is None else of_numbers
    return shape if default is None else shape | {"default": default}


def read(kind: type[K], entries: dict[str, Node], node: Node, scope: Scope) -> K:
    """An instance of the kind from the entries of a mapping; raises SpecError with all faults."""
    known, values = fields(kind), {}
    with Faults() as faults:
        for name, value in entries.items():
            with faults.step():
                values[_known(name, known, node, value)] = known[name].metadata["domain"].read(value, scope)
        missing = [name for name in required(kind) if name not in entries]
        if missing:
            faults.add(Fault("missing-key", f"{' and '.join(missing)} missing", node.span))
    return kind(**values)


def _known(name: str, known: dict[str, dataclasses.Field[Any]], node: Node, value: Node) -> str:
    if name in known:
        return known[name].name
    where = node.keys[name].span if name in node.keys else value.span
    raise SpecError(Fault("unknown-key", f"unknown key {name!r}", where, key_help(name, known)))


def costliest(fillers: Iterable[Generator]) -> Cost:
    """What one cell needs where any of these may fill it."""
    return max((filler.cost for filler in fillers), key=("row", "block", "table").index, default="row")


class Filler:
    """The defaults of `specgen.contracts.Generator`: a frozen dataclass extends it and adds `prepare`."""

    name: ClassVar[str]
    group: ClassVar[str] = "more"
    short: ClassVar[str | None] = None
    example: ClassVar[str] = ""
    by_row: ClassVar[bool] = False

    @property
    def cost(self) -> Cost:
        return "row"

    @property
    def points_to(self) -> tuple[str, str] | None:
        return None

    @property
    def rises(self) -> bool:
        """Whether no row is less than the one before: of an independent table with a time that rises any window is found at once."""
        return False

    @classmethod
    def schema(cls) -> Json:
        """The mapping of all parameters or, where there is a short form, what its parameter takes."""
        long = schema(cls)
        if cls.short is None:
            return long
        return {"if": {"type": "object"}, "then": long, "else": fields(cls)[cls.short].metadata["domain"].schema()}

    @classmethod
    def bind(cls: type[K], node: Node, scope: Scope) -> K:
        """Read the short form or the mapping."""
        if node.is_map:
            return read(cls, node.entries, node, scope)
        short = cls.short  # type: ignore[attr-defined]
        if short is None:
            known = ", ".join(fields(cls)) or "nothing: write {}"
            raise node.fault("wrong-type", f"{cls.name} takes a mapping, got {node.text!r}", f"its settings: {known}")  # type: ignore[attr-defined]
        return read(cls, {short: node}, node, scope)

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type | None:
        return None

    def law(self) -> tuple[Ints, Floats] | None:
        return None

    def accepted(self) -> tuple[Any, ...] | None:
        return None

    def width(self) -> int | None:
        return None

    def bounds(self) -> tuple[float, float] | None:
        return None

    def reads(self, site: Reading) -> Iterable[Read]:
        return ()

    def nullable(self) -> bool:
        return False

    def distinct(self, site: Reading) -> bool:
        return False

    def expect(self, site: Reading) -> Iterable[Expectation]:
        return ()

    def finder(self, site: Site) -> Finder | None:
        return None
