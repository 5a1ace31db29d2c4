"""What a CHECK asks of a row, where it is one of the simple shapes; what is none of them is left to be tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from specgen.drafting.conditions import Term, columns
from specgen.records import record

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
_NAMED = {"digit": "0-9", "alpha": "A-Za-z", "alnum": "A-Za-z0-9", "upper": "A-Z", "lower": "a-z", "space": " ", "xdigit": "0-9a-f"}
"""Classes of characters."""
_LENGTHS = ("length", "char_length", "character_length")


@record
class OneOf:
    """A column holds one of these values."""

    column: str
    values: tuple[str, ...]


@record
class Bound:
    """A column lies on one side of a value; `value` is None for today."""

    column: str
    sign: str
    value: str | None


@record
class Length:
    """A text has so many characters, or on this side of it."""

    column: str
    sign: str
    value: int


@record
class Like:
    """A text fits a regular expression; `like` is the pattern of LIKE that it came from."""

    column: str
    regex: str
    like: str = ""


@record
class Order:
    """One column is at most, or with `strict` below, another."""

    low: str
    high: str
    strict: bool


@record
class Apart:
    """Two columns differ."""

    left: str
    right: str


@record
class Made:
    """A column is what a sum or product of others gives."""

    column: str
    term: Term


@record
class Present:
    """A column is never NULL."""

    column: str


Rule = OneOf | Bound | Length | Like | Order | Apart | Made | Present


def columns_of(rule: Rule) -> set[str]:
    """The columns of which a rule says something."""
    if isinstance(rule, Order):
        return {rule.low, rule.high}
    if isinstance(rule, Apart):
        return {rule.left, rule.right}
    return {rule.column, *columns(rule.term)} if isinstance(rule, Made) else {rule.column}


def rules(term: Term) -> Iterator[Rule | None]:
    """The rules that together say the condition; None for a part that is no simple one."""
    if term.op == "and":
        for arg in term.args:
            yield from rules(arg)
    elif term.op == "or":
        yield from _alternative(term)
    else:
        yield _rule(term)


def _alternative(term: Term) -> Iterator[Rule | None]:
    """`a IS NULL OR rule`: a rule that NULL keeps anyway, or that is a little stricter than what is asked."""
    rest = [arg for arg in term.args if arg.op != "is null"]
    if len(rest) == 1:
        yield from rules(rest[0])
        return
    equal = [_rule(arg) for arg in term.args]
    named = {rule.column for rule in equal if isinstance(rule, OneOf)}
    if len(named) == 1 and all(isinstance(rule, OneOf) for rule in equal):
        yield OneOf(named.pop(), tuple(value for rule in equal if isinstance(rule, OneOf) for value in rule.values))
    else:
        yield None


def _rule(term: Term) -> Rule | None:
    if term.op == "column":
        return OneOf(term.value, ("true",))
    if term.op == "not" and term.args[0].op == "column":
        return OneOf(term.args[0].value, ("false",))
    if term.op == "is not null" and term.args[0].op == "column":
        return Present(term.args[0].value)
    if term.op == "in" and term.args[0].op == "column" and all(arg.is_literal for arg in term.args[1:]):
        return OneOf(term.args[0].value, tuple(arg.value for arg in term.args[1:]))
    if term.op in _SHAPES and len(term.args) == 2:
        return _SHAPES[term.op](term.op, *term.args)
    return None


def _compared(sign: str, left: Term, right: Term) -> Rule | None:
    if (left.op != "column" and right.op == "column") or (left.is_literal and not right.is_literal):
        sign, left, right = _TURNED[sign], right, left
    if sign in ("<", "<=") and right.op == "call" and right.value == "coalesce" and right.args[1:] == (Term("text", (), "infinity"),):
        right = right.args[0]
    if left.op == "call":
        return _of_length(sign, left, right)
    if left.op != "column":
        return None
    if right.op == "column":
        return _of_two(sign, left.value, right.value)
    if right.is_literal or right.op == "today":
        return _of_value(sign, left.value, right)
    return Made(left.value, right) if sign == "=" and _plain(right) and left.value not in columns(right) else None


def _of_value(sign: str, column: str, value: Term) -> Rule | None:
    if sign == "=":
        return OneOf(column, (value.value,)) if value.op != "today" else None
    if sign == "<>":
        return Length(column, ">=", 1) if value == Term("text") else None
    return Bound(column, sign, None if value.op == "today" else value.value)


def _of_two(sign: str, left: str, right: str) -> Rule | None:
    if sign in ("<", "<="):
        return Order(left, right, sign == "<")
    if sign in (">", ">="):
        return Order(right, left, sign == ">")
    return Apart(left, right) if sign == "<>" else Made(left, Term("column", (), right))


def _of_length(sign: str, call: Term, value: Term) -> Rule | None:
    """`length(code) = 3`, and of a trimmed text, which is kept by one without spaces at its ends."""
    if call.value not in _LENGTHS or len(call.args) != 1 or value.op != "number" or not value.value.isdigit() or sign == "<>":
        return None
    inner = call.args[0]
    if inner.op == "call" and inner.value in ("btrim", "trim") and len(inner.args) == 1:
        inner = inner.args[0]
    return Length(inner.value, sign, int(value.value)) if inner.op == "column" else None


def _fitting(sign: str, left: Term, right: Term) -> Rule | None:
    if left.op != "column" or right.op != "text":
        return None
    if sign == "~~":
        return Like(left.value, _of_like(right.value), right.value)
    bare = bounded(right.value)
    return None if bare is None else Like(left.value, bare)


def _of_like(pattern: str) -> str:
    """A regular expression whose texts fit a pattern of LIKE."""
    parts = re.findall(r"\\.|%|_|[^\\%_]+", pattern)
    return "".join("[a-z]{3,6}" if part == "%" else "[a-z]" if part == "_" else _literal(part) for part in parts)


def _literal(part: str) -> str:
    """A part of a pattern of LIKE that stands for itself."""
    return re.sub(r"([\\.^$*+?()\[\]{}|])", r"\\\1", part[1:] if part.startswith("\\") else part)


def bounded(regex: str) -> str | None:
    """The regular expression without anchors, its `*` and `+` given an end; None where it holds what the filler `pattern` does not read.

    A text that fits it as a whole fits it also where the text is only searched.
    """
    found, at = "", 0
    for name, characters in _NAMED.items():
        regex = regex.replace(f"[:{name}:]", characters)
    for part in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:|\(\?|\{\d+,\}|[*+][?+]?|.", regex, re.DOTALL):
        text, at = part[0], part.end()
        if text in ("^", "$") and (part.start() == 0 or at == len(regex)):
            continue
        if text in ("(?", "^", "$") or re.fullmatch(r"\\[^dwsDWS.\-+*?()\[\]{}|/\\^$@_ ]", text) or "[:" in text:
            return None
        if text[0] in "*+":
            text = "{0,6}" if text[0] == "*" else "{1,8}"
        elif text.endswith(",}"):
            least = int(text[1:-2])
            text = f"{{{least},{least + 4}}}"
        found += text
    return found.replace("(?:", "(")


def _plain(term: Term) -> bool:
    """Whether a term is made of columns and numbers by + - and *."""
    return term.op in ("column", "number") or (term.op in ("+", "-", "*") and all(_plain(arg) for arg in term.args))


_SHAPES: dict[str, Callable[[str, Term, Term], Rule | None]] = {
    **dict.fromkeys(_TURNED, _compared),
    "~": _fitting,
    "~*": _fitting,
    "~~": _fitting,
}
