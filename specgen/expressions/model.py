"""The values that expressions are: a parsed text, a typed result, a step of work for the evaluator."""

from __future__ import annotations

from dataclasses import field

from specgen.errors import Fault, Span
from specgen.records import record
from specgen.types import Type

Path = tuple[str, ...]
"""Column names: `(column,)`, or `(reference, …, column)` where the first ones are followed to other tables."""
Place = tuple[int, int]
"""Offset and length in a text."""


@record
class Expression:
    """A SQL expression of the spec: its text with constants filled in, where it stands, and what it reads.

    `paths` are in order of first appearance, each once, `places` where each is; `shape` has the constants filled in.
    """

    sql: str
    span: Span
    shape: Shape = field(compare=False, repr=False)
    paths: tuple[Path, ...]
    places: tuple[Span, ...] = field(compare=False, repr=False)

    @property
    def is_path(self) -> bool:
        """Whether it is nothing but a path, which keeps the type of what it reads."""
        return self.shape.op == "column"

    def behind(self, reference: str) -> Expression:
        """The same of the row that a reference leads to; the text stays as it is written."""
        paths = tuple((reference, *path) for path in self.paths)
        return Expression(self.sql, self.span, _behind(self.shape, reference), paths, self.places)


@record
class Typed:
    """The type of a result and whether it can be NULL."""

    type: Type
    nullable: bool


@record
class Step:
    """One result for the evaluator: DuckDB text over quoted columns (a path a.b is the column "a.b") and earlier steps.

    A step reads inputs and steps of lower `level` by name; its result is cast to `type`. `term` is the same as a typed tree, cast and all.
    """

    name: str
    sql: str
    type: Type
    level: int = 0
    term: Term | None = field(default=None, compare=False, repr=False)


@record
class Shape:
    """A node of an expression in our own words, before typing.

    `op` is a listed function or operator, or one of column, number, string, true, false, null, interval, cast, case; `value` is the
    path, text or type text of those; `place` is (offset, length) in the text, if known.
    """

    op: str
    args: tuple[Shape, ...] = ()
    value: object = None
    place: Place | None = None


@record
class Term:
    """A Shape with its type, ready to be written in a dialect."""

    op: str
    args: tuple[Term, ...]
    type: Type
    nullable: bool
    value: object = None


class Refused(Exception):
    """A node that cannot be; `shape` says which, once known, and `argument` which of its arguments is to blame, if one is."""

    def __init__(self, code: str, message: str, help: str = "", argument: int | None = None, shape: Shape | None = None):
        self.code, self.message, self.help, self.argument, self.shape = code, message, help, argument, shape
        super().__init__(message)

    def fault(self, text: str, span: Span) -> Fault:
        """The fault, pointing into the text where the text is one line as written."""
        place = self.shape.place if self.shape else None
        if self.shape is not None and self.argument is not None and self.argument < len(self.shape.args):
            place = self.shape.args[self.argument].place or place
        return Fault(self.code, self.message, place_in(text, span, place), self.help)


def place_in(text: str, span: Span, place: Place | None) -> Span:
    """The stretch of the span that a place in the text is; the span itself where folded lines or escapes come between."""
    if place is None:
        return span
    start, length = place
    lines = text.rstrip("\n").split("\n")
    if span.line != span.end_line or len(lines) > 1:
        return _place_in_block(lines, span, start, length)
    quotes, odd = divmod(span.end_column - span.column - len(lines[0]), 2)
    return span if odd or quotes not in (0, 1) else span.within(quotes + start, length)


def _place_in_block(lines: list[str], span: Span, start: int, length: int) -> Span:
    """The same of text that stands as a block, line for line: behind `|`."""
    number = 0
    while number < len(lines) - 1 and start > len(lines[number]):
        start, number = start - len(lines[number]) - 1, number + 1
    if len(lines) != span.end_line - span.line + 1:
        return span
    line, column = span.line + number, span.column + start
    return Span(span.file, line, column, line, column + max(min(length, len(lines[number]) - start), 1))


def _behind(shape: Shape, reference: str) -> Shape:
    args = tuple(_behind(arg, reference) for arg in shape.args)
    value = (reference, *shape.value) if shape.op == "column" and isinstance(shape.value, tuple) else shape.value
    return Shape(shape.op, args, value, shape.place)
