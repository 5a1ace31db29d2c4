"""Keys that would be right in another place: which one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.nodes import Node


def misplaced(key: str, node: Node, path: tuple[str | int, ...], defs: Mapping[str, Any]) -> str:
    """The help for a key of a mapping that belongs inside the filler beside it, or to a table; nothing for any other."""
    if key == "expr" and path[:1] == ("checks",):
        return "an `expr` is about the rows of one table: put the check under its `checks`, or write `sql`"
    for filler, value in node.entries.items():
        own = defs.get(f"filler.{filler}", {})
        own = own.get("then", own)
        if key in own.get("properties", {}) and not value.broken:
            before = f"{own['required'][0]}: {value.text}" if value.is_scalar and "required" in own else "…"
            return f"it belongs inside: {filler}: {{{before}, {key}: …}}"
    return ""
