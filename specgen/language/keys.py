"""Keys: named, proven distinct, and pointing at keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

from specgen.counted import counted
from specgen.errors import Fault, Faults, Span, SpecError
from specgen.expressions import Expression, Missing, Path, missing, place_in, tables_of
from specgen.language.model import Column, ForeignKey
from specgen.nodes import Node
from specgen.suggestions import did_you_mean, unique_ways
from specgen.targets import target
from specgen.types import Type

if TYPE_CHECKING:
    from specgen.language.binder import Binder


def names(binder: Binder, table: str, node: Node) -> tuple[str, ...]:
    """One column or a list of columns of a table, each known."""
    items, seen = node.items if node.is_list else (node,), dict[str, Node]()
    with Faults() as faults:
        for item in items:
            with faults.step():
                binder.resolve(table, (item.text,), item.span)
                if seen.setdefault(item.text, item) is not item:
                    raise item.fault("duplicate-value", f"'{item.text}' is listed twice", "delete one of the two", seen[item.text])
    return tuple(item.text for item in items)


def primary(binder: Binder, table: str) -> tuple[str, ...]:
    node = binder.draft(table).node.get("primary_key")
    if node is None:
        return ()
    columns = names(binder, table, node)
    for name in columns:
        if binder.column(table, name).nullable:
            raise node.fault(
                "may-be-null", f"{name} can be NULL and so cannot be in the primary key", "leave its NULLs out, or choose another key"
            )
    prove(binder, table, columns, node)
    return columns


def uniques(binder: Binder, table: str) -> tuple[tuple[str, ...], ...]:
    """The table's `unique` lists; columns that say `unique: true` are proven too."""
    node, found = binder.draft(table).node.get("unique"), []
    with Faults() as faults:
        for name in binder.draft(table).columns:
            with faults.step():
                _prove_column(binder, table, binder.column(table, name))
        for item in node if node is not None else ():
            with faults.step():
                found.append(names(binder, table, item))
                prove(binder, table, found[-1], item)
    return tuple(found)


def _prove_column(binder: Binder, table: str, column: Column) -> None:
    if column.unique and not binder.distinct(table, column):
        what = f"{column.filler.name} cannot promise distinct values for {column.name}"
        raise SpecError(Fault("unproven-unique", what, column.span, unique_ways(column.type.kind)))


def prove(binder: Binder, table: str, columns: tuple[str, ...], node: Node) -> None:
    """A fault unless no two rows can agree on all these columns: one is distinct, or they number the rows of a block."""
    bound = [binder.column(table, name) for name in columns if set(columns).issuperset(holders(binder, table, name))]
    if any(binder.distinct(table, column) for column in bound):
        return
    in_block = any(getattr(column.filler, "distinct_in_block", False) or column.filler.name == "ordinal" for column in bound)
    if in_block and binder.block_key(table) in [column.name for column in bound]:
        return
    if _given_apart(bound):
        return
    parts = {column.filler.points_to[0] for column in bound if _is_part(column) and column.filler.points_to is not None}
    if binder.draft(table).crossed and parts.issuperset(binder.draft(table).crossed):
        return
    what = f"nothing makes ({', '.join(columns)}) of {table} distinct"
    raise SpecError(
        Fault(
            "unproven-unique", what, node.span, "one column must be unique, or: the block's key with an `ordinal` or a `distinct` reference"
        )
    )


def _given_apart(columns: list[Column]) -> bool:
    """Whether no two of the rows that a spec or its file gives agree on these columns; NULL is like no other value."""
    given = [column.filler.cells for column in columns if hasattr(column.filler, "cells")]
    flat = [cells for cells in given if not pa.types.is_nested(cells.type)]
    known = pa.table(flat, [*map(str, range(len(flat)))]).drop_null()
    return bool(flat) and known.group_by(known.column_names).aggregate([]).num_rows == known.num_rows


def holders(binder: Binder, table: str, name: str) -> tuple[str, ...]:
    """The columns that together hold the key that a column refers to; "" for a part of it that none holds."""
    column = binder.column(table, name)
    parts = getattr(column.filler, "columns", ())
    if column.filler.points_to is None:
        return (name,)
    paths: dict[Path, str] = {}
    for other in binder.draft(table).columns:
        made: Expression | None = getattr(binder.column(table, other).filler, "sql", None)
        if made is not None and made.is_path:
            paths.setdefault(made.paths[0], other)
    return (name, *(paths.get((name, part), "") for part in parts[1:]))


