"""What a generator may ask while it is bound: `specgen.contracts.Scope`, answered by the binder."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from specgen.contracts import Generator
from specgen.errors import Fault, Faults, Span, SpecError
from specgen.expressions import Expression, Path, Typed, parse_expression
from specgen.nodes import Node
from specgen.records import record
from specgen.suggestions import nearest
from specgen.targets import target
from specgen.types import Type, parse_type

if TYPE_CHECKING:
    from specgen.language.binder import Binder

_UNTYPED = parse_type("text")


@record
class BoundScope:
    """One column's place in the spec; every question goes to the binder, which binds what is asked for on the way."""

    binder: Binder
    table: str
    column: str = ""
    type: Type = _UNTYPED
    exact: bool = False
    unique: bool = False

    @property
    def as_of(self) -> datetime.date | None:
        return self.binder.as_of

    @property
    def locale(self) -> str:
        return self.binder.locale

    @property
    def locale_span(self) -> Span | None:
        node = self.binder.root.get("locale")
        return None if node is None else node.span

    def key_of(self, table: str) -> str | None:
        node = self.binder.drafts[table].node.get("primary_key") if table in self.binder.drafts else None
        return node.text if node is not None and node.is_scalar else None

    @property
    def parent(self) -> str | None:
        return self.parent_of(self.table)

    def filler(self, node: Node, type: Type | None = None) -> Generator:
        reference = node.get("references")
        key = reference and target(reference.get("to") or reference)
        if key and len(key[1]) > 1:
            what = f"only a column of its own can refer to a key of several columns, ({', '.join(key[1])})"
            raise node.fault("incomplete-key", what, "give the reference a column, hidden if need be, and read that one here by `expr`")
        return self.binder.filler(node, replace(self, type=type or self.type, exact=False, unique=False))

    def expression(self, text: str, span: Span) -> Expression:
        columns = self.binder.draft(self.table).columns
        constants = {name: sql for name, sql in self.binder.constants.items() if name not in columns}
        expression = parse_expression(text, span, {name: sql for name, sql in constants.items() if sql is not None})
        with Faults() as faults:
            for path, place in zip(expression.paths, expression.places, strict=True):
                with faults.step():
                    self._refuse_stranger(path, constants, place, alone=expression.is_path, quoted=f'"{path[0]}"' in text)
                    self.path_type(path, place)
        return expression

    def _refuse_stranger(self, path: Path, constants: Mapping[str, str | None], span: Span, alone: bool, quoted: bool) -> None:
        """A fault for a name that is no column: the help says what it may have been meant for."""
        if path[0] in constants:
            raise SpecError(())  # a param of which a fault is known
        draft, name = self.binder.draft(self.table), path[0]
        if name in draft.columns:
            return
        if name in self.binder.drafts and len(path) > 1:
            keys = draft.referring(name)
            help = (
                f"read it through the column that refers to it: {keys[0]}.{path[1]}" if keys else f"add a column that `references` {name}"
            )
            raise SpecError(Fault("unknown-column", f"{name} is a table, and no column of {self.table}", span, help))
        if quoted and len(path) == 1:
            raise SpecError(
                Fault("unknown-column", f"{self.table} has no column {name!r}", span, f"SQL puts a text in single quotes: '{name}'")
            )
        if alone and len(path) == 1 and not nearest(name, [*draft.columns, *constants]):
            help = f"a text has quotes of its own in SQL: \"'{name}'\""
            raise SpecError(Fault("unknown-column", f"{self.table} has no column {name!r}", span, help))

    def path_type(self, path: Path, span: Span) -> Type:
        table, column = self.binder.resolve(self.table, path, span)
        return self.binder.column_type(table, column, span)

    def typed(self, path: Path) -> Typed:
        return self.binder.typed(self.table, path)

    def unique_type(self, path: Path) -> Type | None:
        column = self.binder.column(self.table, path[0]) if len(path) == 1 else None
        return column.type if column is not None and self.binder.distinct(self.table, column) else None

    def width(self, path: Path) -> int | None:
        column = self.binder.column(*self.binder.resolve(self.table, path, None))
        return column.filler.width() if column.type.kind == "text" else None

    def accepted(self, path: Path) -> tuple[Any, ...] | None:
        return self.binder.accepted(self.table, path)

    def require_parent(self, path: Path, span: Span) -> None:
        key = self.binder.block_key(self.table)
        if key is None:
            raise SpecError(Fault("needs-blocks", f"{self.table} has no blocks", span, "give the table `rows: {per: …}`"))
        if len(path) < 2 or path[0] != key:
            what = f"{'.'.join(path)} does not read the block's parent, which is {self.parent}"
            raise SpecError(Fault("not-the-parent", what, span, f"begin with its key: {key}.…"))
        if self.typed(path).nullable:
            raise SpecError(Fault("may-be-null", f"{'.'.join(path)} can be NULL", span, "coalesce it in a column of the parent"))

    def column_type(self, table: str, column: str, span: Span) -> Type:
        return self.binder.column_type(table, column, span)

    def scope_of(self, table: str) -> BoundScope:
        self.binder.draft(table)
        return BoundScope(self.binder, table)

    def references(self, table: str, to: str) -> tuple[str, ...]:
        """The block's parent first."""
        return self.binder.references(table, to)

    def parent_of(self, table: str) -> str | None:
        return self.binder.draft(table).parent

    def least_rows(self, table: str) -> int:
        return self.binder.least_rows(table)

    def given(self, name: str, span: Span) -> pa.Array:
        return self.binder.given(self.table, name, self.type, span)

    def calendar(self, span: Span) -> tuple[int, int, bool]:
        return self.binder.calendar(self.table, span)

    def crossed(self, table: str) -> tuple[int, int] | None:
        return self.binder.crossed(self.table, table)

    def data(self, file: str, span: Span) -> pa.Table:
        return self.binder.data(file, span)
