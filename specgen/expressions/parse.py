"""From the text of an expression to an Expression, and from that of a query to the tables it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specgen import readings, shelf
from specgen.errors import Span
from specgen.expressions.model import Expression, Path, Shape, place_in


def parse_expression(text: str, span: Span, constants: Mapping[str, str] | None = None) -> Expression:
    """The expression that a text says; names in `constants` become the SQL literals given for them.

    SpecError, pointing into the text where it is one line, for bad syntax and for what is outside the listed subset of SQL.
    """
    meant = {name: sql for name, sql in (constants or {}).items() if name in text}

    def read() -> list[Any]:
        from specgen.expressions.syntax import condition

        sql, shape = condition(text, span, meant)
        return [sql, _said(shape)]

    sql, said = readings.reading(shelf.question("expression", text, meant), read)
    shape = _shape(said)
    places: dict[Path, Span] = {}
    for path, place in _columns(shape):
        places.setdefault(path, place_in(text, span, place))
    return Expression(sql, span, shape, tuple(places), tuple(places.values()))


def tables_of(text: str, span: Span) -> tuple[tuple[str, Span], ...]:
    """The tables that a query of the author's own reads, each with its place; SpecError for what is no single query."""

    def read() -> list[Any]:
        from specgen.expressions.syntax import tables

        return [*tables(text, span)]

    found = readings.reading(shelf.question("query", text), read)
    return tuple((table, place_in(text, span, place)) for table, place in found)


def _columns(shape: Shape) -> Iterator[tuple[Path, Any]]:
    if shape.op == "column":
        yield shape.value, shape.place  # type: ignore[misc]
    for arg in shape.args:
        yield from _columns(arg)


def _said(shape: Shape) -> list[Any]:
    """A Shape as JSON."""
    return [shape.op, [_said(arg) for arg in shape.args], shape.value, shape.place]


def _shape(said: list[Any]) -> Shape:
    op, args, value, place = said
    return Shape(op, tuple(map(_shape, args)), tuple(value) if op == "column" else value, place and tuple(place))
