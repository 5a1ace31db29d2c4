"""The small schemas of which the schema of a spec is put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from specgen.targets import NAME

if TYPE_CHECKING:
    from specgen.contracts import Json

_PERCENT = r"^\s*\d+(\.\d+)?\s*%\s*$"
_WEIGHT = "How often, compared with its neighbours."
_NAME = f"^{NAME}$"


def weight() -> Json:
    """How much something counts beside its neighbours."""
    return {"type": ["number", "string"], "minimum": 0, "pattern": _PERCENT, "title": "a weight such as 30 or 30%", "description": _WEIGHT}


def weights() -> Json:
    """A weight for each name."""
    return {"type": "object", "minProperties": 1, "additionalProperties": weight(), "title": "weights such as {a: 70, b: 30}"}


def percent() -> Json:
    """A share of a whole."""
    return {
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": 1,
        "pattern": _PERCENT,
        "title": "a share from 0% to 100%, such as 20% or 0.2",
    }


def mapping(properties: Json, required: Iterable[str] = (), description: str = "") -> Json:
    """These keys and no others."""
    made: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": list(required)} if required else {}) | ({"description": description} if description else {})


def named(values: Json, description: str, title: str) -> Json:
    """The same kind of value under any names."""
    named: Json = {"type": "object", "propertyNames": {"pattern": _NAME}, "additionalProperties": values}
    return named | {"description": description, "title": title}


def listing(items: Json, description: str = "", title: str = "") -> Json:
    """A list that is not empty."""
    said = {"description": description, "title": title}
    return {"type": "array", "items": items, "minItems": 1} | {word: text for word, text in said.items() if text}


def one_or_list(description: str, title: str) -> Json:
    """A text, or several."""
    item = text(title=title)
    return {"if": {"type": "array"}, "then": listing(text()), "else": item, "description": description}


def text(description: str = "", **more: Any) -> Json:
    """A text; `more` are further keywords."""
    return {"type": "string"} | ({"description": description} if description else {}) | more


def flag(description: str) -> Json:
    """True or false."""
    return {"type": "boolean", "description": description}


def whole(description: str, title: str = "a whole number") -> Json:
    """A count."""
    return {"type": "integer", "minimum": 0, "description": description, "title": title}
