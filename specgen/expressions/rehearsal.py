"""What DuckDB says of a query over empty tables: the names in it that are not there, and where it stops reading."""

from __future__ import annotations

import re
from collections.abc import Mapping

from specgen.expressions.casts import type_sql
from specgen.expressions.model import Place
from specgen.expressions.names import quoted
from specgen.records import record
from specgen.types import Type

_POINTER = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.M)
_WORD = re.compile(r'(?:"[^"\n]*"|\w+)(?:\.(?:"[^"\n]*"|\w+))*|.')
_MISSING = (
    re.compile(r'Referenced (?P<what>column|table) "(?P<name>.+?)" not found'),
    re.compile(r'(?:Table|Values list) "(?P<of>.+?)" does not have a (?P<what>column) named "(?P<name>.+?)"'),
    re.compile(r'(?P<what>Column) "(?P<name>.+?)" does not exist on \w+ side of join'),
)
"""Of all that a binder may complain of, what no other database would understand either."""


@record
class Missing:
    """A column or table that a query names and that is not there; `of` is the table or alias that it was to be in."""

    what: str
    name: str
    of: str
    place: Place | None


def missing(query: str, tables: Mapping[str, Mapping[str, Type]]) -> Missing | None:
    """The first name of a query that is none of these tables' columns, aliases or its own words; None if all are known."""
    import duckdb

    from specgen.expressions.isolated import isolated

    with isolated() as connection:
        for table, columns in tables.items():
            connection.execute(f"CREATE TABLE {quoted(table)} ({', '.join(_column(*column) for column in columns.items())})")
        try:
            connection.execute(f"PREPARE specgen_query AS\n{query}")
        except duckdb.Error as wrong:
            return _missing(str(wrong), query)
    return None


def unread(query: str) -> tuple[str, Place | None] | None:
    """What DuckDB's parser says of a text that it cannot read, and where."""
    import duckdb

    try:
        duckdb.extract_statements(query)
    except duckdb.Error as wrong:
        said = str(wrong).split("\n")[0].partition(": ")[2]
        return said.replace('"', "'").rstrip("!."), pointed(str(wrong), query)
    return None


def pointed(message: str, query: str, before: int = 0) -> Place | None:
    """The place in a query that a database's message points at, the query being `before` lines down in what it was sent."""
    found, lines = _POINTER.search(message), query.split("\n")
    if found is None or not before < int(found[1]) <= before + len(lines):
        return None
    number, shown = int(found[1]) - before - 1, found[2]
    column = len(found[3]) - len(f"LINE {found[1]}: ")
    if shown.startswith("..."):
        column += lines[number].find(shown.removeprefix("...").removesuffix("...").rstrip()) - len("...")
    word = _WORD.match(lines[number], max(column, 0))
    return (sum(len(line) + 1 for line in lines[:number]) + column, len(word[0])) if word and column >= 0 else None


def _missing(message: str, query: str) -> Missing | None:
    found = next((match for pattern in _MISSING if (match := pattern.search(message))), None)
    if found is None:
        return None
    named = re.search(rf"\b{re.escape(found['name'])}\b", query, re.I)
    place = pointed(message, query, 1) or ((named.start(), len(named[0])) if named else None)
    return Missing(found["what"].lower(), found["name"], found.groupdict().get("of") or "", place)


def _column(name: str, type: Type) -> str:
    return f"{quoted(name)} {type_sql(type, 'duckdb')}"
