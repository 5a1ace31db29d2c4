"""Foreign keys that share a column: of a tenant's order both the customer and the warehouse are the tenant's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from specgen.drafting.model import ForeignKey, Schema
from specgen.drafting.rules import Apart
from specgen.drafting.sketch import Link, Sketch, Sketches
from specgen.drafting.wording import identifier


def even(schema: Schema) -> dict[str, str]:
    """The tables to which keys lead that share a column with another; with the column there that refers to what is shared."""
    found: dict[str, str] = {}
    for table in schema.tables.values():
        for key, other in permutations((key for key in table.foreign_keys if len(key.columns) > 1 and key.table != table.name), 2):
            common = set(key.columns) & set(other.columns)
            if len(common) == 1 and common != set(key.columns) and not key.outside:
                there = key.to[key.columns.index(common.pop())]
                if any(single.columns == (there,) and not single.outside for single in schema.tables[key.table].foreign_keys):
                    found[key.table] = there
    return found


def beside(key: ForeignKey, links: Sequence[Link], done: Sketches, name: str) -> Link | None:
    """The link of a key that shares one column with a key before it, where both tables belong to a third by that column."""
    before = [link for link in links if link.kind == "through" and len(set(link.key.columns) & set(key.columns)) == 1]
    there = done.get(key.table)
    if not before or there is None or not there.rows.each or len({*key.columns}) < 2:
        return None
    first = before[0]
    (common,) = set(first.key.columns) & set(key.columns)
    own, other = (link.to[link.columns.index(common)] for link in (key, first.key))
    lead, meant = there.linked.get(own), done[first.key.table].linked.get(other) if first.key.table in done else None
    if lead is None or meant is None or own != there.block_key or meant.kind != "plain" or lead.key.table != meant.key.table:
        return None
    if lead.key.to != meant.key.to or sum(column in link.key.columns for link in links for column in key.columns if column != common):
        return None
    third = done[lead.key.table]
    third.number = third.number or _number(third)
    return Link(key, "beside", by=name, shared=f"{identifier(first.by)}.{identifier(other)}.{identifier(third.number)}")


def unlike(sketch: Sketch, first: Link, second: Link, rule: Apart) -> bool:
    """Let the second of two keys beside another differ from the first, where both lead to the same table; whether that is so."""
    alike = first.kind == second.kind == "beside" and first.key.table == second.key.table and first.key.to == second.key.to
    place = [link.key.columns.index(name) for link, name in ((first, rule.left), (second, rule.right))]
    named = place[0] == place[1] and len(first.key.columns) == 2
    if not (alike and named and first.shared == second.shared):
        return False
    sketch.links[sketch.links.index(second)] = replace(second, unlike=first.by)
    return True


def _number(sketch: Sketch) -> str:
    name = f"{sketch.table.name}_number"
    while name in sketch.table.columns:
        name += "_"
    return name
