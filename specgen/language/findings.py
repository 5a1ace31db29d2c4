"""What the judgement of the structure finds: a fault, and what it says of the tree that the next phases read."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from specgen.errors import Fault
from specgen.nodes import Broken, Node
from specgen.records import record

Way = tuple[str | int, ...]
"""The keys and numbers of items that lead from the root to a node."""


@record
class Finding:
    """A fault (None where it is known already) and what it does to the tree."""

    fault: Fault | None
    breaks: Way | None = None
    """A node that nobody should read, or a key that lacks."""
    drops: Way | None = None
    """A key that means nothing."""
    meant: str | None = None
    """The key that stands in place of the dropped one: it is only spelt wrong, so what stands behind it is judged as well."""


def renamed(root: Node, findings: Iterable[Finding]) -> Node | None:
    """The tree with the keys that were meant; None if there are none."""
    names: dict[Way, str] = {}
    for finding in findings:
        if finding.drops and finding.meant and (finding.drops[:-1], finding.meant) not in {(way[:-1], name) for way, name in names.items()}:
            names[finding.drops] = finding.meant
    return _renamed(root, names, ()) if names else None


def sound(root: Node, findings: Iterable[Finding]) -> Node:
    """The tree in which a `Broken` stands for each node of which a fault is known, lacking ones too."""
    found = list(findings)
    below: dict[Way, set[str | int]] = defaultdict(set)
    for finding in found:
        if finding.breaks:
            below[finding.breaks[:-1]].add(finding.breaks[-1])
    return _sound(root, below, {finding.drops for finding in found if finding.drops}, ())


def _renamed(node: Node, names: dict[Way, str], way: Way) -> Node:
    if node.is_list:
        items = tuple(_renamed(item, names, (*way, number)) for number, item in enumerate(node.items))
        return dataclasses.replace(node, plain=[item.plain for item in items], items=items)
    if not node.is_map:
        return node
    called = {key: names.get((*way, key), key) for key in node.entries}
    entries = {called[key]: _renamed(value, names, (*way, key)) for key, value in node.entries.items()}
    plain = {key: value.plain for key, value in entries.items()}
    return dataclasses.replace(node, plain=plain, entries=entries, keys={called[key]: name for key, name in node.keys.items()})


def _sound(node: Node, below: dict[Way, set[str | int]], dropped: set[Way], way: Way) -> Node:
    if node.broken:
        return Broken(node.span)
    lost = below.get(way, set())
    if node.is_list:
        items = [Broken(item.span) if at in lost else _sound(item, below, dropped, (*way, at)) for at, item in enumerate(node.items)]
        return _list(node, tuple(items))
    if not node.is_map:
        return node
    entries = {
        key: Broken(value.span) if key in lost else _sound(value, below, dropped, (*way, key))
        for key, value in node.entries.items()
        if (*way, key) not in dropped
    }
    lacking = [key for key in lost if isinstance(key, str) and key not in node.entries]
    keys = node.keys | {key: Node(node.span, key, key) for key in lacking}
    return dataclasses.replace(node, entries=entries | {key: Broken(node.span) for key in sorted(lacking)}, keys=keys)


def _list(node: Node, items: tuple[Node, ...]) -> Node:
    """A list of plain values with a broken one is broken: no reader asks for some of them."""
    of_mappings = any(item.is_map for item in node.items)
    lost = any(isinstance(item, Broken) for item in items) and not of_mappings
    return Broken(node.span) if lost else dataclasses.replace(node, items=items)
