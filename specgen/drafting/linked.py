"""The lines of columns that foreign keys fill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specgen.drafting import checks
from specgen.drafting.kinds import type_of
from specgen.drafting.model import Column
from specgen.drafting.sketch import Line, Link, Sketch, Sketches, may_be_null, nulls_of
from specgen.drafting.wording import identifier

NO_LINK = "20%"


def for_others(sketch: Sketch) -> Iterator[Line]:
    """Hidden columns that only other tables need."""
    if sketch.number:
        yield Line(sketch.number, {"type": "integer", "sequence": {}, "hidden": True}, "not written: numbers the rows")
    if sketch.hidden_key:
        key = {"type": "integer", "unique": True, "hidden": True}
        yield Line(sketch.hidden_key, key, "not written: one column by which others refer to a row")
    for key_column, name in sketch.neighbours.items():
        settings = {"references": f"{sketch.table.name}.{key_column}", "hidden": True}
        yield Line(name, settings, "not written: for tables that refer to two rows which differ")


def of_link(sketch: Sketch, sketches: Sketches, column: Column, link: Link) -> Iterator[Line]:
    """The lines of a column that a key fills; a hidden one that several columns read stands before the first of them."""
    there = sketches.get(link.key.table)
    if link.kind == "empty" or there is None:
        type = type_of(column)
        yield Line(column.name, {"type": type.sql if type else "text", "constant": None}, f"TODO: left empty: {link.why}")
    elif link.kind in ("through", "beside"):
        yield from _through(sketch, there, column, link)
    elif link.kind == "own":
        yield from _own(column, link)
    elif link.kind == "another":
        path = f"{identifier(link.by)}.{identifier(there.neighbours[link.key.to[0]])}"
        type = type_of(column)
        settings = {"type": type.sql if type else "text", "expr": f"coalesce({path}, {identifier(link.by)})" if column.required else path}
        yield Line(column.name, settings, f"another than {link.by}")
    else:
        yield _reference(sketch, there, column, link)


def _reference(sketch: Sketch, there: Sketch, column: Column, link: Link) -> Line:
    name, target = column.name, f"{link.key.table}.{link.key.to[0]}"
    settings, picked = _type_beside(there, column, link), _picked(sketch, there, name, link)
    settings["references"] = {"to": target, **picked} if picked else target
    note = "guess: all alike" if link.kind == "plain" else "an earlier row; NULL in the first"
    if name == sketch.block_key:
        note = "the row that the block belongs to"
    elif name in sketch.apart:
        note = "none twice in a block"
    if name in sketch.distinct:
        settings["unique"], note = True, "each at most once"
    if (condition := checks.nulls(sketch, column)) is not None:
        settings["nulls"] = condition
    elif may_be_null(sketch, column):
        settings |= nulls_of(column, NO_LINK)
        if column.seen is None:
            note = f"guess: {NO_LINK} have none" + (", " + note if name in sketch.distinct else "")
    return Line(name, settings, note)


def _picked(sketch: Sketch, there: Sketch, name: str, link: Link) -> dict[str, Any]:
    """How the row is picked that a column refers to."""
    if name == sketch.block_key:
        return {}
    where = {"where": f"{there.neighbours[link.key.to[0]]} is not null"} if sketch.is_followed(name) else {}
    freely = {"pick": "even"} if link.key.table == sketch.rows.per and not where else {}
    return {**freely, **where, **({"distinct": True} if name in sketch.apart else {})}


def _type_beside(there: Sketch, column: Column, link: Link) -> dict[str, Any]:
    """The column's type, where it is not that of the key that it holds."""
    ours, theirs = type_of(column), type_of(there.column(link.key.to[0]))
    return {"type": ours.sql} if ours is not None and ours != theirs else {}


def _through(sketch: Sketch, there: Sketch, column: Column, link: Link) -> Iterator[Line]:
    whole = all(may_be_null(sketch, sketch.column(name)) for name in link.key.columns)
    if column.name == next(name for name in sketch.table.columns if sketch.linked.get(name) is link):
        nulls = nulls_of(column, NO_LINK) if whole and there is not sketch else {}
        if link.kind == "beside":
            yield from _beside(sketch, there, link)
        else:
            settings = {"references": f"{link.key.table}.{there.hidden_key}", **nulls, "hidden": True}
            yield Line(link.by, settings, f"not written: the row of {link.key.table}")
    path = link.key.to[link.key.columns.index(column.name)]
    alone = nulls_of(column, NO_LINK) if not whole and may_be_null(sketch, column) else {}
    expr = {**_type_of_path(there, column, path), "expr": f"{identifier(link.by)}.{identifier(path)}", **alone}
    yield Line(column.name, expr, f"guess: {NO_LINK} have none" if alone and column.seen is None else "")


def _beside(sketch: Sketch, there: Sketch, link: Link) -> Iterator[Line]:
    """A row of the block that belongs to the row by which two keys share a column: blocks have one length, so it can be counted."""
    which, each = f"{link.by}_place", there.rows.each
    if link.unlike:
        place = f"{identifier(link.unlike + '_place')} % {each} + 1"
    else:
        place = identifier(which)
        yield Line(which, {"type": "integer", "hidden": True, "uniform": {"min": 1, "max": each}}, "not written: which of its block")
    expr = f"({link.shared} - 1) * {each} + {place}"
    yield Line(
        link.by, {"type": "integer", "expr": expr, "hidden": True}, f"not written: a row of {link.key.table} that belongs to the same"
    )


def _type_of_path(there: Sketch, column: Column, path: str) -> dict[str, Any]:
    ours = type_of(column)
    return {"type": ours.sql} if ours is not None and ours != type_of(there.column(path)) else {}


def _own(column: Column, link: Link) -> Iterator[Line]:
    """Every row refers to one of its table: the first to itself."""
    type = type_of(column)
    hidden = {"references": f"{link.key.table}.{link.key.to[0]}", "hidden": True}
    yield Line(link.by, hidden, "not written: an earlier row; NULL in the first")
    expr = f"coalesce({identifier(link.by)}, {identifier(link.key.to[0])})"
    yield Line(column.name, {"type": type.sql if type else "integer", "expr": expr}, "the first refers to itself")
