"""From sqlglot's tree to Shapes: the subset of SQL that is listed, everything else refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.tokenizer_core import TokenType

from specgen import rivals
from specgen.expressions.functions import FUNCTIONS
from specgen.expressions.model import Path, Refused, Shape
from specgen.suggestions import did_you_mean


class SpecSql(Postgres):
    """PostgreSQL's SQL and `//`, which divides integers."""

    class Tokenizer(Postgres.Tokenizer):
        KEYWORDS = {**Postgres.Tokenizer.KEYWORDS, "//": TokenType.DIV}  # noqa: RUF012

    class Generator(PostgresGenerator):
        # Written as it was read: PostgreSQL's own DIV() would be read back as a decimal.
        TRANSFORMS = {**PostgresGenerator.TRANSFORMS, exp.IntDiv: lambda self, node: self.binary(node, "//")}  # noqa: RUF012


_PLAIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "Add": ("+", ()), "Sub": ("-", ()), "Mul": ("*", ()), "Div": ("/", ()), "IntDiv": ("//", ()), "Mod": ("%", ()),
    "EQ": ("=", ()), "NEQ": ("<>", ()), "LT": ("<", ()), "LTE": ("<=", ()), "GT": (">", ()), "GTE": (">=", ()),
    "NullSafeEQ": ("is not distinct from", ()), "NullSafeNEQ": ("is distinct from", ()),
    "And": ("and", ()), "Or": ("or", ()), "DPipe": ("||", ()), "Like": ("like", ()), "Pow": ("power", ()),
    "Not": ("not", ("this",)), "Neg": ("negative", ("this",)), "Between": ("between", ("this", "low", "high")),
    "In": ("in", ("this", "expressions")), "Nullif": ("nullif", ()), "Coalesce": ("coalesce", ("this", "expressions")),
    "Greatest": ("greatest", ("this", "expressions")), "Least": ("least", ("this", "expressions")),
    "Concat": ("concat", ("expressions",)), "Lower": ("lower", ("this",)), "Upper": ("upper", ("this",)),
    "Trim": ("trim", ()), "Substring": ("substring", ("this", "start", "length")),
    "Replace": ("replace", ("this", "expression", "replacement")), "Length": ("length", ("this",)), "Left": ("left", ()),
    "Right": ("right", ()), "StrPosition": ("strpos", ("this", "substr")), "MD5": ("md5", ("this",)),
    "SplitPart": ("split_part", ("this", "delimiter", "part_index")), "Abs": ("abs", ("this",)), "Floor": ("floor", ("this",)),
    "Ceil": ("ceil", ("this",)), "Round": ("round", ("this", "decimals")), "Sqrt": ("sqrt", ("this",)), "Sin": ("sin", ("this",)),
    "Cos": ("cos", ("this",)), "Exp": ("exp", ("this",)), "Ln": ("ln", ("this",)), "Pi": ("pi", ()),
    "Reverse": ("reverse", ("this",)), "Repeat": ("repeat", ("this", "times")),
}  # fmt: skip
"""sqlglot's class: our word and its arguments' keys (none written: this and expression)."""

_OUTSIDE: list[tuple[set[str], str, str]] = [
    ({"ArrayOverlaps"}, "&& is no `and` in SQL", "write and"),
    ({"Query", "Subquery", "Exists"}, "a subquery cannot be evaluated row by row", "follow a reference instead: customer_id.name"),
    ({"Window", "AggFunc", "Filter", "WithinGroup"}, "this reads other rows", "use the filler `aggregate` in a column of its own"),
    (
        {"CurrentDate", "CurrentTimestamp", "CurrentTime", "CurrentDatetime", "Rand", "Localtimestamp", "Localtime"},
        "no clock and no dice: the same spec gives the same rows",
        "use as_of, or a column with a filler",
    ),
]
"""What is refused with a word of its own: sqlglot's classes, the message, the help."""


def shape_of(node: exp.Expr) -> Shape:
    """The Shape of a parsed expression; Refused for what is not in the list."""
    special = _SPECIAL.get(type(node).__name__)
    if special is not None:
        return special(node)
    known = _PLAIN.get(type(node).__name__)
    if known is None:
        raise _unlisted(node)
    word, keys = known
    written = [key for key, value in node.args.items() if isinstance(value, (exp.Expr, list)) and value]
    allowed = keys or ("this", "expression")
    if any(key not in allowed for key in written):
        raise _unlisted(node)
    return Shape(word, tuple(shape_of(child) for child in _children(node, allowed)), None, place_of(node))


def path_of(node: exp.Expr) -> Path | None:
    """The path that a column or a chain of dots is; None for anything else."""
    if isinstance(node, exp.Dot):
        start = path_of(node.this)
        return (*start, node.expression.name) if start and isinstance(node.expression, exp.Identifier) else None
    if isinstance(node, exp.Column) and not node.find(exp.Star):
        return tuple(part.name for part in node.parts)
    return None


def place_of(node: exp.Expr) -> tuple[int, int] | None:
    """(offset, length) of a node in its text, as far as sqlglot tells."""
    found = [part.meta for part in node.walk() if "start" in part.meta]
    if "start" in node.meta:
        found = [node.meta]
    if not found:
        return None
    start = min(meta["start"] for meta in found)
    return start, max(meta["end"] for meta in found) + 1 - start


