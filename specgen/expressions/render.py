"""An expression as text for DuckDB or PostgreSQL, such that both compute equal results or both stop."""

from __future__ import annotations

from collections.abc import Callable

from specgen.errors import SpecError
from specgen.expressions.casts import cast_text, castable, type_sql
from specgen.expressions.functions import FUNCTIONS
from specgen.expressions.infer import Lookup, term_of
from specgen.expressions.model import Expression, Path, Refused, Term
from specgen.expressions.rules import ATOM
from specgen.types import Type

Column = Callable[[Path], str]


def render(expression: Expression, dialect: str, column: Column, lookup: Lookup, to: Type | None = None) -> str:
    """The text for "duckdb" or "postgres"; `column` gives the SQL of a path, `lookup` its type; `to` as in `aimed`."""
    return text_of(aimed(expression, lookup, to), dialect, column)


def aimed(expression: Expression, lookup: Lookup, to: Type | None) -> Term:
    """The typed tree; with `to` cast to that type by the rules of a cast in the expression, unless it has the type already."""
    term = term_of(expression, lookup)
    if to is None or to == term.type or (to.kind == "text" and term.type.kind == "text"):
        return term
    try:
        castable(term.type, to)
    except Refused as refused:
        raise SpecError(refused.fault(expression.sql, expression.span)) from refused
    return Term("cast", (term,), to, term.nullable)


def text_of(term: Term, dialect: str, column: Column) -> str:
    """The text of a typed tree."""
    if term.op == "column":
        path: Path = term.value  # type: ignore[assignment]
        return column(path)
    if term.op == "cast":
        return cast_text(text_of(term.args[0], dialect, column), term.args[0].type, term.type, dialect)
    if term.op in _LEAVES:
        return _LEAVES[term.op](term, dialect)
    function = FUNCTIONS[term.op]
    args = [_argument(term, at, text_of(arg, dialect, column)) for at, arg in enumerate(term.args)]
    template = function.duckdb if dialect == "duckdb" else function.postgres
    return template.format(*args) if isinstance(template, str) else template(term, args)


def _argument(term: Term, at: int, text: str) -> str:
    level, inner = FUNCTIONS[term.op].level, _level(term.args[at])
    if level == ATOM or inner == ATOM:
        return text
    chain = at == 0 and inner == level and level not in (3, 4, 8)
    if chain or (inner > level and term.op != "||"):
        return text
    return f"({text})"


def _level(term: Term) -> int:
    return FUNCTIONS[term.op].level if term.op in FUNCTIONS else ATOM


def quoted(text: str) -> str:
    """A SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _literal(term: Term, dialect: str) -> str:
    if isinstance(term.value, bool):
        return "TRUE" if term.value else "FALSE"
    if term.type.kind in ("integer", "decimal"):
        return f"{term.value}" if not str(term.value).startswith("-") else f"({term.value})"
    return f"CAST({quoted(str(term.value))} AS {type_sql(term.type, dialect)})"


def _number(term: Term, dialect: str) -> str:
    return f"CAST({term.value} AS {type_sql(term.type, dialect)})" if term.type.kind == "double" else str(term.value)


_LEAVES: dict[str, Callable[[Term, str], str]] = {
    "literal": _literal,
    "number": _number,
    "string": lambda term, dialect: quoted(str(term.value)),
    "null": lambda term, dialect: "NULL" if term.type.sql == "null" else f"CAST(NULL AS {type_sql(term.type, dialect)})",
    "interval": lambda term, dialect: f"INTERVAL '{term.value}'",
    "field": lambda term, dialect: str(term.value),
}
