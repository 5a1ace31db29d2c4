"""SQL over the row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from specgen.contracts import Cells, Json, Read, Reading, Scope, Site
from specgen.errors import Fault, SpecError
from specgen.expressions import Expression, infer, unique_by
from specgen.nodes import Node
from specgen.parameters import Filler
from specgen.records import record
from specgen.types import Type


@record
class Expr(Filler):
    """A SQL expression over this row, over a parent by its key, over params and `as_of`.

    Use it for whatever follows from other columns. A bare path such as `session_id.user_id` keeps the type of what it reads.
    """

    name: ClassVar[str] = "expr"
    group: ClassVar[str] = "calculated"
    short: ClassVar[str | None] = "sql"
    example: ClassVar[str] = """\
specgen: 1
name: expr_example
seed: 1
tables:
  lines:
    rows: 10
    columns:
      quantity: {type: integer, values: [1, 2, 3]}
      unit_price: {type: 'decimal(8,2)', uniform: {min: 1, max: 20}}
      line_total: {type: 'decimal(10,2)', expr: quantity * unit_price}
"""

    sql: Expression
    can_be_null: bool
    is_unique: bool = False

    @classmethod
    def schema(cls) -> Json:
        return {"type": ["string", "number", "boolean"], "title": "a SQL expression", "description": "What the cell holds."}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Expr:
        expression = scope.expression(node.text, node.span)
        found = infer(expression, scope.typed)
        if not castable(found.type, scope.type):
            help = f"declare it {found.type.sql}" if found.type.kind == scope.type.kind else "cast it"
            raise SpecError(Fault("wrong-type", f"the expression is {found.type.sql}, the column {scope.type.sql}", node.span, help))
        return cls(expression, found.nullable, unique_by(expression, scope.unique_type, scope.width))

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type | None:
        expression = scope.expression(node.text, node.span)
        return scope.path_type(expression.paths[0], node.span) if expression.is_path else None

    def reads(self, site: Reading) -> Iterable[Read]:
        return tuple(Cells(path, self.sql.span) for path in self.sql.paths)

    def nullable(self) -> bool:
        return self.can_be_null

    def distinct(self, site: Reading) -> bool:
        return self.is_unique

    def prepare(self, site: Site) -> Expression:
        return self.sql


def castable(found: Type, wanted: Type) -> bool:
    """Whether SQL assigns one type to the other without a cast that could surprise."""
    numeric = {"integer", "decimal", "double"}
    texts = {"text", "json"}
    if found.kind == "timestamp" and wanted.kind in ("date", "timestamp") and found.zoned != wanted.zoned:
        return False  # it would depend on a time zone
    if found.kind == wanted.kind or (wanted.kind in texts and found.kind in texts | {"uuid"}):
        return True
    if found.kind in numeric:
        return wanted.kind in numeric and (wanted.kind != "integer" or found.kind != "double")
    return {found.kind, wanted.kind} == {"date", "timestamp"}


KIND = Expr
