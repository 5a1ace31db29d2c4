"""The commands, grouped by what one does with them."""

from __future__ import annotations

import time

import click

from specgen import __version__
from specgen.cli.check import checks, validate
from specgen.cli.learn import doctor, kinds, schema
from specgen.cli.look import ddl, plan, preview
from specgen.cli.make import generate, load, run
from specgen.cli.new import new
from specgen.cli.rows import rows

SECTIONS = {
    "Make": (new, run, generate, load),
    "Look": (preview, rows, plan, ddl),
    "Check": (validate, checks),
    "Learn": (kinds, schema, doctor),
}
WIDTH = max(len(command.name or "") for commands in SECTIONS.values() for command in commands)


class Sections(click.Group):
    """A group whose help lists the commands under headings."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, commands in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([((command.name or "").ljust(WIDTH), command.get_short_help_str(100)) for command in commands])


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for _commands in SECTIONS.values():
    for _command in _commands:
        specgen.add_command(_command)