def _is_part(column: Column) -> bool:
    """Whether it names one of the rows whose combination a row of a `cross` is."""
    return getattr(column.filler, "of_block", False) or getattr(column.filler, "of_cross", None) is not None


def foreign(binder: Binder, table: str) -> tuple[ForeignKey, ...]:
    """What `references` columns imply, and what is declared under `foreign_keys`."""
    draft, found = binder.draft(table), []
    with Faults() as faults:
        for name in draft.columns:
            with faults.step():
                if binder.column(table, name).filler.points_to is not None:
                    found.append(_implied(binder, table, name))
        for entry in draft.node.entries.get("foreign_keys", ()):
            with faults.step():
                found.append(_declared(binder, table, entry))
    return tuple({(*key.columns, key.table): key for key in found}.values())


def _implied(binder: Binder, table: str, name: str) -> ForeignKey:
    column = binder.column(table, name)
    assert column.filler.points_to is not None
    to, key = column.filler.points_to[0], getattr(column.filler, "columns", column.filler.points_to[1:])
    reference = binder.draft(table).columns[name].get("references")
    span = (reference.get("to") or reference).span if reference else column.span
    _check_key(binder, to, key, span)
    if reference is None or reference.get("where") is None:
        _refuse_null(binder, to, key, span)
    if _hidden(binder, to) or column.hidden:
        return ForeignKey((name,), to, key[:1], column.span, enforced=False)
    held = holders(binder, table, name)
    with Faults() as faults:
        for part, holder in zip(key, held, strict=True):
            with faults.step():
                _require_holder(binder, (table, name), (to, part), holder)
    return ForeignKey(held, to, key, column.span)


def _require_holder(binder: Binder, reference: tuple[str, str], key: tuple[str, str], holder: str) -> None:
    """A fault unless a visible column of the reference's table holds this part of the key, in a type that can be compared."""
    (table, name), (to, part) = reference, key
    span = binder.column(table, name).span
    if not _hidden(binder, table) and binder.column(to, part).hidden:
        what, help = f"{to}.{part} is hidden, so no constraint can name it", f"show {part}, or hide {name}"
        raise SpecError(Fault("hidden-column", what, span, help))
    if not holder:
        what, help = f"no column of {table} holds {part} of the row that {name} refers to", f"add one: {{expr: {name}.{part}}}"
        raise SpecError(Fault("incomplete-key", what, span, help))
    node, ours, theirs = binder.draft(table).columns[holder], binder.column(table, holder).type, binder.column(to, part).type
    if not _hidden(binder, table) and not _comparable(theirs, ours):
        help = f"make it {theirs.sql}, or leave the type out: it is then the key's"
        raise (node.get("type") or node).fault("wrong-type", _other_kind((table, holder), ours, (to, part), theirs), help)


_REFER: Mapping[str, tuple[str, ...]] = {
    "integer": ("integer",),
    "decimal": ("integer", "decimal"),
    "double": ("integer", "decimal", "double"),
    "text": ("text",),
    "date": ("date", "timestamp"),
    "timestamp": ("date", "timestamp"),
}
"""By a key's kind, the kinds of columns that PostgreSQL can refer to it from; what is not here is of one type. DuckDB takes fewer."""


def _comparable(key: Type, column: Type) -> bool:
    return key.sql == column.sql or column.kind in _REFER.get(key.kind, ())


def _other_kind(column: tuple[str, str], ours: Type, key: tuple[str, str], theirs: Type) -> str:
    what = f"{'.'.join(column)} is {ours.sql} and refers to {'.'.join(key)}, which is {theirs.sql}"
    return f"{what}: no database can hold that as a foreign key"


def _refuse_null(binder: Binder, table: str, key: tuple[str, ...], span: Span) -> None:
    """A fault where a picked row could lack what it is referred to by."""
    for name in key:
        if binder.column(table, name).nullable:
            what = f"{table}.{name} can be NULL, and no row can be referred to by it then"
            help = f"refer to a key without NULLs, or pick among the others with `where: {name} is not null`"
            raise SpecError(Fault("may-be-null", what, span, help))


