"""The functions of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from specgen.expressions.kernels import numbers
from specgen.expressions.model import Refused, Term
from specgen.expressions.rules import DOUBLE, NULL, Function, count, decimal, digits, fixed, wrong
from specgen.types import Type


def _same(name: str) -> Callable[[Sequence[Term]], Type]:
    def rule(args: Sequence[Term]) -> Type:
        count(name, args, 1)
        if args[0].type is not NULL and not (args[0].type.numeric or (name == "-" and args[0].type.kind == "interval")):
            raise wrong(name, args, 0, "a number")
        return args[0].type

    return rule


def _edge(name: str) -> Callable[[Sequence[Term]], Type]:
    def rule(args: Sequence[Term]) -> Type:
        type = _same(name)(args)
        return decimal(digits(type) + 1, 0) if type.kind == "decimal" else type

    return rule


def _round(args: Sequence[Term]) -> Type:
    count("round", args, 1, 2)
    type = _same("round")(args[:1])
    if len(args) == 1:
        return decimal(digits(type) + 1, 0) if type.kind == "decimal" else type
    if type.kind == "double":
        raise Refused("wrong-type", "a double has no exact digits to round to", "cast to a decimal: cast(x as decimal(10,2))", 0)
    if args[1].op != "number" or not str(args[1].value).isdigit():
        raise Refused("wrong-arguments", "the digits to round to are a plain number", "round(x, 2)", 1)
    wanted = min(int(str(args[1].value)), type.scale)
    return decimal(digits(type) + 1, wanted) if type.kind == "decimal" else type


def _real(name: str, many: int = 1) -> Function:
    signature = f"{name}({', '.join('xyz'[:many])})"
    text = f"{name}({', '.join(f'CAST({{{at}}} AS DOUBLE)' for at in range(many))})"
    lines = {"sqrt": "the square root", "sin": "the sine of an angle in radians", "cos": "the cosine of an angle in radians",
             "exp": "e to the power x", "ln": "the natural logarithm", "power": "x to the power y"}  # fmt: skip
    rule = fixed(name, ["integer|decimal|double"] * many, DOUBLE)
    return Function(name, signature + " → double", lines[name], rule, _finite(text), text.replace("DOUBLE", "DOUBLE PRECISION"))


def _finite(text: str) -> Callable[[Term, Sequence[str]], str]:
    """PostgreSQL stops where a result is no number; DuckDB is told to."""

    def template(term: Term, args: Sequence[str]) -> str:
        call = text.format(*args)
        if term.op in ("sin", "cos", "pi"):
            return call
        return f"CASE WHEN isfinite({call}) THEN {call} WHEN {call} IS NULL THEN NULL ELSE error('{term.op} has no result here') END"

    return template


def _postgres_round(term: Term, args: Sequence[str]) -> str:
    if term.type.kind == "integer":
        return args[0]
    return half_away(args[0]) if term.type.kind == "double" else f"round({', '.join(_least_digits(term, args))})"


def _duckdb_round(term: Term, args: Sequence[str]) -> str:
    return args[0] if term.type.kind == "integer" else f"round({', '.join(_least_digits(term, args))})"


def _least_digits(term: Term, args: Sequence[str]) -> list[str]:
    return [args[0], str(term.type.scale)] if len(args) == 2 else [args[0]]


def half_away(text: str) -> str:
    """A double rounded half away from zero in PostgreSQL, whose own round(double) goes to even."""
    return f"(trunc({text}) + CASE WHEN abs({text} - trunc({text})) >= 0.5 THEN sign({text}) ELSE 0 END)"


def _kept(name: str) -> Callable[[Term, Sequence[str]], str]:
    return lambda term, args: args[0] if term.type.kind == "integer" else f"{name}({args[0]})"


NUMERIC = [
    Function("negative", "-a", "the number with the other sign", _same("-"), "-{0}", "-{0}", level=8,
             kernel=numbers.negative),
    Function("abs", "abs(x)", "the number without its sign", _same("abs"), "abs({0})", "abs({0})",
             kernel=numbers.absolute),
    Function("floor", "floor(x)", "the next whole number downwards", _edge("floor"), _kept("floor"), _kept("floor")),
    Function("ceil", "ceil(x)", "the next whole number upwards", _edge("ceil"), _kept("ceil"), _kept("ceil")),
    Function("round", "round(x[, digits])", "rounded half away from zero", _round, _duckdb_round, _postgres_round,
             kernel=numbers.rounded),
    *(_real(name) for name in ("sqrt", "sin", "cos", "exp", "ln")),
    _real("power", 2),
    Function("pi", "pi()", "3.14159…", fixed("pi", [], DOUBLE), "pi()", "pi()"),
]  # fmt: skip
