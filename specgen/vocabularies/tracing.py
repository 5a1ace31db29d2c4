"""One run of a Faker provider with stand-ins for what it draws: shows how its text is put together.

A stand-in for a text is a word of lower-case letters, one for a number is a long number: what providers do to their parts (join,
format, lower, fold to ASCII, make a slug) leaves it whole, so that the result is a template. Whatever else is done to it shows
when the run is repeated with real values (`specgen.vocabularies.compiler`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from specgen.records import record
from specgen.vocabularies.phrases import NotAPhrase, Phrase

_LETTERS = "abcdefghijklmnop"
_FIRST_NUMBER = 9_182_730_000
MARKER = re.compile(r"xq([a-p]{4})qx|918273(\d{4})", re.IGNORECASE)
_COMPONENTS = 8
TOO_MANY = "too many ways to try"
"""Why a provider that is within reach of no budget is none; whatever calls it is none either."""
MOST_DRAWS = 120
"""A provider that draws more often in one run is not a phrase."""


def _signature(values: Sequence[Any]) -> tuple[Any, ...]:
    return ("values", len(values), _told(values[0]), _told(values[-1]))


def _told(value: Any) -> str | int:
    """What tells a value from others, cheaply for the usual ones."""
    return value if isinstance(value, str | int) else repr(value)


class _Number(int):
    """Stands in for a drawn number: may be written, not counted with."""


def _refuse(*_: Any) -> Any:
    raise TypeError("a stand-in is not a number")


for _operator in ["add", "sub", "mul", "floordiv", "truediv", "mod", "divmod", "pow", "lshift", "rshift", "and", "or", "xor"]:
    setattr(_Number, f"__{_operator}__", _refuse)
    setattr(_Number, f"__r{_operator}__", _refuse)
for _operator in ["lt", "le", "gt", "ge", "eq", "ne", "bool", "int", "neg", "abs", "round"]:
    setattr(_Number, f"__{_operator}__", _refuse)


@record
class Draw:
    """What one draw could have been: values (all alike if `weights` is None), or the texts of another provider."""

    values: Sequence[Any]
    weights: Sequence[float] | None = None
    phrase: Phrase | None = None
    key: str = ""

    @cached_property
    def signature(self) -> tuple[Any, ...]:
        return ("phrase", self.key) if self.phrase is not None else _signature(self.values)

    def offers(self, values: Sequence[Any]) -> bool:
        """Whether it is a draw from these values, as far as the signature tells."""
        return values is self.values or _signature(values) == self.signature

    @property
    def counts(self) -> bool:
        """Whether it gives a number, which a program may count with."""
        return bool(len(self.values)) and isinstance(self.values[0], int)

    @property
    def shares(self) -> Sequence[float]:
        return self.weights or [1.0] * len(self.values)


@dataclass
class Chance:
    """In place of `random.Random`: answers draws with the fixed values and, where none is fixed, with stand-ins."""

    fixed: Mapping[int, Any] = field(default_factory=dict)
    narrowed: Mapping[int, tuple[Sequence[Any], Sequence[float]]] = field(default_factory=dict)
    """Draws of which only some values are looked at."""
    expected: Sequence[Draw] = ()
    """The draws of a run before, of which those that are made again are the same objects."""
    draws: list[Draw] = field(default_factory=list)

    def draw(self, values: Sequence[Any], weights: Sequence[float] | None = None) -> Any:
        number = len(self.draws)
        if number >= MOST_DRAWS:
            raise OverflowError("draws without end")
        if number in self.narrowed:
            values, weights = self.narrowed[number]
        again = number < len(self.expected) and self.expected[number].offers(values)
        if not again and isinstance(values[0], str) and has_marker(values[0]):
            raise NotAPhrase("chooses among what it drew")
        self.draws.append(self.expected[number] if again else Draw(values, weights))
        return self.fixed[number] if number in self.fixed else _stand_in(number, values[0])

    def refer(self, to: Draw) -> str:
        """The text of another provider."""
        number = len(self.draws)
        self.draws.append(to)
        return str(self.fixed[number]) if number in self.fixed else text_marker(number)

    def choice(self, seq: Any) -> Any:
        return self.draw(seq if isinstance(seq, Sequence) else tuple(seq))

    def choices(self, population: Any, weights: Any = None, *, cum_weights: Any = None, k: int = 1) -> list[Any]:
        if cum_weights is not None:
            raise NotAPhrase("cumulated weights")
        if k > MOST_DRAWS:
            raise ValueError("a stand-in was counted with")
        return [self.draw(population, weights) for _ in range(k)]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> Any:
        numbers = range(start) if stop is None else range(start, stop, step)
        if max(abs(numbers.start), abs(numbers.stop)) >= 1 << 62:
            raise NotAPhrase("draws a number from a long range")
        return self.draw(numbers)

    def randint(self, a: int, b: int) -> Any:
        return a if a == b else self.randrange(a, b + 1)

    def sample(self, population: Any, k: int) -> list[Any]:
        if k != 1:
            raise NotAPhrase("draws without putting back")
        return [self.choice(population)]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotAPhrase(f"draws with random.{name}")


def text_marker(number: int, component: int = 0) -> str:
    """The word that stands in for a text."""
    code = number * _COMPONENTS + component
    return "xq" + "".join(_LETTERS[code >> shift & 15] for shift in (12, 8, 4, 0)) + "qx"


def _stand_in(number: int, like: Any) -> Any:
    if isinstance(like, str):
        return text_marker(number)
    if isinstance(like, int) and not isinstance(like, bool):
        return _Number(_FIRST_NUMBER + number * _COMPONENTS)
    if isinstance(like, tuple) and len(like) <= _COMPONENTS and all(isinstance(item, str) for item in like):
        return tuple(text_marker(number, component) for component in range(len(like)))
    raise TypeError("no stand-in for this value")


def has_marker(value: Any) -> bool:
    """Whether an argument has a stand-in in it."""
    return MARKER.search(str(value)) is not None


def places(text: str) -> dict[int, list[tuple[int, int]]]:
    """For each draw whose stand-in is in the text, where: (start, end)."""
    found: dict[int, list[tuple[int, int]]] = {}
    for match in MARKER.finditer(text):
        found.setdefault(_code(match) // _COMPONENTS, []).append(match.span())
    return found


def component_at(text: str, start: int) -> int:
    """Which component of a drawn tuple stands there."""
    match = MARKER.match(text, start)
    assert match is not None
    return _code(match) % _COMPONENTS


def _code(match: re.Match[str]) -> int:
    if match[2]:
        return int(match[2])
    code = 0
    for letter in match[1].lower():
        code = code * 16 + _LETTERS.index(letter)
    return code
