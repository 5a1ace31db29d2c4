"""The commands, grouped by what one does with them."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator, Mapping

import click

from specgen import __version__

SECTIONS = {
    "Make": {"new": "new", "run": "make", "generate": "make", "load": "make"},
    "Look": {"preview": "look", "rows": "rows", "plan": "look", "ddl": "look"},
    "Check": {"validate": "check", "checks": "check"},
    "Learn": {"kinds": "learn", "schema": "learn", "doctor": "learn"},
}
"""The commands under their headings, each with the module that has it, which is imported when the command is asked for."""
_MODULES = {name: module for commands in SECTIONS.values() for name, module in commands.items()}
_WIDTH = max(map(len, _MODULES))


class _Commands(Mapping[str, click.Command]):
    """The commands by their names."""

    def __getitem__(self, name: str) -> click.Command:
        found: click.Command = getattr(importlib.import_module(f"specgen.cli.{_MODULES[name]}"), name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


class Sections(click.Group):
    """A group whose help lists the commands under headings."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(_WIDTH), self.commands[name].get_short_help_str(100)) for name in names])


@click.group(cls=Sections, commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def specgen(ctx: click.Context) -> None:
    """Relational data sets from one YAML file: rows, DDL, and the SQL that proves the rows right.

    \b
      specgen run ecommerce                 the shipped online shop: CSV files, a database, its verdict
      specgen run shop.yaml --scale 10      your own spec, ten times as large
      specgen preview shop.yaml             a few rows of each table, nothing written

    SPEC is a file or the name of a shipped spec. Without it, it is $SPECGEN_SPEC, then `spec` under [tool.specgen] in the nearest
    pyproject.toml.
    """
    ctx.obj = time.perf_counter()
