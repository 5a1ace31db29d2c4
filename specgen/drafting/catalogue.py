"""What the catalogues of all databases have in common."""

from __future__ import annotations

from collections.abc import Sequence

from specgen.drafting import conditions
from specgen.errors import EnvironmentProblem
from specgen.marks import unmarked


def chosen(there: Sequence[str], name: str | None, usual: str, where: str) -> str:
    """The schema that is read: the one that is named, or the only one of those that have tables, or the `usual` one."""
    if name is not None:
        return name
    if len(there) > 1 and usual not in there:
        raise EnvironmentProblem(f"{where}: several schemas have tables: {', '.join(there)}", "name one with --schema")
    return there[0] if len(there) == 1 else usual


def no_table(where: str, schema: str) -> EnvironmentProblem:
    """What is said of a schema without tables."""
    return EnvironmentProblem(f"{where}: there is no table in schema {schema}", "name another schema with --schema")


def comment(text: str | None) -> str:
    """A comment on one line, without specgen's own mark."""
    return " ".join(unmarked(text or "").split())


def read_by(expression: str) -> list[str]:
    """The columns that an expression reads; none where it is not understood."""
    try:
        return list(conditions.columns(conditions.read(expression)))
    except conditions.NotUnderstood:
        return []
