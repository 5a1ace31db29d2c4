"""From nodes to the model: every name is resolved, every filler bound. Columns are bound on demand, in the order of need."""

from __future__ import annotations

import datetime
import importlib.resources
from collections.abc import Mapping
from contextlib import suppress
from math import prod
from pathlib import Path as FilePath
from typing import Any

import pyarrow as pa

from specgen import datafiles
from specgen.contracts import Generator
from specgen.errors import Fault, Span, SpecError
from specgen.expressions import Expression, Path, Typed
from specgen.language import declarations, drafts, keys, rows
from specgen.language.chains import Key, Opened
from specgen.language.drafts import Draft
from specgen.language.model import Check, Column, Reading, Spec, Table
from specgen.language.reader.files import nearest_file
from specgen.language.scope import BoundScope
from specgen.nodes import Node
from specgen.sources import Sources
from specgen.suggestions import did_you_mean
from specgen.types import Type

_SHIPPED = importlib.resources.files("specgen.specs")


def bind(root: Node, params: Mapping[str, Any], kinds: Mapping[str, Any], faults: list[Fault], sources: Sources) -> Spec:
    """The model of a spec; raises SpecError with all faults of meaning and those that were known before.

    What an earlier phase refused is `Broken` in the tree: nothing is said of it, nor of what depends on it.
    """
    tables: dict[str, Table] = {}
    checks: tuple[Check, ...] = ()
    try:
        binder = Binder(root, params, kinds, faults, sources)
        binder.bind_columns()
        for name in binder.drafts:
            try:
                tables[name] = declarations.table(binder, name)
            except SpecError as error:
                faults += error.faults
        checks = declarations.checks(binder, None, root.get("checks"))
    except SpecError as error:
        faults += error.faults
    if faults:
        raise SpecError(dict.fromkeys(faults))
    return Spec(
        name=binder.text("name", "data"),
        description=binder.text("description", ""),
        seed=binder.seed,
        locale=binder.locale,
        as_of=binder.as_of,
        params=params,
        tables=tables,
        checks=checks,
        file=root.span.file,
    )


