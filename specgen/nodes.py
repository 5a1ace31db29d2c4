"""A YAML document as values that know their place: what the reader gives and the domains read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from specgen.errors import Fault, Span, SpecError
from specgen.records import record

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]


@record
class Node:
    """A scalar, list or mapping with its span.

    `plain` is the value as JSON knows it: numbers and true/false/null by YAML 1.2's core schema, all else text (so `NO`,
    `on` and `2021-10-28` stay text). `text` is a scalar as written, quotes removed. `keys` holds the node of each key. Of a node
    that is `broken` a fault is already known; once the structure is judged, a `Broken` stands in its place.
    """

    span: Span
    plain: Plain
    text: str = ""
    quoted: bool = False
    items: tuple[Node, ...] = ()
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)
    broken: bool = False

    @property
    def is_map(self) -> bool:
        return isinstance(self.plain, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.plain, list)

    @property
    def is_scalar(self) -> bool:
        return not (self.is_map or self.is_list)

    def get(self, key: str) -> Node | None:
        return self.entries.get(key)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def fault(self, code: str, message: str, help: str = "", beside: Node | None = None) -> SpecError:
        """The error to raise for this node, because of what it says itself or of what stands `beside` it."""
        related = () if beside is None else ((beside.span, f"`{beside.text}` is here"),)
        return SpecError(Fault(code, message, self.span, help, related))


class Broken(Node):
    """Stands for a value of which a fault is already known: whoever reads it gives up, with nothing to add.

    So one mistake is one fault: what depends on the value is neither judged nor guessed, and all else is still bound.
    """

    def __init__(self, span: Span):
        object.__setattr__(self, "span", span)

    def __getattribute__(self, name: str) -> Any:
        if name == "span" or name.startswith("__"):
            return object.__getattribute__(self, name)
        raise SpecError(())

    def __repr__(self) -> str:
        return f"Broken({self.span})"
