"""Names and terms as the language's expressions say them."""

from __future__ import annotations

import functools
import re

from specgen.dialects import dialect
from specgen.drafting.conditions import Term
from specgen.errors import Span, SpecError
from specgen.expressions import parse_expression, quoted

_NOWHERE = Span("", 0, 0, 0, 0)
_BARE = re.compile(r"[a-z_][a-z0-9_]*")
_NAME = re.compile(r"[^\W\d]\w{0,62}")


def can_be_named(name: str) -> bool:
    """Whether the language can refer to a table or column of this name."""
    return _NAME.fullmatch(name) is not None and len(name.encode()) <= 63


@functools.cache
def identifier(name: str) -> str:
    """A column's name in an expression: in quotes where it would be read as something else."""
    if not _BARE.fullmatch(name) or name in dialect("postgres").reserved or name in dialect("duckdb").reserved:
        return quoted(name)
    try:
        return name if parse_expression(name, _NOWHERE).paths == ((name,),) else quoted(name)
    except SpecError:
        return quoted(name)


def said(term: Term) -> str:
    """A sum or product."""
    if not term.args:
        return identifier(term.value) if term.op == "column" else term.value
    left, right = (f"({said(arg)})" if arg.args else said(arg) for arg in term.args)
    return f"{left} {term.op} {right}"


def text(value: str) -> str:
    """A SQL string."""
    return "'" + value.replace("'", "''") + "'"
