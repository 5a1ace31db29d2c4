"""Binds what stands beside the fillers: types, modifiers, rows, keys, checks, indexes."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from specgen.contracts import Generator
from specgen.domains import Instant, share
from specgen.errors import Fault, Faults, SpecError
from specgen.expressions import Expression, infer
from specgen.language import keys
from specgen.language.model import COMPUTED_DEFAULTS, Check, Column, History, Index, Reading, Table
from specgen.language.rows import is_given
from specgen.language.rows import rows as bind_rows
from specgen.language.scope import BoundScope
from specgen.nodes import Node
from specgen.suggestions import said_and_help
from specgen.types import Type, parse_type, parse_value

if TYPE_CHECKING:
    from specgen.language.binder import Binder


def constants(params: Mapping[str, Any], as_of: Node | None, faults: list[Fault]) -> dict[str, str | None]:
    """Params and `as_of` as SQL literals; None for one that is a fault."""
    found = {name: None if value is None else _literal(value) for name, value in params.items()}
    if as_of is not None:
        try:
            found["as_of"] = f"DATE '{day(as_of).isoformat()}'"
        except SpecError as error:
            found["as_of"] = None
            faults += error.faults
    return found


def day(node: Node) -> datetime.date:
    """A date without a time."""
    found = Instant().read(node, None)  # type: ignore[arg-type]
    if isinstance(found, datetime.datetime):
        raise node.fault("not-a-date", f"expected a day, got {node.text!r}", "write it like 2025-10-28")
    return found


def _literal(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def table(binder: Binder, name: str) -> Table:
    """A whole table; raises SpecError with all its faults."""
    draft = binder.draft(name)
    parts: dict[str, Any] = {}
    columns: dict[str, Column] = {}
    with Faults() as faults:
        with faults.step():
            parts["rows"] = bind_rows(binder, name, draft.node.entries["rows"])
        for column in draft.columns:
            with faults.step():
                columns[column] = _checked(binder, name, column)
        for part, bound in PARTS.items():
            with faults.step():
                parts[part] = bound(binder, name)
    return Table(
        name=name,
        columns=columns,
        span=draft.node.span,
        rows_span=draft.node.entries["rows"].span,
        description=_text(draft.node, "description"),
        hidden=_flag(draft.node, "hidden"),
        **parts,
    )


def _checked(binder: Binder, table: str, name: str) -> Column:
    """The column with its `check`, which may read any column of the row, itself included."""
    column, node = binder.column(table, name), binder.draft(table).columns[name].get("check")
    if node is None:
        return column
    expression = boolean(BoundScope(binder, table), node)
    keys.visible(binder, table, expression)
    return dataclasses.replace(column, check=expression)


def column_type(binder: Binder, table: str, column: str, node: Node) -> Type:
    """The type that is written or that the filler knows."""
    written = node if node.is_scalar else node.get("type")
    if written is not None:
        try:
            return parse_type(written.text)
        except ValueError as wrong:
            raise written.fault("unknown-type", *said_and_help(wrong)) from None
    named = [key for key in node.entries if key in binder.kinds]
    kind: Type | None = binder.kinds[named[0]].infer_type(node.entries[named[0]], BoundScope(binder, table, column)) if named else None
    if kind is None and "versions" in node.entries:
        path = tuple(node.entries["versions"].entries["from"].text.split("."))
        kind = BoundScope(binder, table, column).path_type(path, node.span)
    if kind is None:
        raise node.fault("missing-type", f"column {column} has no type", "write e.g. {type: text, …}")
    return kind


def column(binder: Binder, table: str, name: str, node: Node, type: Type) -> Column:
    """A column with its filler and modifiers."""
    exact, unique = _flag(node, "exact"), _flag(node, "unique")
    scope = BoundScope(binder, table, name, type, exact, unique)
    nulls = node.get("nulls")
    if nulls is not None and exact:
        raise nulls.fault(
            "conflicting-keys",
            "`exact` counts every row, `nulls` takes some away",
            "put the NULLs among the `values`, or leave one out",
            node.keys["exact"],
        )
    default = node.get("default")
    if default is not None and default.plain is not None:
        _refuse_default(default, type)
    filler = _filler(binder, node, scope)
    if exact and not _heeds_exact(filler, binder.reading_of(scope)):
        where = node.keys["exact"]
        raise where.fault("no-exact", f"`exact` says nothing of {filler.name}", "it holds shares to the row: values, distributions, picks")
    return Column(
        name=name,
        type=type,
        filler=filler,
        span=node.span,
        nulls=None if nulls is None else _nulls(nulls, scope),
        unique=unique,
        exact=exact,
        hidden=_flag(node, "hidden"),
        default=None if default is None or default.plain is None else default.text,
        generated=_text(node, "generated") == "stored",
        description=_text(node, "description"),
    )


def _filler(binder: Binder, node: Node, scope: BoundScope) -> Generator:
    named = [key for key in node.entries if key in binder.kinds]
    if not named and is_given(binder.draft(scope.table).node.entries["rows"]):
        return binder.bound("given", Node(node.span, scope.column, text=scope.column), scope)
    if named or scope.type.kind != "integer":
        if not named:
            raise node.fault(
                "no-filler", f"nothing fills column `{scope.column}`", "write e.g. {type: " + scope.type.sql + ", values: […]}"
            )
        return binder.filler(node, scope)
    return binder.bound("sequence", Node(node.span, {}), scope)


def _refuse_default(node: Node, type: Type) -> None:
    if node.text.lower() not in COMPUTED_DEFAULTS:
        try:
            parse_value(node.text, type)
        except (ValueError, TypeError) as wrong:
            help = f"write a value of {type.sql}, or one of {', '.join(COMPUTED_DEFAULTS)}"
            raise node.fault("wrong-type", f"the default is no {type.sql}: {wrong}", help) from None


def _heeds_exact(filler: Generator, reading: Reading) -> bool:
    """Whether a filler makes its cells another way when they are to be exact: it then reads how many rows there are."""
    return tuple(filler.reads(reading)) != tuple(filler.reads(dataclasses.replace(reading, exact=False)))


def _nulls(node: Node, scope: BoundScope) -> float | Expression:
    if isinstance(node.plain, int | float) or node.text.strip().endswith("%"):
        return share(node)
    return boolean(scope, node)


def boolean(scope: BoundScope, node: Node) -> Expression:
    """A condition over the row."""
    expression = scope.expression(node.text, node.span)
    found = infer(expression, scope.typed).type
    if found.kind != "boolean":
        raise node.fault("wrong-type", f"expected a condition, the expression is {found.sql}")
    return expression


def checks(binder: Binder, table: str | None, node: Node | None) -> tuple[Check, ...]:
    """The rules of a table (or, of SQL only, of the whole spec)."""
    found, what = [], f"checks of {table or 'the spec'}"
    columns = binder.draft(table).columns if table is not None else {}
    with Faults() as faults:
        for name, column in columns.items():
            with faults.step():
                if (of_column := column.get("check")) is not None:
                    binder.name_once(what, f"{name}_check", of_column)
        for item in node if node is not None else ():
            with faults.step():
                binder.name_once(what, item.entries["name"].text, item.entries["name"])
                found.append(_check(binder, table, item))
    return tuple(found)


def _check(binder: Binder, table: str | None, node: Node) -> Check:
    expr, sql, severity, tolerance = (node.get(key) for key in ("expr", "sql", "severity", "tolerance"))
    expression = None
    if expr is not None:
        assert table is not None  # the structure has `sql` alone at the top level
        expression = boolean(BoundScope(binder, table), expr)
        keys.visible(binder, table, expression)
    if sql is not None:
        keys.written(binder, sql)
    return Check(
        name=node.entries["name"].text,
        span=node.span if sql is None else sql.span,
        expr=expression,
        sql=sql.text if sql else None,
        severity="warn" if severity and severity.text == "warn" else "error",
        tolerance=share(tolerance) if tolerance else 0.0,
    )


def _indexes(binder: Binder, table: str) -> tuple[Index, ...]:
    node, found = binder.draft(table).node.get("indexes"), []
    with Faults() as faults:
        for item in node if node is not None else ():
            with faults.step():
                found.append(_index(binder, table, item))
                binder.name_once("indexes", found[-1].name, (item.get("name") if item.is_map else None) or item)
    return tuple(found)


def _index(binder: Binder, table: str, node: Node) -> Index:
    columns = keys.names(binder, table, node.entries["columns"] if node.is_map else node)
    unique = _flag(node, "unique")
    if unique:
        keys.prove(binder, table, columns, node)
    name = _text(node, "name") if node.is_map else ""
    return Index(name or "_".join((table, *columns, "idx")), columns, unique)


def _history(binder: Binder, table: str) -> History | None:
    key, node = binder.draft(table).block_key, binder.draft(table).node.get("versions")
    if node is None or key is None:
        return None
    return History(keys.holders(binder, table, key), *(node.entries[part].text for part in ("start", "end", "current")))


def _flag(node: Node, key: str) -> bool:
    found = node.get(key)
    return found is not None and found.plain is True


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return "" if found is None else found.text


PARTS: dict[str, Callable[[Binder, str], Any]] = {
    "primary_key": keys.primary,
    "unique": keys.uniques,
    "foreign_keys": keys.foreign,
    "checks": lambda binder, table: checks(binder, table, binder.draft(table).node.get("checks")),
    "indexes": _indexes,
    "history": _history,
}
"""What a table has besides rows and columns, and how it is bound."""