def _declared(binder: Binder, table: str, node: Node) -> ForeignKey:
    columns = names(binder, table, node.entries["columns"])
    to = node.entries["to"]
    found = target(to)
    if found is None or len(found[1]) != len(columns):
        raise to.fault(
            "not-a-column",
            f"expected {counted(len(columns), 'column')} of one table, got {to.text or to.plain!r}",
            "write it like customers.customer_id",
        )
    other, key = found
    for column, name in zip(columns, key, strict=True):
        theirs, ours = binder.column_type(other, name, to.span), binder.column_type(table, column, to.span)
        if not _comparable(theirs, ours):
            help = f"make {column} {theirs.sql}, or {other}.{name} {ours.sql}"
            raise to.fault("wrong-type", _other_kind((table, column), ours, (other, name), theirs), help)
    _check_key(binder, other, key, to.span)
    return ForeignKey(columns, other, key, node.span, enforced=not _hidden(binder, other))


def _check_key(binder: Binder, table: str, columns: tuple[str, ...], span: object) -> None:
    """A fault unless the columns are a key of the table."""
    draft = binder.draft(table)
    listed = [draft.node.get("primary_key"), *(draft.node.entries.get("unique", ()))]
    known = {names(binder, table, node) for node in listed if node is not None}
    single = len(columns) == 1 and binder.column(table, columns[0]).unique
    if columns not in known and not single:
        what = f"({', '.join(columns)}) is not a key of {table}"
        other = next((key for key in known if set(key) == set(columns)), None)
        help = f"name them as the key does: {', '.join(other)}" if other else f"make it the `primary_key` of {table}, or `unique`"
        raise SpecError(Fault("not-a-key", what, span, help))  # type: ignore[arg-type]


def _hidden(binder: Binder, table: str) -> bool:
    return hidden(binder.draft(table).node)


def hidden(node: Node) -> bool:
    """Whether a table or column says that it is not written."""
    said = node.get("hidden")
    return said is not None and said.plain is True


def visible(binder: Binder, table: str, expression: Expression) -> None:
    """A fault where a check reads what is never written: the database could not run it."""
    for path in expression.paths:
        for end in range(1, len(path) + 1):
            owner, column = binder.resolve(table, path[:end], expression.span)
            if _hidden(binder, owner) or hidden(binder.draft(owner).columns[column]):
                what = f"the check reads {'.'.join(path)}, and {owner}.{column} is hidden"
                raise SpecError(Fault("hidden-column", what, expression.span, "show it, or check it where it is made"))


def written(binder: Binder, query: Node) -> None:
    """A fault where a query of the spec's own is none, or names a table or column that is not there or never written."""
    tables = tables_of(query.text, query.span)
    with Faults() as faults:
        for table, span in tables:
            with faults.step():
                binder.draft(table, span)
                if _hidden(binder, table):
                    what = f"the check reads {table}, which is hidden"
                    raise SpecError(Fault("hidden-column", what, span, "show it, or check it where it is made"))
    known = {table: binder.visible_types(table) for table, _ in tables}
    lacks = missing(query.text, known)
    if lacks is not None:
        raise SpecError(_lacking(binder, query, lacks, known))


def _lacking(binder: Binder, query: Node, lacks: Missing, known: Mapping[str, Mapping[str, Type]]) -> Fault:
    """The fault of a name that is not there, in the words of the spec."""
    start, length = lacks.place or (0, len(query.text))
    span = place_in(query.text, query.span, lacks.place)
    if lacks.what == "table":
        what = f"the query reads no table that it calls {lacks.name!r}"
        return Fault("unknown-table", what, span, f"it reads {', '.join(known)}; behind an alias only that counts")
    hiding = [table for table in known if lacks.name in binder.draft(table).columns and lacks.name not in known[table]]
    if hiding:
        what = f"the check reads {hiding[0]}.{lacks.name}, which is hidden"
        return Fault("hidden-column", what, span, "show it, or check it where it is made")
    of = lacks.of or (next(iter(known)) if len(known) == 1 else "")
    what = f"{of} has no column {lacks.name!r}" if of else f"none of {', '.join(known)} has a column {lacks.name!r}"
    columns = dict.fromkeys(column for table in ([of] if of in known else known) for column in known[table])
    written = query.text[start : start + length]
    help = f"SQL puts a text in single quotes: '{lacks.name}'" if written.startswith('"') else did_you_mean(lacks.name, columns)
    return Fault("unknown-column", what, span, help)
