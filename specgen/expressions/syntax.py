"""What sqlglot makes of a text: the Shape of an expression, the tables of a query. It takes 0.1 s to import, so nothing else does."""

from __future__ import annotations

from collections.abc import Mapping

import sqlglot
from sqlglot import exp

from specgen.errors import Fault, Span, SpecError
from specgen.expressions.grammar import SpecSql, shape_of
from specgen.expressions.model import Place, Refused, Shape, place_in
from specgen.expressions.rehearsal import unread

DEEPEST = 100
"""Levels of an expression: each of a few functions calls itself for each level."""
_DIALECTS = (SpecSql, "duckdb")
"""A query is read if one of them knows it."""


def condition(text: str, span: Span, constants: Mapping[str, str]) -> tuple[str, Shape]:
    """The text and the Shape of an expression, constants in place of the names that stand for them; SpecError for what is none."""
    tree = _condition(text, span)
    try:
        shape_of(tree)
    except Refused as refused:
        raise SpecError(refused.fault(text, span)) from refused
    sql, filled = _filled(text.strip(), tree, constants)
    return sql, shape_of(filled)


def tables(text: str, span: Span) -> list[tuple[str, Place | None]]:
    """The tables that a query names, each with the place where it does so first; SpecError for what is no single query."""
    tree = _query(text, span)
    own = {part.alias for part in tree.find_all(exp.CTE)}
    found: dict[str, Place | None] = {}
    for table in tree.find_all(exp.Table):
        if table.name and table.name not in own and not table.db:
            meta = table.this.meta if isinstance(table.this, exp.Identifier) else {}
            found.setdefault(table.name, (meta["start"], meta["end"] + 1 - meta["start"]) if "start" in meta else None)
    return [*found.items()]


def _condition(text: str, span: Span) -> exp.Expr:
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
        return (_uncommented(tree) if any(node.comments for node in tree.walk()) else text), tree
    values = {name: sqlglot.parse_one(constants[name], dialect=SpecSql) for name in dict.fromkeys(node.name for node in found)}
    names = {id(node) for node in found}
    filled = tree.transform(lambda node: _bracketed(values[node.name]) if id(node) in names else node, copy=False)
    return _uncommented(filled), filled


def _uncommented(tree: exp.Expr) -> str:
    """The text without comments: one behind `--` would swallow what a check writes behind it."""
    return tree.sql(dialect=SpecSql, comments=False)


def _bracketed(value: exp.Expr) -> exp.Expr:
    """A constant that computes, such as -3, keeps its own precedence."""
    return exp.Paren(this=value.copy()) if isinstance(value, exp.Unary | exp.Binary) else value.copy()


def _query(text: str, span: Span) -> exp.Expr:
    wrong = ""
    for dialect in _DIALECTS:
        try:
            statements = [one for one in sqlglot.parse(text, dialect=dialect) if one is not None]
        except (sqlglot.errors.ParseError, sqlglot.errors.TokenError, RecursionError):
            continue
        if len(statements) == 1 and isinstance(statements[0], exp.Query):
            return statements[0]
        wrong = wrong or ("it is no query" if len(statements) == 1 else f"there are {len(statements)} statements")
    said, place = (wrong, None) if wrong else unread(text) or ("it cannot be read", None)
    help = "one SELECT that returns the rows that offend"
    raise SpecError(Fault("expression-syntax", f"not a query: {said}", place_in(text, span, place), help))