def _children(node: exp.Expr, keys: tuple[str, ...]) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for key in keys:
        value = node.args.get(key)
        found += value if isinstance(value, list) else [value] if value is not None else []
    return found


def _column(node: exp.Expr) -> Shape:
    path = path_of(node)
    if path is None:
        raise _unlisted(node)
    return Shape("column", (), path, place_of(node))


def _literal(node: exp.Expr) -> Shape:
    return Shape("string" if node.args["is_string"] else "number", (), node.name, place_of(node))


def _cast(node: exp.Expr) -> Shape:
    return Shape("cast", (shape_of(node.this),), node.args["to"].sql(dialect=SpecSql), place_of(node))


def _case(node: exp.Expr) -> Shape:
    """`case x when …` becomes `case when x = …`: args are condition, value, condition, value, …, and perhaps the else."""
    args: list[Shape] = []
    operand = shape_of(node.this) if node.this is not None else None
    for branch in node.args["ifs"]:
        condition = shape_of(branch.this)
        args += [Shape("=", (operand, condition), None, condition.place) if operand else condition, shape_of(branch.args["true"])]
    if node.args.get("default") is not None:
        args.append(shape_of(node.args["default"]))
    return Shape("case", tuple(args), None, place_of(node))


def _interval(node: exp.Expr) -> Shape:
    if not isinstance(node.this, exp.Literal) or node.args.get("unit") is None:
        raise Refused("expression-syntax", "an interval is a number and a unit", "write interval '3 days'")
    return Shape("interval", (), f"{node.this.name} {node.args['unit'].name.lower()}", place_of(node))


def _is(node: exp.Expr) -> Shape:
    word = {"Null": "is null", "Boolean": "is true"}.get(type(node.expression).__name__)
    if word is None:
        raise _unlisted(node)
    if word == "is true" and not node.expression.this:
        word = "is false"
    found = Shape(word, (shape_of(node.this),), None, place_of(node))
    return Shape("not", (found,), None, found.place) if node.args.get("negate") else found


def _field(word: str, node: exp.Expr, unit: exp.Expr, source: exp.Expr) -> Shape:
    return Shape(word, (shape_of(source), Shape("field", (), unit.name.lower())), None, place_of(node))


def _pad(node: exp.Expr) -> Shape:
    fill = node.args.get("fill_pattern")
    args = (shape_of(node.this), shape_of(node.expression), shape_of(fill) if fill is not None else Shape("string", (), " "))
    return Shape("lpad" if node.args["is_left"] else "rpad", args, None, place_of(node))


def _trim(node: exp.Expr) -> Shape:
    word = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(str(node.args.get("position") or ""), "trim")
    return Shape(word, tuple(shape_of(child) for child in _children(node, ("this", "expression"))), None, place_of(node))


def _anonymous(node: exp.Expr) -> Shape:
    name = node.name.lower()
    if name not in FUNCTIONS:
        raise _unknown_function(node.name, node)
    return Shape(name, tuple(shape_of(child) for child in node.expressions), None, place_of(node))


def _unknown_function(name: str, node: exp.Expr) -> Refused:
    known = [word for word in FUNCTIONS if word.isidentifier()]
    hint = rivals.phrase(name.lower(), {*known, "as_of"}, rivals.FUNCTIONS) or did_you_mean(name, known)
    otherwise = "only functions that all databases compute alike are listed"
    return Refused("unknown-function", f"there is no function '{name.lower()}'", hint or otherwise, shape=_spot(node))


def _unlisted(node: exp.Expr) -> Refused:
    names = {kind.__name__ for kind in type(node).__mro__}
    for kinds, message, help in _OUTSIDE:
        if names & kinds:
            return Refused("unsupported-expression", message, help, shape=_spot(node))
    if "Func" in names:
        return _unknown_function(cast(exp.Func, node).sql_name(), node)
    return Refused("unsupported-expression", f"{node.sql(dialect=SpecSql)} is outside the listed subset of SQL", shape=_spot(node))


def _spot(node: exp.Expr) -> Shape:
    return Shape("", (), None, place_of(node))


_SPECIAL: dict[str, Callable[[Any], Shape]] = {
    "Column": _column, "Dot": _column, "Literal": _literal, "Cast": _cast, "Case": _case, "Interval": _interval, "Is": _is,
    "Paren": lambda node: shape_of(node.this),
    "Null": lambda node: Shape("null", (), None, place_of(node)),
    "Boolean": lambda node: Shape("true" if node.this else "false", (), None, place_of(node)),
    "Extract": lambda node: _field("extract", node, node.this, node.expression),
    "TimestampTrunc": lambda node: _field("date_trunc", node, node.args["unit"], node.this),
    "DateTrunc": lambda node: _field("date_trunc", node, node.args["unit"], node.this),
    "Pad": _pad, "Trim": _trim, "Anonymous": _anonymous,
    "DateFromParts": lambda node: Shape("make_date", tuple(map(shape_of, _children(node, ("year", "month", "day")))), None, place_of(node)),
}  # fmt: skip
