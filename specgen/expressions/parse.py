"""From the text of an expression to an Expression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp

from specgen.errors import Fault, Span, SpecError
from specgen.expressions.grammar import SpecSql, shape_of
from specgen.expressions.model import Expression, Path, Refused, Shape, place_in

DEEPEST = 100
"""Levels of an expression: each of a few functions calls itself for each level."""


def parse_expression(text: str, span: Span, constants: Mapping[str, str] | None = None) -> Expression:
    """The expression that a text says; names in `constants` become the SQL literals given for them.

    SpecError, pointing into the text where it is one line, for bad syntax and for what is outside the listed subset of SQL.
    """
    tree = _parsed(text, span)
    try:
        shape_of(tree)
    except Refused as refused:
        raise SpecError(refused.fault(text, span)) from refused
    sql, filled = _filled(text.strip(), tree, constants or {})
    places: dict[Path, Span] = {}
    for shape in _columns(shape_of(filled)):
        places.setdefault(shape.value, place_in(text, span, shape.place))  # type: ignore[arg-type]
    return Expression(sql, span, filled, tuple(places), tuple(places.values()))


def _parsed(text: str, span: Span) -> exp.Expr:
    try:
        found = sqlglot.parse_one(text, dialect=SpecSql, into=exp.Condition)  # a condition: `copy.x` is no COPY statement
    except sqlglot.errors.ParseError as error:
        detail = error.errors[0] if error.errors else {}
        message = str(detail.get("description") or error).split(". Line")[0].strip().rstrip(".") or "cannot be read"
        message = next((ours for theirs, ours in _SAID.items() if theirs in message), message)
        offset = max(detail.get("col", 0) - len(detail.get("highlight") or " "), 0)
        place = place_in(text, span, (offset, len(detail.get("highlight") or " "))) if detail.get("line") == 1 else span
        raise SpecError(Fault("expression-syntax", f"not an expression: {message}", place, _advice(text))) from error
    except RecursionError:
        raise SpecError(_too_deep(span)) from None
    except sqlglot.errors.TokenError as error:
        raise SpecError(Fault("expression-syntax", "not an expression: a quote or bracket is not closed", span)) from error
    if _depth(found) > DEEPEST:
        raise SpecError(_too_deep(span))
    if isinstance(found, exp.Alias | exp.Block):
        raise SpecError(Fault("expression-syntax", "not an expression: something stands behind its end", span, _advice(text)))
    return found


def _depth(tree: exp.Expr) -> int:
    """How many levels an expression has: `a + b + c` has three."""
    deepest, level = 0, [tree]
    while level:
        deepest, level = deepest + 1, [child for node in level for child in node.iter_expressions()]
    return deepest


def _too_deep(span: Span) -> Fault:
    return Fault("too-deep", f"the expression has over {DEEPEST} levels", span, "take a part of it into a column of its own")


_SAID = {
    "Required keyword": "something is missing here",
    "Invalid expression": "this was not expected here",
    "No expression was parsed": "nothing is left of it without its comments",
}
"""What the parser says, in our words."""


def _advice(text: str) -> str:
    if text.lstrip().lower().startswith("select"):
        return "an expression is no query: follow a reference instead, as customer_id.name, or use the filler `aggregate`"
    return "SQL compares with a single =" if "==" in text else "one SQL expression, e.g. quantity * unit_price"


def _filled(text: str, tree: exp.Expr, constants: Mapping[str, str]) -> tuple[str, exp.Expr]:
    """The text and the tree with constants in place of the names that stand for them."""
    found = [node for node in tree.find_all(exp.Column) if len(node.parts) == 1 and node.name in constants]
    if not found:
        return text, tree
    values = {name: sqlglot.parse_one(constants[name], dialect=SpecSql) for name in dict.fromkeys(node.name for node in found)}
    names = {id(node) for node in found}
    filled = tree.transform(lambda node: _bracketed(values[node.name]) if id(node) in names else node, copy=False)
    return filled.sql(dialect=SpecSql), filled


def _bracketed(value: exp.Expr) -> exp.Expr:
    """A constant that computes, such as -3, keeps its own precedence."""
    return exp.Paren(this=value.copy()) if isinstance(value, exp.Unary | exp.Binary) else value.copy()


def _columns(shape: Shape) -> Iterator[Shape]:
    if shape.op == "column":
        yield shape
    for arg in shape.args:
        yield from _columns(arg)
