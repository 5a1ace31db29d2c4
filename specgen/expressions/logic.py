"""Comparisons, conditions, choices, and the parts of a date."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow.compute as pc

from specgen.expressions.kernels import logic
from specgen.expressions.model import Refused, Term
from specgen.expressions.rules import BIGINT, BOOLEAN, DATE, INTEGER, NULL, TIMESTAMP, Function, Template, common, count, fixed, results
from specgen.types import Type

_ORDERED = ("<", "<=", ">", ">=", "between", "greatest", "least")
_UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
_FIELDS = ("year", "quarter", "month", "week", "day", "doy", "dow", "isodow", "hour", "minute", "second", "epoch")
_CLOCK = ("hour", "minute", "second")
_KERNELS = {
    "=": logic.comparison(np.equal, pc.equal),
    "<>": logic.comparison(np.not_equal, pc.not_equal),
    "<": logic.comparison(np.less, pc.less),
    "<=": logic.comparison(np.less_equal, pc.less_equal),
    ">": logic.comparison(np.greater, pc.greater),
    ">=": logic.comparison(np.greater_equal, pc.greater_equal),
}


def agree(name: str, args: Sequence[Term]) -> Type:
    """The common type of arguments that are compared or chosen from."""
    found = common([arg.type for arg in args])
    if found is None:
        odd = next(at for at, arg in enumerate(args) if common([args[0].type, arg.type]) is None)
        raise Refused("wrong-type", f"{name} between {args[0].type} and {args[odd].type}", "cast one of them", odd)
    if found.kind in ("json", "bytes", "array", "struct"):
        raise Refused("wrong-type", f"{found} values cannot be compared", "", 0)
    return found


def _comparison(name: str, many: int = 2) -> Callable[[Sequence[Term]], Type]:
    def rule(args: Sequence[Term]) -> Type:
        count(name, args, many)
        found = agree(name, args)
        if name in _ORDERED and found.kind == "boolean":
            raise Refused("wrong-type", f"{name} between booleans", "compare with =, or with and, or, not")
        return BOOLEAN

    return rule


def _member(args: Sequence[Term]) -> Type:
    if len(args) < 2:
        raise Refused("wrong-arguments", "in takes at least one value", "x in ('a', 'b')")
    agree("in", args)
    return BOOLEAN


def _choice(name: str, least: int = 1) -> Callable[[Sequence[Term]], Type]:
    def rule(args: Sequence[Term]) -> Type:
        count(name, args, least, 99)
        return agree(name, args)

    return rule


def _nullif(args: Sequence[Term]) -> Type:
    count("nullif", args, 2)
    agree("nullif", args)
    return args[0].type


def _logical(name: str, many: int) -> Callable[[Sequence[Term]], Type]:
    return fixed(name, ["boolean"] * many, BOOLEAN)


def _any(args: Sequence[Term]) -> Type:
    return BOOLEAN


def _extract(args: Sequence[Term]) -> Type:
    _moment("extract", args, _FIELDS)
    return BIGINT if args[1].value == "epoch" else INTEGER


def _trunc(args: Sequence[Term]) -> Type:
    _moment("date_trunc", args, _UNITS)
    return DATE if args[0].type.kind == "date" else TIMESTAMP


def _moment(name: str, args: Sequence[Term], fields: tuple[str, ...]) -> None:
    type, field = args[0].type, args[1].value
    if (type.kind not in ("date", "timestamp") and type is not NULL) or type.zoned:
        raise Refused("wrong-type", f"{name} takes a date or timestamp, not {type}", "", 0)
    if field not in fields:
        raise Refused("wrong-arguments", f"{name} has no part '{field}'", f"one of {', '.join(fields)}", 1)
    if type.kind == "date" and field in _CLOCK:
        raise Refused("wrong-type", f"a date has no {field}", "read it from a timestamp", 1)


def _bytewise(template: str) -> Callable[[Term, Sequence[str]], str]:
    """PostgreSQL sorts text by its locale, DuckDB by code points: so both do."""

    def filled(term: Term, args: Sequence[str]) -> str:
        if any(arg.type.kind == "text" and arg.type is not NULL for arg in term.args):
            first = args[0] if term.args[0].op in ("column", "string") else f"({args[0]})"
            args = [f'{first} COLLATE "C"', *args[1:]]
        return template.format(*args, all=", ".join(args))

    return filled


def _list(name: str) -> Template:
    return lambda term, args: f"{name}({', '.join(args)})"


def _in(term: Term, args: Sequence[str]) -> str:
    return f"{args[0]} IN ({', '.join(args[1:])})"


def _case(term: Term, args: Sequence[str]) -> str:
    pairs = "".join(f" WHEN {args[at]} THEN {args[at + 1]}" for at in range(0, len(args) - 1, 2))
    return f"CASE{pairs}{f' ELSE {args[-1]}' if len(args) % 2 else ''} END"


def _case_type(args: Sequence[Term]) -> Type:
    for at in range(0, len(args) - 1, 2):
        if args[at].type.kind != "boolean" and args[at].type is not NULL:
            raise Refused("wrong-type", f"a condition is true or false, not {args[at].type}", "", at)
    return agree("case", [args[at] for at in results(len(args))])


def _duckdb_extract(term: Term, args: Sequence[str]) -> str:
    if term.args[1].value == "epoch":
        return f"CAST(floor(epoch({args[0]})) AS BIGINT)"
    return f"CAST(extract({term.args[1].value} FROM {args[0]}) AS INTEGER)"


def _postgres_extract(term: Term, args: Sequence[str]) -> str:
    return f"CAST(floor(extract({term.args[1].value} FROM {args[0]})) AS {term.type.sql.upper()})"


def _truncated(term: Term, args: Sequence[str]) -> str:
    """Over a timestamp, since PostgreSQL would make a date an instant of its time zone."""
    inner = f"CAST({args[0]} AS TIMESTAMP)" if term.type is DATE else args[0]
    return f"CAST(date_trunc('{term.args[1].value}', {inner}) AS {term.type.sql.upper()})"


def _compare(name: str) -> Function:
    text = f"{{0}} {name.upper()} {{1}}"
    postgres: Template = _bytewise(text) if name in _ORDERED else text
    nulls = "never" if "distinct" in name else "any"
    lines = {"=": "equal", "<>": "not equal", "is distinct from": "not equal, NULL being a value like others",
             "is not distinct from": "equal, NULL being a value like others"}  # fmt: skip
    line = lines.get(name, "compares; text by code points")
    return Function(name, f"a {name} b", line, _comparison(name), text, postgres, nulls, level=4, kernel=_KERNELS.get(name))


LOGIC = [
    *map(_compare, ("=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from")),
    Function("between", "x between a and b", "a <= x and x <= b", _comparison("between", 3), "{0} BETWEEN {1} AND {2}",
             _bytewise("{0} BETWEEN {1} AND {2}"), level=4),
    Function("in", "x in (a, …)", "equal to one of the values", _member, _in, _in, level=4),
    Function("is null", "x is null", "whether there is no value", _any, "{0} IS NULL", "{0} IS NULL", "never", level=4,
             kernel=logic.is_null),
    Function("is true", "x is true", "true, and not NULL", _logical("is true", 1), "{0} IS TRUE", "{0} IS TRUE", "never", level=4),
    Function("is false", "x is false", "false, and not NULL", _logical("is false", 1), "{0} IS FALSE", "{0} IS FALSE", "never", level=4),
    Function("not", "not a", "the opposite", _logical("not", 1), "NOT {0}", "NOT {0}", level=3,
             kernel=logic.negation),
    Function("and", "a and b", "both", _logical("and", 2), "{0} AND {1}", "{0} AND {1}", level=2,
             kernel=logic.conjunction),
    Function("or", "a or b", "one of them or both", _logical("or", 2), "{0} OR {1}", "{0} OR {1}", level=1,
             kernel=logic.disjunction),
    Function("case", "case when a then x … else y end", "the value of the first condition that is true", _case_type, _case, _case, "maybe",
             kernel=logic.case),
    Function("coalesce", "coalesce(a, …)", "the first value that is not NULL", _choice("coalesce"), _list("coalesce"),
             _list("coalesce"), "all", kernel=logic.coalesce),
    Function("nullif", "nullif(a, b)", "a, or NULL where a = b", _nullif, "nullif({0}, {1})", "nullif({0}, {1})", "maybe"),
    Function("greatest", "greatest(a, …)", "the largest of the values that are not NULL", _choice("greatest"), _list("greatest"),
             _bytewise("greatest({all})"), "all"),
    Function("least", "least(a, …)", "the smallest of the values that are not NULL", _choice("least"), _list("least"),
             _bytewise("least({all})"), "all"),
    Function("extract", "extract(part from x)", f"a part of a date or timestamp as an integer: {', '.join(_FIELDS)}", _extract,
             _duckdb_extract, _postgres_extract),
    Function("date_trunc", "date_trunc('month', x)", f"the start of its {', '.join(_UNITS)}", _trunc, _truncated, _truncated),
    Function("make_date", "make_date(year, month, day)", "the date of these numbers", fixed("make_date", ["integer"] * 3, DATE),
             "make_date({0}, {1}, {2})", "make_date(CAST({0} AS INTEGER), CAST({1} AS INTEGER), CAST({2} AS INTEGER))"),
]  # fmt: skip
