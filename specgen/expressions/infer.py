"""Types and nullability of an expression, by our own rules, the same for every database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from specgen.errors import SpecError
from specgen.expressions.casts import castable
from specgen.expressions.functions import FUNCTIONS
from specgen.expressions.model import Expression, Path, Refused, Shape, Term, Typed
from specgen.expressions.rules import BIGINT, BOOLEAN, DOUBLE, INTEGER, INTERVAL, NULL, TEXT, common, results
from specgen.suggestions import said_and_help
from specgen.types import Type, parse_type, parse_value
from specgen.types.parse import decimal_type

Lookup = Callable[[Path], Typed]

_ALIKE = (
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "is distinct from",
    "is not distinct from",
    "between",
    "in",
    "nullif",
    "coalesce",
    "greatest",
    "least",
)
"""Where a text in quotes is read as what stands beside it: order_date >= '2025-01-01'."""

_CHOICES = ("coalesce", "greatest", "least")
_ARITHMETIC = ("+", "-", "*", "/", "//", "%", "mod", "negative", "abs")


def infer(expression: Expression, lookup: Lookup) -> Typed:
    """The type and nullability of the result, given those of each path; SpecError where the expression makes no sense."""
    term = term_of(expression, lookup)
    return Typed(TEXT if term.type is NULL else term.type, term.nullable)


def term_of(expression: Expression, lookup: Lookup) -> Term:
    """The typed tree of an expression."""
    try:
        return _term(expression.shape, lookup)
    except Refused as refused:
        raise SpecError(refused.fault(expression.sql, expression.span)) from refused


def _term(shape: Shape, lookup: Lookup) -> Term:
    leaf = _LEAVES.get(shape.op)
    try:
        if leaf is not None:
            return leaf(shape)
        if shape.op == "column":
            path: Path = shape.value  # type: ignore[assignment]
            found = lookup(path)
            return Term("column", (), found.type, found.nullable, path)
        args = [_term(arg, lookup) for arg in shape.args]
        return _cast(shape, args[0]) if shape.op == "cast" else _call(shape, args)
    except Refused as refused:
        refused.shape = refused.shape or shape
        raise


def _call(shape: Shape, args: Sequence[Term]) -> Term:
    function = FUNCTIONS[shape.op]
    args = _prepared(shape.op, args)
    type = function.result(args)
    inputs = [arg.nullable for arg in args]
    nullable = {"any": any(inputs), "all": all(inputs), "never": False, "maybe": True}[function.nulls]
    found = Term(shape.op, tuple(args), type, nullable)
    if shape.op == "case" and len(args) % 2:
        return replace(found, nullable=any(args[at].nullable for at in results(len(args))))
    return found


def _prepared(op: str, args: Sequence[Term]) -> Sequence[Term]:
    """Arguments with quoted texts and NULLs read as their neighbours' type, and narrow numbers widened for arithmetic."""
    if op in _ARITHMETIC:
        return [_widened(arg) for arg in args]
    if op in _ALIKE:
        alike = _alike([_widened(arg) if arg.type.sql == "real" else arg for arg in args])
        return _as_wide(alike) if op in _CHOICES else alike
    if op == "case":
        at = results(len(args))
        read = dict(zip(at, _as_wide(_alike([args[i] for i in at])), strict=True))
        return [read.get(i, arg) for i, arg in enumerate(args)]
    return args


def _widened(term: Term) -> Term:
    """smallint as integer and real as double: the databases differ in when they widen them."""
    wide = {"smallint": INTEGER, "real": DOUBLE}.get(term.type.sql)
    return term if wide is None else Term("cast", (term,), wide, term.nullable)


def _as_wide(args: Sequence[Term]) -> Sequence[Term]:
    """Where one of several is chosen, a smallint among wider numbers is widened: DuckDB reads a number beside it as a smallint."""
    found = common([arg.type for arg in args])
    return [_widened(arg) if found is not None and arg.type.sql == "smallint" != found.sql else arg for arg in args]


def _alike(args: Sequence[Term]) -> Sequence[Term]:
    others = common([arg.type for arg in args if arg.op != "string"])
    if others is None or others is NULL:
        return args
    return [_read_as(arg, others, at) for at, arg in enumerate(args)]


def _read_as(term: Term, type: Type, at: int) -> Term:
    if term.op == "null":
        return replace(term, type=type)
    if term.op != "string" or type.kind == "text" or type.numeric or type.kind == "boolean":
        return term
    return _literal(term, type, at)


def _literal(term: Term, type: Type, at: int | None) -> Term:
    try:
        return Term("literal", (), type, False, parse_value(term.value, type))
    except ValueError as error:
        raise Refused("wrong-type", str(error), "", at) from error


def _cast(shape: Shape, arg: Term) -> Term:
    try:
        type = parse_type(str(shape.value))
    except ValueError as error:
        raise Refused("unknown-type", *said_and_help(error)) from error
    if arg.op == "null":
        return replace(arg, type=type)
    if arg.op == "string" and type.kind != "text":
        return _literal(arg, type, 0)
    castable(arg.type, type)
    return Term("cast", (arg,), type, arg.nullable)


def _number(shape: Shape) -> Term:
    text = str(shape.value)
    if "e" in text.lower():
        return Term("number", (), DOUBLE, False, text)
    whole, _, fraction = text.partition(".")
    if not fraction and int(whole or 0) < 2**63:
        return Term("number", (), INTEGER if int(whole) < 2**31 else BIGINT, False, whole)
    figures = len(whole.lstrip("0")) + len(fraction)
    if figures > 38:
        raise Refused("too-many-digits", f"{text} has more than 38 digits")
    return Term("number", (), decimal_type(max(figures, 1), len(fraction)), False, f"{whole or 0}.{fraction}")


_LEAVES: dict[str, Callable[[Shape], Term]] = {
    "number": _number,
    "string": lambda shape: Term("string", (), TEXT, False, shape.value),
    "null": lambda shape: Term("null", (), NULL, True),
    "true": lambda shape: Term("literal", (), BOOLEAN, False, True),
    "false": lambda shape: Term("literal", (), BOOLEAN, False, False),
    "interval": lambda shape: Term("interval", (), INTERVAL, False, shape.value),
    "field": lambda shape: Term("field", (), NULL, False, shape.value),
}
