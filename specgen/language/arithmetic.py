"""Exact arithmetic inside `${…}`: fractions, so that 1000 * 0.1 is 100."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from specgen.errors import Fault, Span, SpecError
from specgen.language.wording import shortened
from specgen.suggestions import did_you_mean

Value = Fraction | str
Place = Callable[[int, int], Span]
"""The span of (start, length) in the expression's text."""

MOST_BITS = 4096
"""What a power may have: more is a slip of the keyboard, and would take the memory of the machine."""
LARGEST = 10**300
"""The largest result: it becomes a double where it is no whole number."""
MOST_DIGITS = 30


def rounded(value: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    """Half away from zero, as SQL rounds."""
    if digits.denominator != 1 or not 0 <= digits <= MOST_DIGITS:
        raise ValueError(f"rounds to a whole number of digits, 0 to {MOST_DIGITS}")
    unit = Fraction(10) ** digits.numerator
    whole = math.floor(abs(value) * unit + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole) / unit


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1:
        raise ValueError("takes a whole exponent")
    if bits * abs(exponent) > MOST_BITS:
        raise ValueError("gives a number with more than a thousand digits")
    return Fraction(base**exponent.numerator)


FUNCTIONS: dict[str, tuple[Callable[..., Fraction], int, int]] = {
    "ceil": (lambda value: Fraction(math.ceil(value)), 1, 1),
    "floor": (lambda value: Fraction(math.floor(value)), 1, 1),
    "int": (lambda value: Fraction(math.trunc(value)), 1, 1),
    "max": (lambda *values: max(values), 1, 99),
    "min": (lambda *values: min(values), 1, 99),
    "round": (rounded, 1, 2),
}
"""Each function with how few and how many arguments it takes."""

OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: Fraction(left // right),
    ast.Mod: lambda left, right: left % right,
    ast.Pow: _power,
}

SIGNS: dict[type[ast.unaryop], int] = {ast.UAdd: 1, ast.USub: -1}


def evaluate(text: str, params: Mapping[str, Value | None], place: Place) -> Value | None:
    """The value of an expression; None if it uses a param that is itself a fault. Raises SpecError at the part that is wrong."""
    stripped = text.strip().replace("\n", " ")
    indent = len(text) - len(text.lstrip())
    whole = place(0, len(text))
    if not stripped:
        raise SpecError(Fault("bad-placeholder", "nothing stands between the braces", whole, "write ${name}, or arithmetic on params"))
    try:
        tree = ast.parse(stripped, mode="eval").body
        return _Evaluation(stripped, params, lambda start, length: place(indent + start, length)).value(tree)
    except (SyntaxError, ValueError):
        raise SpecError(Fault("bad-placeholder", f"this is not arithmetic: {shortened(stripped)}", whole, _allowed())) from None
    except (RecursionError, MemoryError):  # Python's parser runs out of either
        raise SpecError(
            Fault("too-deep", "the arithmetic is nested too deeply", whole, "put a part of it into a param of its own")
        ) from None


class _Unknown(Exception):
    """A param without a value was met: its own fault is already reported."""


class _Evaluation:
    """Walks the few kinds of syntax that are arithmetic; anything else is a fault."""

    def __init__(self, text: str, params: Mapping[str, Value | None], place: Place):
        self._text, self._params, self._place = text.encode(), params, place

    def value(self, tree: ast.expr) -> Value | None:
        try:
            return self._name(tree) if isinstance(tree, ast.Name) else self._number(tree)
        except _Unknown:
            return None

    def _number(self, tree: ast.expr) -> Fraction:
        if isinstance(tree, ast.Name):
            value = self._name(tree)
            if isinstance(value, str):
                raise self._fault(tree, "wrong-type", f"the param '{tree.id}' is text, '{value}'", "arithmetic takes numbers")
            return value
        if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float) and not isinstance(tree.value, bool):
            return self._constant(tree, tree.value)
        if isinstance(tree, ast.UnaryOp) and type(tree.op) in SIGNS:
            return SIGNS[type(tree.op)] * self._number(tree.operand)
        if isinstance(tree, ast.BinOp) and type(tree.op) in OPERATORS:
            return self._apply(tree, OPERATORS[type(tree.op)], [self._number(tree.left), self._number(tree.right)])
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.keywords:
            return self._call(tree, tree.func)
        raise self._fault(tree, "bad-placeholder", f"this is not arithmetic: {shortened(self._written(tree))}", _allowed())

    def _constant(self, tree: ast.Constant, value: int | float) -> Fraction:
        if abs(value) > LARGEST:
            raise self._fault(tree, "out-of-range", f"{shortened(self._written(tree))} is larger than any number here", "at most 1e300")
        return Fraction(value if isinstance(value, int) else self._written(tree).replace("_", ""))

    def _name(self, tree: ast.Name) -> Value:
        if tree.id not in self._params:
            raise self._fault(tree, "unknown-param", f"there is no param '{tree.id}'", did_you_mean(tree.id, self._params))
        value = self._params[tree.id]
        if value is None:
            raise _Unknown
        return value

    def _call(self, tree: ast.Call, name: ast.Name) -> Fraction:
        if name.id not in FUNCTIONS:
            raise self._fault(name, "unknown-function", f"there is no function '{name.id}'", did_you_mean(name.id, FUNCTIONS))
        function, fewest, most = FUNCTIONS[name.id]
        if not fewest <= len(tree.args) <= most:
            takes = f"{fewest} to {most}" if most > fewest else str(fewest)
            raise self._fault(tree, "bad-placeholder", f"{name.id} takes {takes} arguments, got {len(tree.args)}")
        return self._apply(tree, function, [self._number(argument) for argument in tree.args])

    def _apply(self, tree: ast.expr, function: Callable[..., Fraction], values: list[Fraction]) -> Fraction:
        try:
            found = function(*values)
            if abs(found) > LARGEST:
                raise ValueError("gives a number beyond 1e300")
            return found
        except ZeroDivisionError:
            named = {node.id: self._params.get(node.id) for node in ast.walk(tree) if isinstance(node, ast.Name)}
            known = ", ".join(f"{name} = {value}" for name, value in named.items() if value is not None)
            raise self._fault(
                tree,
                "division-by-zero",
                f"{self._written(tree)} divides by zero",
                known and f"{known} here: write max(1, …) around what may be 0",
            ) from None
        except ValueError as wrong:
            raise self._fault(tree, "out-of-range", f"{shortened(self._written(tree))} {wrong}") from None

    def _written(self, tree: ast.expr) -> str:
        return self._text[tree.col_offset : tree.end_col_offset].decode()

    def _fault(self, tree: ast.expr, code: str, message: str, help: str = "") -> SpecError:
        start = len(self._text[: tree.col_offset].decode())
        return SpecError(Fault(code, message, self._place(start, len(self._written(tree))), help))


def _allowed() -> str:
    return f"it may hold numbers, params, + - * / // % ** ( ) and {', '.join(FUNCTIONS)}"
