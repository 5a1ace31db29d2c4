"""A first look at the tables: which columns there are and to which tables they refer, before anything is bound."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from specgen.errors import Fault
from specgen.nodes import Node

_LONGEST = 63
_TARGET = re.compile(r"(\w+)\.(\w+)")


@dataclass(frozen=True)
class Draft:
    """One table as written."""

    name: str
    node: Node
    columns: dict[str, Node]
    parent: str | None
    targets: dict[str, str]
    """Column → the table that it refers to."""
    block_key: str | None
    """The column that refers to the block's parent."""
    crossed: tuple[str, ...] = ()
    """The tables of a `cross`."""


def drafts(tables: Node, faults: list[Fault]) -> dict[str, Draft]:
    """Every table; `faults` takes what is wrong in names and in `versions`."""
    _refuse_names(tables, faults)
    for table in tables.entries.values():
        _refuse_names(table.entries["columns"], faults)
    return {name: _draft(name, node, faults) for name, node in tables.entries.items()}


def _refuse_names(mapping: Node, faults: list[Fault]) -> None:
    """Names that some database would cut, or take for one another."""
    known: dict[str, Node] = {}
    for name, key in mapping.keys.items():
        if len(name.encode()) > _LONGEST:
            what = f"a name of {len(name.encode())} bytes; PostgreSQL cuts names after {_LONGEST}"
            faults.append(Fault("name-too-long", what, key.span, "shorten it"))
        other = known.setdefault(name.casefold(), key)
        if other is not key:
            related = ((other.span, "the other"),)
            faults.append(Fault("duplicate-name", f"'{other.text}' and '{name}' are one name to SQL", key.span, "rename one", related))


def _draft(name: str, node: Node, faults: list[Fault]) -> Draft:
    rows = node.entries["rows"]
    per = rows.get("per")
    crossed = tuple(part.text for part in rows.entries.get("cross", ()))
    columns = dict(node.entries["columns"].entries)
    columns |= _history(columns, node.get("versions"), faults)
    parent = per.text if per is not None else crossed[0] if crossed else None
    targets = {column: to for column, body in columns.items() if (to := _target(body)) is not None}
    targets |= {column: to for column, to in _declared(node) if column in columns and column not in targets}
    keys = [column for column, to in targets.items() if to == parent and _is_parent(columns[column])]
    return Draft(name, node, columns, parent, targets, keys[0] if keys else None, crossed)


def _target(column: Node) -> str | None:
    reference = column.get("references")
    to = reference and (reference.get("to") or reference)
    match = _TARGET.fullmatch(to.text) if to else None
    return match[1] if match else None


def _is_parent(column: Node) -> bool:
    reference = column.get("references")
    return reference is not None and reference.get("pick") is None and reference.get("where") is None


def _declared(table: Node) -> list[tuple[str, str]]:
    """Single-column keys under `foreign_keys`."""
    found = []
    for entry in table.entries.get("foreign_keys", ()):
        columns, to = entry.entries["columns"], entry.entries["to"]
        match = _TARGET.fullmatch((to.items[0] if to.is_list and len(to.items) == 1 else to).text)
        name = columns.items[0].text if columns.is_list and len(columns.items) == 1 else columns.text
        if match and name:
            found.append((name, match[1]))
    return found


def _history(columns: dict[str, Node], versions: Node | None, faults: list[Fault]) -> dict[str, Node]:
    """The three columns that `versions` stands for, as if they had been written out."""
    if versions is None:
        return {}
    made = {}
    for part in ("start", "end", "current"):
        name = versions.entries[part]
        if name.text in columns:
            faults.extend(name.fault("duplicate-key", f"{name.text} is a column already", "`versions` makes this column").faults)
        made[name.text] = _column(versions, part)
    return made


def _column(versions: Node, part: str) -> Node:
    which = Node(versions.entries[part].span, part, text=part)
    settings = {key: node for key, node in versions.entries.items() if key in ("from", "to")} | {"part": which}
    filler = dataclasses.replace(versions, entries=settings, plain={key: node.plain for key, node in settings.items()})
    entries = {"versions": filler}
    if part == "current":
        entries["type"] = Node(versions.entries[part].span, "boolean", text="boolean")
    return Node(versions.entries[part].span, {key: node.plain for key, node in entries.items()}, entries=entries, keys=versions.keys)
