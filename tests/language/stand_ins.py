"""Fillers that stand for the real ones in tests of the structure: only their schemas matter there."""

from __future__ import annotations

from typing import Any

NUMBER = {"type": "number"}


def filler(name: str, schema: dict[str, Any]) -> Any:
    """A kind that has a name and a schema."""
    return type(name, (), {"__doc__": f"The filler {name}.", "name": name, "schema": classmethod(lambda cls: schema)})


def mapping(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """The schema of a mapping that takes these keys and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_SCHEMAS: dict[str, dict[str, Any]] = {
    "by": mapping(("on", "cases"), on={"type": "string"}, cases={"type": "object", "additionalProperties": {"$ref": "#/$defs/filler"}}),
    "constant": {},
    "expr": {"type": "string"},
    "geometric": mapping(mean={"type": "number", "minimum": 1}),
    "pattern": {"type": "string"},
    "references": {
        "if": {"type": "object"},
        "then": mapping(
            ("to",), to={"type": "string"}, pick={"anyOf": [{"enum": ["even"]}, mapping(("top",), top={"$ref": "#/$defs/percent"})]}
        ),
        "else": {"type": "string"},
    },
    "sequence": {"if": {"type": "object"}, "then": mapping(start=NUMBER, step=NUMBER), "else": NUMBER},
    "uniform": mapping(("max",), min=NUMBER, max=NUMBER),
    "values": {"if": {"type": "array"}, "then": {"type": "array", "minItems": 1}, "else": {"$ref": "#/$defs/weights"}},
    "when": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/branch"}},
    "zipf": mapping(exponent={"type": "number", "exclusiveMinimum": 0}, max=NUMBER),
}
FILLERS = {name: filler(name, schema) for name, schema in _SCHEMAS.items()}
