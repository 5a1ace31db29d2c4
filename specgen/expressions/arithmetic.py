"""The operators of numbers, dates and durations.

Where the databases differ, both are given a text that computes the same: see `_quotient` for decimals. `//` drops what is behind the
point and `%` has the sign of its left side, as both databases do; a division by zero stops both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from specgen.counted import counted
from specgen.expressions.kernels import numbers
from specgen.expressions.model import Refused, Term
from specgen.expressions.rules import (
    BIGINT,
    DATE,
    DOUBLE,
    INTEGER,
    INTERVAL,
    NULL,
    TIMESTAMP,
    Function,
    as_decimal,
    common,
    count,
    decimal,
    digits,
)
from specgen.types import INT64_DIGITS, Type

_ROOM = 12
"""Digits before the point that are enough for a product of usual numbers."""

_EXACT_DIGITS = 15
"""An integer of so many digits is exact as a double, and so is the rounding of the quotient of two of them."""


def _kinds(args: Sequence[Term]) -> tuple[str, str]:
    left, right = args[0].type, args[1].type
    return (right if left is NULL else left).kind, (left if right is NULL else right).kind


def _clash(operator: str, args: Sequence[Term]) -> Refused:
    texts = operator == "+" and "text" in (args[0].type.kind, args[1].type.kind)
    help = "|| joins texts: cast(order_id as text) || '-A'" if texts else "cast one of them"
    return Refused("wrong-type", f"no {operator} between {args[0].type} and {args[1].type}", help)


def _sum(operator: str) -> Callable[[Sequence[Term]], Type]:
    def rule(args: Sequence[Term]) -> Type:
        left, right = args[0].type, args[1].type
        kinds = _kinds(args)
        found = common([left, right])
        if found is not None and found.kind in ("integer", "double"):
            return found
        if found is not None and found.kind == "decimal":
            return decimal(digits(found) + 1, found.scale)
        if operator == "-" and kinds == ("date", "date"):
            return INTEGER
        if operator == "-" and kinds == ("timestamp", "timestamp") and left.zoned == right.zoned:
            return INTERVAL
        return _moved(operator, args, kinds)

    return rule


def _moved(operator: str, args: Sequence[Term], kinds: tuple[str, str]) -> Type:
    """A date, time or duration plus or minus days or a duration."""
    if operator == "+" and kinds[1] in ("date", "timestamp"):
        args, kinds = args[::-1], kinds[::-1]
    if kinds == ("date", "integer"):
        return DATE
    if kinds in (("date", "interval"), ("timestamp", "interval")):
        if args[0].type.zoned:
            raise Refused("wrong-type", "a timestamptz moves differently in each time zone", "use a timestamp", 0)
        return TIMESTAMP
    if kinds == ("interval", "interval"):
        return INTERVAL
    if kinds[0] == "date" and kinds[1] in ("decimal", "double"):
        raise Refused("wrong-type", f"a date moves by whole days, not by {args[1].type}", "cast it to integer, or add an interval", 1)
    raise _clash(operator, args)


def _product(args: Sequence[Term]) -> Type:
    left, right = args[0].type, args[1].type
    if sorted(_kinds(args)) == ["integer", "interval"]:
        return INTERVAL
    if not (left.numeric and right.numeric):
        raise _clash("*", args)
    found = common([left, right])
    assert found is not None
    if found.kind != "decimal":
        return found
    left, right = as_decimal(left), as_decimal(right)
    if left.scale + right.scale > 38 or digits(left) + digits(right) + left.scale + right.scale > 38 + 19:
        raise Refused("too-many-digits", f"{left} * {right} has more than 38 digits", "cast to fewer digits, or to double, first")
    return decimal(digits(left) + digits(right), left.scale + right.scale)


def _ratio(args: Sequence[Term]) -> Type:
    left, right = args[0].type, args[1].type
    kinds = _kinds(args)
    if kinds == ("integer", "integer"):
        raise Refused(
            "integer-division", "databases disagree on / between integers", "say // for whole numbers, or cast one to a decimal or double"
        )
    if not (left.numeric and right.numeric):
        raise _clash("/", args)
    if "double" in kinds:
        return DOUBLE
    left, right = map(_exact, args)
    whole = max(0, digits(left) + right.scale)
    scale = max(0, min(12, _EXACT_DIGITS - whole))
    if scale < 4:
        raise Refused(
            "too-many-digits", f"{left} / {right} would keep only {counted(scale, 'digit')} after the point", "cast to double first"
        )
    return decimal(whole + 1, scale)


def _exact(term: Term) -> Type:
    """The decimal of an integer or decimal term; a number written in the text has no more digits than it shows."""
    written = term.op == "number" and term.type.kind == "integer"
    return decimal(len(str(term.value)), 0) if written else as_decimal(term.type)


def _whole(operator: str, kinds: tuple[str, ...]) -> Callable[[Sequence[Term]], Type]:
    def rule(args: Sequence[Term]) -> Type:
        count(operator, args, 2)
        found = common([arg.type for arg in args])
        if found is None or found.kind not in kinds:
            raise _clash(operator, args)
        return found

    return rule


def _nonzero(term: Term, text: str) -> str:
    """The divisor, which stops DuckDB when it is zero; the divisor as it is where it is a number written in the text."""
    if term.op == "number" and str(term.value).strip("0.") != "":
        return text
    return f"CASE WHEN {text} = 0 THEN error('division by zero') ELSE {text} END"


def _duckdb_sum(operator: str) -> Callable[[Term, Sequence[str]], str]:
    def template(term: Term, args: Sequence[str]) -> str:
        text = _postgres_sum(operator)(term, _roomy(term, args))
        return f"CAST({text} AS INTEGER)" if term.type is INTEGER and term.args[0].type.kind == "date" else text

    return template


def _roomy(term: Term, args: Sequence[str]) -> Sequence[str]:
    """DuckDB keeps 18 digits of decimals that have no more: where few are left before the point, it is told to take 38."""
    types = [as_decimal(arg.type) for arg in term.args if term.type.kind == "decimal"]
    most = max((type.precision or 38 for type in types), default=38)
    room = max([_ROOM, *map(digits, types)])
    if most > INT64_DIGITS or (term.type.precision or 0) <= INT64_DIGITS or INT64_DIGITS - term.type.scale >= room:
        return args
    return [f"CAST({args[0]} AS DECIMAL({INT64_DIGITS + 1},{types[0].scale}))", *args[1:]]


def _postgres_sum(operator: str) -> Callable[[Term, Sequence[str]], str]:
    """Days are integers of 32 bits for both databases."""

    def template(term: Term, args: Sequence[str]) -> str:
        days = [term.type is DATE and arg.type is BIGINT for arg in term.args]
        left, right = (f"CAST({text} AS INTEGER)" if cast else text for cast, text in zip(days, args, strict=True))
        return f"{left} {operator} {right}"

    return template


def _duckdb_divide(operator: str) -> Callable[[Term, Sequence[str]], str]:
    def template(term: Term, args: Sequence[str]) -> str:
        if operator == "/" and term.type.kind == "decimal":
            return _quotient(term, args)
        return f"{args[0]} {operator} {_nonzero(term.args[1], args[1])}"

    return template


def _quotient(term: Term, args: Sequence[str]) -> str:
    """The exact quotient of decimals in DuckDB, which has none, rounded half away from zero.

    Both sides become integers of at most 15 digits (larger ones stop the query), whose quotient as a double lies on the same side of
    every tie as the exact one: they differ by less than N/D · 2⁻⁵³, and the exact one is 1/(2D) away from a tie or on it; N < 2⁵².
    """
    left, right = map(_exact, term.args)
    power = max(term.type.scale + right.scale, left.scale)
    top = _scaled(args[0], term.args[0], left, power)
    bottom = _scaled(_nonzero(term.args[1], args[1]), term.args[1], right, power - term.type.scale)
    return f"CAST(round({top} / {bottom}) / 1e{term.type.scale} AS {term.type.sql.upper()})"


def _scaled(text: str, term: Term, type: Type, power: int) -> str:
    """A term, a decimal of this type, times a power of ten as a double without a fraction."""
    digits = type.precision or 38
    # With few digits behind the point, what overflows 18 has over 15 before it and is refused all the same; 38 cost five times as much.
    enough = INT64_DIGITS if type.scale + _EXACT_DIGITS <= INT64_DIGITS else 38
    narrow = term.type.kind == "decimal" and digits + power < INT64_DIGITS  # an integer would overflow its 32 bits
    room = text if narrow else f"CAST({text} AS DECIMAL({enough},{type.scale}))"
    scaled = f"{room} * {10**power}" if power else text
    return f"CAST(CAST({scaled} AS DECIMAL({_EXACT_DIGITS},0)) AS DOUBLE)"


def _postgres_ratio(term: Term, args: Sequence[str]) -> str:
    if term.type.kind != "decimal":
        return f"CAST({args[0]} AS DOUBLE PRECISION) / {args[1]}"
    right = _exact(term.args[1])
    enough = term.type.scale + (right.precision or 38) + 1
    return f"round(round({args[0]}, {enough}) / {args[1]}, {term.type.scale})"


_MODULO = ("integer", "decimal")
ARITHMETIC = [
    Function("+", "a + b", "a sum; a date plus days; a time plus an interval", _sum("+"), _duckdb_sum("+"), _postgres_sum("+"), level=6,
             kernel=numbers.total(1)),
    Function("-", "a - b", "a difference; of dates in days, of timestamps as interval", _sum("-"), _duckdb_sum("-"),
             _postgres_sum("-"), level=6, kernel=numbers.total(-1)),
    Function("*", "a * b", "a product; an integer times an interval", _product, _duckdb_sum("*"), _postgres_sum("*"), level=7,
             kernel=numbers.product),
    Function("/", "a / b", "an exact quotient of decimals, rounded to as many digits as fit 15; not of two integers", _ratio,
             _duckdb_divide("/"), _postgres_ratio, level=7, kernel=numbers.quotient),
    Function("//", "a // b", "a quotient of integers without what is behind the point: -7 // 2 is -3", _whole("//", ("integer",)),
             _duckdb_divide("//"), "{0} / {1}", level=7, kernel=numbers.whole_quotient),
    Function("%", "a % b", "the remainder, with the sign of a", _whole("%", _MODULO), _duckdb_divide("%"), "{0} % {1}", level=7,
             kernel=numbers.remainder),
    Function("mod", "mod(a, b)", "the remainder, with the sign of a", _whole("mod", _MODULO), _duckdb_divide("%"), "{0} % {1}", level=7,
             kernel=numbers.remainder),
]  # fmt: skip
