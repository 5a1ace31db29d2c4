"""What a row of the table of functions says, and the questions about types that the rows ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from specgen.expressions.kernels.vectors import Kernel
from specgen.expressions.model import Refused, Term
from specgen.records import record
from specgen.types import Type, parse_type
from specgen.types.parse import decimal_type

NULL = Type("text", "null", pa.null())
"""The type of a bare NULL, which takes any other's."""

INTEGER, BIGINT = parse_type("integer"), parse_type("bigint")
DOUBLE, TEXT, BOOLEAN, DATE = parse_type("double"), parse_type("text"), parse_type("boolean"), parse_type("date")
TIMESTAMP, INTERVAL = parse_type("timestamp"), parse_type("interval")

Template = str | Callable[[Term, Sequence[str]], str]
"""The text of a call: a format of the arguments' texts, or a function of the term and those texts."""

ATOM = 9
"""The level of what binds tightest; arguments of anything lower are put in parentheses where they bind no tighter."""


@record
class Function:
    """A listed function or operator: how it is written, what it gives, and its text in both databases.

    `result` gives the type of a call, or raises Refused. `nulls`: the result is NULL if "any" argument is, only if "all" are,
    "never", or "maybe" always. `kernel` computes whole columns without DuckDB, where it can.
    """

    name: str
    signature: str
    line: str
    result: Callable[[Sequence[Term]], Type]
    duckdb: Template
    postgres: Template
    nulls: str = "any"
    level: int = ATOM
    kernel: Kernel | None = None


def wrong(name: str, args: Sequence[Term], at: int, wanted: str, help: str = "") -> Refused:
    """The refusal of argument `at`."""
    return Refused("wrong-type", f"{name} takes {wanted} here, not {args[at].type}", help, at)


def count(name: str, args: Sequence[Term], least: int, most: int | None = None) -> None:
    """Refuses a wrong number of arguments."""
    most = least if most is None else most
    if not least <= len(args) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise Refused("wrong-arguments", f"{name} takes {wanted} arguments, not {len(args)}")


def fixed(name: str, kinds: Sequence[str], result: Type, least: int | None = None) -> Callable[[Sequence[Term]], Type]:
    """The rule of a call whose arguments have these kinds (`a|b`: either) and whose result is always the same."""

    def rule(args: Sequence[Term]) -> Type:
        count(name, args, len(kinds) if least is None else least, len(kinds))
        for at, (arg, kind) in enumerate(zip(args, kinds, strict=False)):
            if arg.type is not NULL and arg.type.kind not in kind.split("|"):
                raise wrong(name, args, at, kind.replace("|", " or "))
        return result

    return rule


def as_decimal(type: Type) -> Type:
    """The decimal that holds every value of an integer or decimal type."""
    return decimal_type({16: 5, 32: 10, 64: 19}[type.bits], 0) if type.kind == "integer" else type


def digits(type: Type) -> int:
    """Digits before the point."""
    return (type.precision or 0) - type.scale


def decimal(whole: int, scale: int) -> Type:
    """The decimal of so many digits before and after the point, 38 in all at most."""
    return decimal_type(max(1, min(38, max(whole, 0) + scale)), scale)


def common(types: Sequence[Type]) -> Type | None:
    """The type that holds values of all these types; None if there is none."""
    known = [type for type in types if type is not NULL]
    if len({type.sql for type in known}) <= 1:
        return known[0] if known else NULL
    kinds = {type.kind for type in known}
    if kinds == {"integer"}:
        return max(known, key=lambda type: type.bits)
    if kinds <= {"integer", "decimal"}:
        exact = [as_decimal(type) for type in known]
        return decimal(max(map(digits, exact)), max(type.scale for type in exact))
    if kinds <= {"integer", "decimal", "double"}:
        return DOUBLE
    if kinds == {"text"}:
        return TEXT
    if kinds <= {"date", "timestamp"} and len({type.zoned for type in known}) == 1:
        return TIMESTAMP
    return known[0] if kinds == {"timestamp"} and all(type.zoned for type in known) else None


def results(many: int) -> list[int]:
    """Which of so many arguments of a case are its results: the odd ones and the else."""
    return [at for at in range(many) if at % 2 or at == many - 1]
