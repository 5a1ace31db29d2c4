"""The phases that read a spec, each alone: what it gives, or every fault that it has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specgen.errors import Fault, SpecError
from specgen.language import include, placeholders, reader, structure
from specgen.nodes import Node


def read(source: Path | str, name: str = "<text>") -> Node:
    faults: list[Fault] = []
    root = reader.read(source, faults, name)
    return _good(root, faults)


def merge(root: Node) -> Node:
    faults: list[Fault] = []
    return _good(include.merge(root, faults), faults)


def resolve(root: Node, overrides: Mapping[str, str] | None = None) -> tuple[Node, dict[str, Any]]:
    faults: list[Fault] = []
    made, params = placeholders.resolve(root, faults, overrides)
    return _good(made, faults), params


def judge(root: Node, schema: dict[str, Any]) -> Node:
    faults: list[Fault] = []
    return _good(structure.judge(root, schema, faults), faults)


def _good(node: Node, faults: list[Fault]) -> Node:
    if faults:
        raise SpecError(faults)
    return node
