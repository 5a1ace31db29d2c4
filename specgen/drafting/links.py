"""Foreign keys: the order of the tables, and how each key is filled."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from specgen.drafting.model import ForeignKey, Schema, Table
from specgen.drafting.shared import beside
from specgen.drafting.sketch import Link, Sketches


def in_order(schema: Schema) -> list[Table]:
    """The tables, parents first; a circle is opened at a key that may be NULL, or else at its first table."""
    left, done = list(schema.tables.values()), list[Table]()
    while left:
        names = {table.name for table in left}
        ready = [table for table in left if not _waits_for(table, names, every=True)]
        ready = ready or [table for table in left if not _waits_for(table, names, every=False)][:1]
        ready = ready or [min(left, key=lambda table: _is_one_to_one(table, names))]
        done += ready
        left = [table for table in left if table not in ready]
    return done


def _waits_for(table: Table, names: set[str], every: bool) -> bool:
    """Whether it refers to one of these tables, by any key or by one that may not be NULL."""
    return any(key.table in names and key.table != table.name and (every or must(table, key)) for key in table.foreign_keys)


def _is_one_to_one(table: Table, names: set[str]) -> bool:
    """Whether it refers to one of these tables by a key of its own: then the other's rows should be known."""
    return any(set(key.columns) == set(own.columns) for key in table.foreign_keys if key.table in names for own in table.keys)


def must(table: Table, key: ForeignKey) -> bool:
    """Whether every row refers."""
    return all(table.columns[column].required for column in key.columns)


def links(table: Table, schema: Schema, done: Sketches) -> list[Link]:
    """How the keys of a table are filled; `done` are the tables that may be counted on."""
    filled: dict[str, ForeignKey] = {}
    found: list[Link] = []
    for key in sorted(table.foreign_keys, key=lambda key: (-len(key.columns), not must(table, key))):
        names = [*table.columns, *(link.by for link in found)]
        link = beside(key, found, done, free_name(f"{key.table}_ref", names)) or _link(table, key, schema, filled, names)
        found.append(link)
        if link.kind not in ("same", "open"):
            filled |= {column: key for column in link.key.columns if column not in filled}
    return found


def _link(table: Table, key: ForeignKey, schema: Schema, filled: Mapping[str, ForeignKey], names: list[str]) -> Link:
    if key.outside:
        return without(table, key, f"it refers to {key.table}, outside of the schema")
    taken = [column for column in key.columns if column in filled]
    if len(taken) == len(key.columns):
        implied = all(_implied(column, key, filled[column], schema) for column in key.columns)
        return Link(key, "same") if implied else _without(table, key, [], "its columns are filled by another key")
    if taken:
        return _without(table, key, [column for column in key.columns if column not in taken], "it shares a column with another key")
    if len(key.columns) > 1 and key.table == table.name and any(table.columns[column].required for column in key.columns):
        return without(table, key, "the first row has none to refer to")
    if len(key.columns) > 1:
        return Link(key, "through", by=free_name(f"{key.table}_ref", names))
    if key.table != table.name:
        return Link(key, "plain")
    if any(set(other.columns) == set(key.columns) for other in table.keys):
        return without(table, key, "a row may be referred to once only")
    if not must(table, key):
        return Link(key, "self")
    return Link(key, "own", by=free_name(f"{key.columns[0]}_earlier", names))


def without(table: Table, key: ForeignKey, why: str) -> Link:
    """The link of a key that cannot be followed."""
    return _without(table, key, [*key.columns], why)


def _without(table: Table, key: ForeignKey, free: list[str], why: str) -> Link:
    """Columns that may be NULL are left empty; of several columns one that is NULL is enough."""
    empty = [column for column in free if not table.columns[column].required]
    return (
        Link(ForeignKey(key.name, tuple(empty), key.table, key.to, key.outside), "empty", why=why) if empty else Link(key, "open", why=why)
    )


def _implied(column: str, key: ForeignKey, by: ForeignKey, schema: Schema) -> bool:
    """Whether a column that another key fills holds what this key asks: it comes from a column with the same foreign key."""
    wanted = (key.table, key.to[key.columns.index(column)])
    there = (by.table, by.to[by.columns.index(column)])
    seen: set[tuple[str, str]] = set()
    while there != wanted:
        if there in seen or there[0] not in schema.tables:
            return False
        seen.add(there)
        steps = [
            (other.table, other.to[other.columns.index(there[1])])
            for other in schema.tables[there[0]].foreign_keys
            if there[1] in other.columns and not other.outside
        ]
        if wanted in steps:
            return True
        if not steps:
            return False
        there = steps[0]
    return True


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it where it is taken."""
    number = 1
    free = name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def referred(schema: Schema, table: Table) -> set[str]:
    """The columns of a table to which foreign keys lead."""
    leading = (key for other in schema.tables.values() for key in other.foreign_keys if key.table == table.name and not key.outside)
    return {name for key in leading for name in key.to}


def hidden_keys(schema: Schema) -> dict[str, str]:
    """The tables that others refer to by several columns, each with a name for a hidden key."""
    composite = {key.table for table in schema.tables.values() for key in table.foreign_keys if len(key.columns) > 1 and not key.outside}
    return {name: free_name(f"{name}_key", table.columns) for name, table in schema.tables.items() if name in composite}
