"""Jinja as all templates see it: strict, unescaped, with filters that speak one dialect."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

from specgen import expressions
from specgen.dialects import SqlDialect, dialect
from specgen.render.literals import literal
from specgen.render.names import identifier
from specgen.types import Type

if TYPE_CHECKING:
    import jinja2


@functools.cache
def environment(dialect_name: str) -> jinja2.Environment:
    """The templates of `specgen.templates` for a dialect.

    Filters: `identifier` (a name, quoted where needed), `identifiers` (a list of them), `literal`, `type`, `note` (each line a
    comment). Globals: `dialect`. An unknown name is an error, never an empty text.
    """
    import jinja2  # only what prints or runs SQL needs it

    spoken = dialect(dialect_name)
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(_read), undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    made.filters.update(
        identifier=functools.partial(identifier, dialect=spoken),
        identifiers=lambda names: ", ".join(identifier(name, spoken) for name in names),
        literal=literal,
        type=functools.partial(_type, spoken),
        note=lambda text: "\n".join(f"-- {line}".rstrip() for line in text.splitlines()),
    )
    made.globals.update(dialect=spoken)
    return made


def template_names(folder: str) -> tuple[str, ...]:
    """The kinds that a folder of templates holds: its file names, those with an underscore in front left out."""
    files = (resources.files("specgen.templates") / folder).iterdir()
    return tuple(sorted(file.name.removesuffix(".sql.j2") for file in files if file.name.endswith(".sql.j2") and file.name[0] != "_"))


def _read(name: str) -> str | None:
    file = resources.files("specgen.templates").joinpath(*name.split("/"))
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _type(spoken: SqlDialect, type: Type) -> str:
    return spoken.types.get(type.kind) or expressions.type_sql(type, spoken.sqlglot)
