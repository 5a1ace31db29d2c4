"""A YAML document as values that know their place: what the reader gives and the domains read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from specgen.errors import Fault, Span, SpecError

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True)
class Node:
    """A scalar, list or mapping with its span.

    `plain` is the value as JSON knows it: numbers and true/false/null by YAML 1.2's core schema, all else text (so `NO`,
    `on` and `2021-10-28` stay text). `text` is a scalar as written, quotes removed. `keys` holds the node of each key.
    """

    span: Span
    plain: Plain
    text: str = ""
    quoted: bool = False
    items: tuple[Node, ...] = ()
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)

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

    def fault(self, code: str, message: str, help: str = "") -> SpecError:
        """The error to raise for this node."""
        return SpecError(Fault(code, message, self.span, help))
