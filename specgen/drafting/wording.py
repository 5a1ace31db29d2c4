"""Names and terms as the language's expressions say them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from specgen.dialects import dialect
from specgen.drafting.conditions import NotUnderstood, Term, read
from specgen.errors import Span, SpecError
from specgen.expressions import Typed, infer, parse_expression, quoted
from specgen.expressions.functions import FUNCTIONS
from specgen.types import Type

_NOWHERE = Span("", 0, 0, 0, 0)
_BETWEEN = {sign: sign for sign in ("and", "or", "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "||")} | {"~~": "like"}
_BEHIND = ("is null", "is not null")
_CALLS = {"btrim": "trim", "char_length": "length", "character_length": "length"}
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
    """A term as an expression; NotUnderstood for what the language has no word for."""
    if term.op == "column":
        return identifier(term.value)
    if term.op in ("number", "true", "false", "null"):
        return term.value
    if term.op in ("text", "today"):
        return text(term.value) if term.op == "text" else "as_of"
    inner = [f"({said(arg)})" if arg.args and arg.op not in ("call", "in") else said(arg) for arg in term.args]
    if term.op == "in":
        return f"{inner[0]} in ({', '.join(inner[1:])})"
    if term.op == "call" and (name := _CALLS.get(term.value, term.value)) in FUNCTIONS:
        return f"{name}({', '.join(inner)})"
    if term.op in _BETWEEN:
        return f" {_BETWEEN[term.op]} ".join(inner)
    if term.op in _BEHIND:
        return f"{inner[0]} {term.op}"
    if term.op == "not":
        return f"not {inner[0]}"
    raise NotUnderstood(term.op)


def condition(text: str, types: Mapping[str, Type]) -> str | None:
    """A CHECK as a condition of the language over columns of these types; None for what it cannot say."""
    try:
        made = said(read(text))
        expression = parse_expression(made, _NOWHERE, {"as_of": "DATE '2024-12-31'"})
        kind = infer(expression, lambda path: Typed(types[path[0]], True)).type.kind
    except (NotUnderstood, SpecError, KeyError):
        return None
    return made if kind == "boolean" else None


def text(value: str) -> str:
    """A SQL string."""
    return "'" + value.replace("'", "''") + "'"
