"""The queries that a spec writes itself: SQL of the author's own, of which only the tables are looked at."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from specgen.errors import Fault, Span, SpecError
from specgen.expressions.grammar import SpecSql
from specgen.expressions.model import place_in
from specgen.expressions.rehearsal import unread

_DIALECTS = (SpecSql, "duckdb")
"""A query is read if one of them knows it."""


def tables_of(text: str, span: Span) -> tuple[tuple[str, Span], ...]:
    """The tables that a query reads, each with its place; SpecError for what is no single query."""
    tree = _parsed(text, span)
    own = {part.alias for part in tree.find_all(exp.CTE)}
    found: dict[str, Span] = {}
    for table in tree.find_all(exp.Table):
        if table.name and table.name not in own and not table.db:
            meta = table.this.meta if isinstance(table.this, exp.Identifier) else {}
            place = (meta["start"], meta["end"] + 1 - meta["start"]) if "start" in meta else None
            found.setdefault(table.name, place_in(text, span, place))
    return tuple(found.items())


def _parsed(text: str, span: Span) -> exp.Expr:
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
