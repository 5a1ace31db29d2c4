"""The commands that teach: kinds, schema, doctor."""

from __future__ import annotations

import click

from specgen.cli import console, options


@click.command(short_help="List what a spec may say, or show one kind with an example.")
@click.argument("name", required=False)
@click.option(
    "--locale", metavar="LOCALE", help="With faker: which of its providers are compiled to columns in this locale. Takes a minute."
)
@options.as_json
def kinds(name: str | None, locale: str | None, as_json: bool) -> None:
    """List the generators, distributions, sinks, dialects and checks; with NAME, show one: what it does, its parameters, an example.

    \b
      specgen kinds
      specgen kinds zipf
      specgen kinds faker --locale de_DE
    """
    from specgen.cli import catalog

    if locale is not None and name != "faker":
        raise click.UsageError("--locale goes with faker: specgen kinds faker --locale de_DE")
    if locale is not None:
        console.note(f"trying every provider of Faker in {locale}; this takes a minute")
        found = catalog.providers(locale)
        if as_json:
            console.document([{"provider": name, "state": state, "reason": reason} for name, state, reason in found])
        else:
            console.result("\n".join(console.columns(found)))
    elif as_json:
        console.document(catalog.as_json(name))
    else:
        console.result("\n".join(catalog.one(name) if name else catalog.listed()))


@click.command(short_help="Print the JSON Schema of a spec, for editors.")
def schema() -> None:
    """Print the JSON Schema of a spec, for editors that complete and check YAML.

    It completes keys, shows what each is for, and marks what is wrong. A spec points at it with its first line:

    \b
      specgen schema > specgen.schema.json
      # yaml-language-server: $schema=specgen.schema.json
    """
    from specgen.language.load import fillers
    from specgen.language.schema import for_editors, json_schema

    console.document(for_editors(json_schema(fillers())))


@click.command(short_help="Tell whether this machine and folder are ready.")
@click.argument("spec", required=False)
@options.to
@options.out
@options.as_json
def doctor(spec: str | None, to: str | None, out: str, as_json: bool) -> None:
    """Tell the versions, the spec that would be used, and whether files and database can be written. Nothing is made.

    Exit code 1 if something stands in the way.

    \b
      specgen doctor
      specgen doctor shop.yaml --to duckdb:shop.duckdb
    """
    from specgen.cli.examination import examined

    found = examined(spec, to, out)
    if as_json:
        console.document([{"ok": finding.ok, "what": finding.what, "found": finding.found} for finding in found])
    else:
        console.result("\n".join(console.columns([("ok" if finding.ok else "problem", finding.what, finding.found) for finding in found])))
    if not all(finding.ok for finding in found):
        raise click.exceptions.Exit(1)
