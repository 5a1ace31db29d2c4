"""The commands: their own help, the formats and their options."""

from __future__ import annotations

from collections.abc import Iterator

from docs.scripts.prose import rendered, settings, shown, table
from docs.scripts.said import said
from specgen.cli.catalog import Kind, found
from specgen.cli.commands import SECTIONS, specgen

PATH = "docs/commands.md"


def page() -> str:
    sinks = [kind for kind in found() if kind.family == "sink"]
    return rendered(
        "commands.md.j2",
        overview=overview(""),
        sections={heading: [(name, _help(name)) for name in commands] for heading, commands in SECTIONS.items()},
        formats=[(kind, _options(kind)) for kind in sinks if kind.of.dialect is None],
        databases=[kind for kind in sinks if kind.of.dialect is not None],
    )


def overview(page: str) -> str:
    """The table of commands; links go to their headings on a page."""
    return table(["command", ""], _overview(page))


def _overview(page: str) -> Iterator[tuple[str, str]]:
    for name in (name for names in SECTIONS.values() for name in names):
        yield f"[`specgen {name}`]({page}#{name})", specgen.commands[name].get_short_help_str(100)


def _help(name: str) -> str:
    return shown(said(name, "--help"))


def _options(kind: Kind) -> str:
    found = next(form.settings for form in kind.forms if form.settings is not None)
    return settings(found) if found else ""
