"""The command that makes a spec: new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli import console, options
from specgen.counted import counted
from specgen.errors import EnvironmentProblem

if TYPE_CHECKING:
    from specgen.drafting import Draft

_STARTER = "shop.yaml"


@click.command(short_help="Write a spec to begin with, also from tables that exist.")
@click.argument("spec", required=False, metavar="[SPEC.yaml]")
@click.option(
    "--from",
    "source",
    metavar="SOURCE",
    help="Tables that exist: postgresql://USER@HOST/DATABASE, duckdb:FILE, or a file of CREATE statements.",
)
@click.option("--schema", metavar="NAME", help="The schema that is read, where several have tables.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@options.as_json
def new(spec: str | None, source: str | None, schema: str | None, force: bool, as_json: bool) -> None:
    """Write a spec to begin with: a small one that runs, or with --from one for tables that exist.

    --from reads tables, types, keys, CHECKs, enums, defaults and comments from a database, in which nothing is changed, or from a file
    such as `pg_dump --schema-only` writes, which a server of its own runs for the purpose (specgen[postgres-local]). The spec's rows
    load into empty tables of that schema. Of a DuckDB file it reads the rows too: their number, and of each column the share of NULL,
    the ends of its values and, where they are few, the values with their weights. The spec makes such tables in a file of their own.
    What is not read is a guess, and each is marked by a comment.

    \b
      specgen new shop.yaml
      specgen new clinic.yaml --from schema.sql
      specgen new clinic.yaml --from duckdb:clinic.duckdb
      specgen new clinic.yaml --from postgresql://localhost/clinic --schema app
    """
    from specgen import api

    if source is None and schema is not None:
        raise click.UsageError("--schema goes with --from: it is the schema that is read")
    if spec is not None:
        _refuse_what_is_there(Path(spec), force)
    if source is None:
        path = Path(spec or _STARTER)
        _write(path, api.starter(path.stem, str(path)), force)
        _tell(path, None, as_json, api.load(path).tables)
        return
    found = api.draft(source, schema, spec or "")
    path = Path(found.file)
    _write(path, found.text, force)
    _tell(path, found, as_json, api.load(path).tables)


def _refuse_what_is_there(path: Path, force: bool) -> None:
    if path.exists() and not (force and path.is_file()):
        what = "is there already" if path.is_file() else "is no file"
        raise EnvironmentProblem(f"{path} {what}", "name another file, or write over it with --force" if path.is_file() else "name a file")


def _write(path: Path, text: str, force: bool) -> None:
    _refuse_what_is_there(path, force)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as wrong:
        raise EnvironmentProblem(f"{path} cannot be written: {wrong.strerror}", "name another file") from wrong


def _tell(path: Path, draft: Draft | None, as_json: bool, tables: tuple[str, ...]) -> None:
    """What was written, what is to be done by hand, and what to do next."""
    todo = draft.todo if draft else ()
    if as_json:
        console.document({"file": str(path), "tables": list(tables), "todo": list(todo)})
        return
    columns = f", {counted(draft.columns, 'column')}" if draft else ""
    lines = [f"{path} is written: {counted(len(tables), 'table')}{columns}"]
    lines += [f"  to do by hand: {what}" for what in todo]
    lines += ["", f"specgen preview {path}", f"specgen run {path}" + (f" {draft.target}" if draft else "")]
    console.result("\n".join(lines))
