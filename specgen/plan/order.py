"""Families of tables, and the order in which they load."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.language.model import ForeignKey, Spec


def family(spec: Spec, table: str) -> str:
    """The independent table at the root of a `per` chain."""
    parent = spec.tables[table].parent
    return table if parent is None else family(spec, parent)


def load_order(spec: Spec) -> tuple[list[str], frozenset[tuple[str, tuple[str, ...]]]]:
    """The tables so that what is referred to comes first, and the foreign keys that no order can satisfy.

    A family stays together, parents before children: it is generated span by span. Where families refer to each other in a
    ring, the first in the spec goes first and its keys into the ring are deferred.
    """
    roots = list(dict.fromkeys(family(spec, table) for table in spec.tables))
    placed: list[str] = []
    while len(placed) < len(roots):
        waiting = [root for root in roots if root not in placed]
        free = [root for root in waiting if not (_needs(spec, root) - set(placed))]
        placed.append((free or waiting)[0])
    order = [table for root in placed for table in members(spec, root)]
    return order, frozenset(_deferred(spec, order))


def members(spec: Spec, root: str) -> list[str]:
    """The tables of a family, each after its parent, in the order of the spec."""
    children = [name for name, table in spec.tables.items() if table.parent == root]
    return [root, *(name for child in children for name in members(spec, child))]


def _keys(spec: Spec, table: str) -> Iterator[ForeignKey]:
    return (key for key in spec.tables[table].foreign_keys if key.enforced)


def _needs(spec: Spec, root: str) -> set[str]:
    targets = {family(spec, key.table) for table in members(spec, root) for key in _keys(spec, table)}
    return targets - {root}


def _deferred(spec: Spec, order: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for position, table in enumerate(order):
        for key in _keys(spec, table):
            if order.index(key.table) >= position:
                yield table, key.columns
