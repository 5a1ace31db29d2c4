"""How each database says things, as data: one file a database, picked up from this folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from specgen.errors import Fault, SpecError
from specgen.records import record


@record
class SqlDialect:
    """What the templates ask about a database."""

    name: str
    sqlglot: str
    """The dialect's name in sqlglot."""
    reserved: frozenset[str]
    """Words that are names of columns or tables only in quotes, lower case."""
    keys_inside: bool
    """Keys and checks stand in CREATE TABLE; otherwise they are added when the rows are there, which is faster."""
    keys_alike: bool
    """A foreign key's columns are of the very types of the key; what is not is left to the checks."""
    generated: str
    """The word behind GENERATED ALWAYS AS (…): stored, or computed when read."""
    numbered: str
    """How a column numbers rows that come without a value, empty: it does not."""
    temporary: str
    """The schema of temporary tables."""
    fail: str
    """A statement that stops a script with an error if the verdict is no; `{failed}` is a condition, `{message}` a literal."""
    fits: str
    """A condition that the column `{text}` fits a regular expression, the literal `{regex}`, from end to end.

    A column that is no text, as in a table of the user's own, is written in the database's way and not judged.
    """
    types: Mapping[str, str] = field(default_factory=dict)
    """The spelling of a type kind where it differs from the spec's."""


def dialect(name: str) -> SqlDialect:
    """The dialect of that name; SpecError if there is none."""
    from specgen.registry import kind, names

    found: SqlDialect | None = kind("specgen.dialects", str(name))
    if found is None:
        raise SpecError(Fault("unknown-option", f"there is no dialect {name!r}", None, f"write {' or '.join(names('specgen.dialects'))}"))
    return found