class Binder:
    """Answers what a scope asks; remembers what is bound, and what is being bound, so that a cycle is named and not followed."""

    def __init__(self, root: Node, params: Mapping[str, Any], kinds: Mapping[str, Any], faults: list[Fault], sources: Sources):
        self.root, self.kinds, self.sources = root, kinds, sources
        self.constants = declarations.constants(params, root.get("as_of"), faults)
        """What expressions may name besides columns, as SQL literals; None where a fault hides it."""
        self.drafts: dict[str, Draft] = drafts.drafts(root.entries["tables"], faults)
        self._bound: dict[Key, Column] = {}
        self._types: dict[Key, Type] = {}
        self._open: list[Key] = []
        self._stuck: dict[Key, Fault] = {}
        self._counts: dict[str, Generator] = {}
        self._named: dict[tuple[str, str], Node] = {}
        self._files: dict[FilePath, pa.Table] = {}

    def text(self, key: str, default: str) -> str:
        node = self.root.get(key)
        return default if node is None else node.text

    @property
    def seed(self) -> int:
        return int(self.root.entries["seed"].plain) if "seed" in self.root.entries else 0  # type: ignore[arg-type]

    @property
    def locale(self) -> str:
        return self.text("locale", "en_US")

    @property
    def as_of(self) -> datetime.date | None:
        node = self.root.get("as_of")
        return None if node is None else declarations.day(node)

    def name_once(self, what: str, name: str, node: Node) -> None:
        """A fault if another thing of the kind has the name already: indexes have it in the whole spec, checks in their table."""
        other = self._named.setdefault((what, name.casefold()), node)
        if other is not node:
            related = ((other.span, "the other"),)
            raise SpecError(Fault("duplicate-name", f"two {what} are called '{name}'", node.span, "rename one, or delete it", related))

    def draft(self, table: str, span: Span | None = None) -> Draft:
        if table not in self.drafts:
            raise SpecError(Fault("unknown-table", f"there is no table {table!r}", span, did_you_mean(table, self.drafts)))
        return self.drafts[table]

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def resolve(self, table: str, path: Path, span: Span | None) -> tuple[str, str]:
        """The table and column that a path reads."""
        for reference in path[:-1]:
            table = self.target(table, reference, span)
        self._node(table, path[-1], span)
        return table, path[-1]

    def target(self, table: str, reference: str, span: Span | None) -> str:
        """The table that a column of `table` refers to."""
        self._node(table, reference, span)
        to = self.draft(table).target(reference)
        if to is None:
            known = self.draft(table).references
            found = f"columns of {table} that refer to another table: {', '.join(known)}"
            help_ = found if known else "a path goes on behind a column with `references` only"
            raise SpecError(Fault("not-a-reference", f"{reference} of {table} refers to no table", span, help_))
        if to not in self.drafts:
            raise SpecError(())  # the column says so itself
        return to

    def references(self, table: str, to: str) -> tuple[str, ...]:
        draft = self.draft(table)
        found = draft.referring(to)
        if not found and any(draft.target(column) not in self.drafts for column in draft.references):
            raise SpecError(())  # a reference to no table may be the one that is asked for, and says so itself
        return found

    def block_key(self, table: str) -> str | None:
        return self.draft(table).block_key

    def _node(self, table: str, column: str, span: Span | None) -> Node:
        draft = self.draft(table, span)
        if column not in draft.columns:
            known = [*draft.columns, *self.constants]
            raise SpecError(Fault("unknown-column", f"{table} has no column {column!r}", span, did_you_mean(column, known)))
        return draft.columns[column]

    # ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def bind_columns(self) -> None:
        """Bind every column, as far as names tell each after what it reads, so that no chain of columns is followed in one go.

        What cannot be bound is refused again, with its faults, by the table that it belongs to.
        """
        for table, column in drafts.in_order(self.drafts):
            with suppress(SpecError):
                self.column(table, column)

    def column_type(self, table: str, column: str, span: Span | None) -> Type:
        """The declared type of a column, or the type that its filler gives it."""
        key = (table, column)
        if key not in self._types:
            with self._opened(key):
                self._types[key] = declarations.column_type(self, table, column, self._node(table, column, span))
        return self._types[key]

    def visible_types(self, table: str) -> dict[str, Type]:
        """The columns of a table that are written, each with its type."""
        shown = {name: node for name, node in self.draft(table).columns.items() if not keys.hidden(node)}
        return {name: self.column_type(table, name, node.span) for name, node in shown.items()}

    def column(self, table: str, column: str) -> Column:
        """A bound column."""
        key, node = (table, column), self._node(table, column, None)
        if key not in self._bound:
            type = self.column_type(table, column, node.span)
            with self._opened(key):
                self._bound[key] = declarations.column(self, table, column, node, type)
        return self._bound[key]

    def _opened(self, key: tuple[str, str]) -> Opened:
        return Opened(self._open, self._stuck, key, lambda step: self._node(*step, None).span)

    def filler(self, node: Node, scope: BoundScope) -> Generator:
        """The generator of a mapping that holds one filler key."""
        (kind,) = [key for key in node.entries if key in self.kinds]
        return self.bound(kind, node.entries[kind], scope)

    def bound(self, kind: str, node: Node, scope: BoundScope) -> Generator:
        """The generator of a kind, with what stands behind its key."""
        try:
            generator: Generator = self.kinds[kind].bind(node, scope)
        except SpecError as error:
            raise SpecError(fault.at(node.span) for fault in error.faults) from error
        return generator

    def typed(self, table: str, path: Path) -> Typed:
        """Type and nullability of what a path reads."""
        nullable = False
        for reference in path[:-1]:
            nullable = nullable or self._nullable(self.column(table, reference))
            table = self.target(table, reference, None)
        column = self.column(table, path[-1])
        return Typed(column.type, nullable or self._nullable(column))

    def _nullable(self, column: Column) -> bool:
        return column.nulls is not None or column.filler.nullable()

    def distinct(self, table: str, column: Column) -> bool:
        """Whether the column's values, NULL left out, are distinct by construction."""
        return column.filler.distinct(self.reading(table, column))

    def accepted(self, table: str, path: Path) -> tuple[Any, ...] | None:
        """The only values that a path can read, where they are listed; a column that repeats another has the other's."""
        owner, name = self.resolve(table, path, None)
        filler = self.column(owner, name).filler
        repeated: Expression | None = getattr(filler, "sql", None)
        return self.accepted(owner, repeated.paths[0]) if repeated is not None and repeated.is_path else filler.accepted()

    def reading(self, table: str, column: Column) -> Reading:
        return Reading(table, column.name, column.type, column.exact, column.unique, self.draft(table).parent)

    def reading_of(self, scope: BoundScope) -> Reading:
        return Reading(scope.table, scope.column, scope.type, scope.exact, scope.unique, scope.parent)

    def count(self, table: str) -> Generator:
        """The law of the block lengths of a `per` table."""
        if table not in self._counts:
            node = self.draft(table).node.entries["rows"].entries["count"]
            self._counts[table] = rows.count(self, table, node)
        return self._counts[table]

    def file(self, table: str) -> pa.Table:
        """The rows of a table whose rows are a file."""
        node = self.draft(table).node.entries["rows"].entries["file"]
        return self.data(node.text, node.span)

    def data(self, file: str, span: Span) -> pa.Table:
        """The rows of a data file, found beside the spec or among those that ship with specgen."""
        beside, shipped = FilePath(span.file).parent / file, FilePath(str(_SHIPPED / file))
        path = shipped if not self.sources.has(beside) and shipped.is_file() else beside
        if path is beside and not self.sources.has(beside):
            raise SpecError(Fault("file-not-found", f"there is no file '{path}'", span, nearest_file(path, datafiles.SUFFIXES)))
        if path not in self._files:
            try:
                self._files[path] = datafiles.read(path.name, lambda: self.sources.read(beside, path))
            except ValueError as wrong:
                help = "repair the file; it is read by its ending: " + ", ".join(datafiles.SUFFIXES)
                raise SpecError(Fault("unreadable-file", str(wrong), span, help)) from wrong
        return self._files[path]

    def given(self, table: str, name: str, type: Type, span: Span) -> pa.Array:
        return rows.given(self, table, name, type, span)

    def calendar(self, table: str, span: Span) -> tuple[int, int, bool]:
        return rows.calendar(self, table, span)

    def crossed(self, table: str, part: str) -> tuple[int, int] | None:
        """Where `table` is a cross and `part` not its first: the rows of a block that a row of the part spans, and its rows."""
        parts = self.draft(table).crossed[1:]
        if part not in parts:
            return None
        sizes = [rows.fixed(self, name, self.draft(name).node.span) for name in parts]
        return prod(sizes[parts.index(part) + 1 :]), sizes[parts.index(part)]

    def least_rows(self, table: str) -> int:
        if self.draft(table).crossed:
            return 0
        law = self.count(table).law()
        return 0 if law is None else int(law[0][law[1] > 0].min())
