"""Objects with keys, each filled in its own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.contracts import Cost, Frame, Generator, Maker, Read, Reading, Scope, Site
from specgen.contracts import Json as Schema
from specgen.domains import share
from specgen.errors import Fault, Faults
from specgen.nodes import Node
from specgen.parameters import Filler, costliest
from specgen.records import record
from specgen.suggestions import did_you_mean, said_and_help
from specgen.types import Type, literal, parse_type, plain, with_nulls
from specgen.types.text import json_text

_JSON = parse_type("json")


@record
class Field:
    """A key: a filler with its type and its share of nulls, or a value that is the same in every row."""

    key: str
    type: Type
    filler: Generator | None = None
    nulls: float = 0.0
    value: Any = None


@record
class Json(Filler):
    """A JSON object: each key a filler with its `type` (and `nulls`, a share), or a plain value that is the same in every row.

    Use it for attributes, payloads, settings. Nested objects are `json` again, lists are `array`. In a `struct(…)` column, whose
    fields have their types already, it fills the fields.
    """

    name: ClassVar[str] = "json"
    group: ClassVar[str] = "structure"
    example: ClassVar[str] = """\
specgen: 1
name: json_example
seed: 1
tables:
  events:
    rows: 100
    columns:
      payload:
        type: json
        json:
          version: 2
          country: {type: text, values: [DE, FR, JP]}
          amount: {type: 'decimal(8,2)', nulls: 20%, uniform: {min: 1, max: 90}}
          tags: {type: 'text[]', array: {of: {values: [new, sale, used]}, length: 2}}
          device: {json: {kind: {type: text, values: [phone, tablet]}, beta: true}}
"""

    fields: tuple[Field, ...]

    @classmethod
    def schema(cls) -> Schema:
        return {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"$ref": "#/$defs/field"},
            "title": "a filler or a value for each key",
        }

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type:
        return _JSON

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Json:
        kind = scope.type
        if kind.kind not in ("json", "text", "struct"):
            raise node.fault("wrong-type", f"json makes objects, the column is {kind.sql}", "make it json, text or struct(…)")
        known, fields = dict(kind.fields), []
        with Faults() as faults:
            for misfit in _misfits(node, kind):
                faults.add(misfit)
            for key, entry in node.entries.items():
                with faults.step():
                    fields.append(_field(key, entry, known.get(key), scope))
        if kind.kind == "struct":
            fields.sort(key=lambda field: list(known).index(field.key))
        return cls(tuple(fields))

    @property
    def fillers(self) -> tuple[Generator, ...]:
        return tuple(field.filler for field in self.fields if field.filler is not None)

    @property
    def cost(self) -> Cost:
        return costliest(self.fillers)

    def reads(self, site: Reading) -> Iterable[Read]:
        for filler in self.fillers:
            yield from filler.reads(site)

    def prepare(self, site: Site) -> Maker:
        makers = [_maker(field, site) for field in self.fields]
        if site.type.kind == "struct":
            return lambda frame: pa.StructArray.from_arrays([maker(frame) for maker in makers], fields=list(site.type.arrow))
        texts = [_text(field, maker) for field, maker in zip(self.fields, makers, strict=True)]
        before = [("," if number else "{") + _plain(field.key) + ":" for number, field in enumerate(self.fields)]

        def make(frame: Frame) -> pa.Array:
            parts = [part for key, text in zip(before, texts, strict=True) for part in (key, text(frame))]
            return pc.binary_join_element_wise(*parts, "}", "")

        return make


def _field(key: str, node: Node, given: Type | None, scope: Scope) -> Field:
    if not node.is_map:
        return _value(key, node, given)
    kind = _type(key, node, given)
    nulls = node.get("nulls")
    return Field(key, kind, scope.filler(node, kind), 0.0 if nulls is None else share(nulls))


def _type(key: str, node: Node, given: Type | None) -> Type:
    """The type that is written, or that the struct gives; a nested object is JSON."""
    written = node.get("type")
    try:
        named = None if written is None else parse_type(written.text)
    except ValueError as wrong:
        raise (written or node).fault("unknown-type", *said_and_help(wrong)) from None
    if named is not None and given is not None and named != given:
        raise (written or node).fault("wrong-type", f"{key} is {given.sql} in the struct, not {named.sql}", "leave the type out")
    found = given or named or (_JSON if "json" in node.entries else None)
    if found is None:
        raise node.fault("missing-type", f"{key} has no type", "write e.g. {type: text, …}")
    return found


def _value(key: str, node: Node, given: Type | None) -> Field:
    try:
        return Field(key, given or _JSON, value=node.plain if given is None else literal(node.plain, given))
    except ValueError as wrong:
        raise node.fault("wrong-type", f"{key} is {given.sql if given else 'json'} in the struct", str(wrong)) from None


def _misfits(node: Node, kind: Type) -> Iterable[Fault]:
    """Keys that the struct does not have, and fields that nothing fills."""
    if kind.kind != "struct":
        return
    known = [name for name, _ in kind.fields]
    for key in node.entries:
        if key not in known:
            yield Fault("unknown-key", f"{kind.sql} has no field {key!r}", node.keys[key].span, did_you_mean(key, known))
    missing = [name for name in known if name not in node.entries]
    if missing:
        yield Fault("missing-key", f"nothing fills {' and '.join(missing)} of {kind.sql}", node.span, "null is a value too")


def _maker(field: Field, site: Site) -> Maker:
    """The cells of a field, NULL where its share says so."""
    if field.filler is None:
        scalar = field.value if isinstance(field.value, pa.Scalar) else pa.scalar(_plain(field.value))
        return lambda frame: pa.repeat(scalar, frame.size)
    made = site.nested(field.filler, field.key, field.type)
    if not field.nulls:
        return lambda frame: plain(made(frame))
    draw = site.stream(f"{field.key}/nulls")
    return lambda frame: with_nulls(plain(made(frame)), np.asarray(draw.uniform(frame.address) >= field.nulls))


def _plain(value: Any) -> str:
    """A value that is the same in every row, as JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _text(field: Field, make: Maker) -> Callable[[Frame], pa.Array]:
    """The cells of a field as JSON; what is JSON already stays as it is."""
    if field.type.kind == "json":
        return lambda frame: make(frame).fill_null("null")
    return lambda frame: json_text(make(frame)).fill_null("null")


KIND = Json
