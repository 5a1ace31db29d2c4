"""The options that several commands share, each written once."""

from __future__ import annotations

import functools
import gc
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import click

from specgen.cli.chosen import chosen
from specgen.cli.targets import Files, Loading
from specgen.errors import Fault, SpecError
from specgen.records import record

if TYPE_CHECKING:
    from specgen.api import Dataset

Command = Callable[..., Any]
Style = Literal["text", "json", "quiet"]


def _dialect(ctx: click.Context, param: click.Parameter, value: str) -> str:
    from specgen.registry import names
    from specgen.suggestions import did_you_mean

    known = names("specgen.dialects")
    if value not in known:
        raise click.BadParameter(f"there is no dialect {value!r}; {did_you_mean(value, known)}", ctx, param)
    return value


def _settings(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not name or not equals:
            raise click.BadParameter(f"{value!r} is not of the form name=value", ctx, param)
        if found.setdefault(name, text) != text:
            raise click.BadParameter(f"{name!r} is set twice", ctx, param)
    return found


def names(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[str, ...] | None:
    found = tuple(name.strip() for value in values for name in value.split(","))
    if not all(found):
        raise click.BadParameter("a name is empty", ctx, param)
    return found or None


def _folder(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter("the name is empty; the folder where you are is .", ctx, param)
    return value


def _bytes(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B?", value.strip(), re.IGNORECASE)
    size = int(float(found[1]) * (1024 if found[3] else 1000) ** " KMGT".index(found[2].upper() or " ")) if found else 0
    if not size:
        raise click.BadParameter(f"{value!r} is no size; write 256MB or 1GiB", ctx, param)
    return size


own_process = False
"""Whether nothing but one of our commands runs in this process."""

_SEED = click.option("--seed", type=int, metavar="N", help="Another seed: other rows of the same kind.")
_SCALE = click.option("--scale", metavar="X", help="The same as --set scale=X, where the spec has that param.")
_SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_settings,
    help="Change a param, or any value by its path: tables.orders.rows=50.",
)

tables = click.option("--tables", multiple=True, metavar="A,B", callback=names, help="Only these tables, separated by commas.")
jobs = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Threads or workers; all cores by default. Never changes a value."
)
_EXECUTOR = click.option(
    "--executor",
    metavar="WHO",
    default="threads",
    show_default=True,
    help="Who makes the rows: threads, processes, dask, dask://HOST:PORT, spark, spark://HOST:PORT, spark:local[2]. Values stay the same.",
)
_SINCE = click.option("--since", metavar="TIME", help="Only rows that come from this date or timestamp on.")
_UNTIL = click.option("--until", metavar="TIME", help="Only rows that come before it.")
quiet = click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
_FORCE = click.option("--force", is_flag=True, help="Replace, or with --create never empty, tables that specgen did not make.")
_STRICT = click.option("--strict/--no-strict", default=True, show_default=True, help="A failed check takes everything back.")

out = click.option(
    "--out",
    metavar="DIR",
    callback=_folder,
    default="data/generated",
    show_default=True,
    help="Where the files go: a folder, or s3://BUCKET/PREFIX (gs://, az://).",
)
_FORMAT = click.option(
    "--format",
    metavar="FORMAT",
    default="csv",
    show_default=True,
    help="The format of the files: csv, parquet, jsonl, …; `specgen kinds` lists them.",
)
_OPTION = click.option(
    "--option",
    "choices",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_settings,
    help="A setting of the format; `specgen kinds csv` lists those of CSV.",
)
_PARTS = click.option(
    "--parts", type=click.IntRange(min=1), metavar="N", help="Cut the tables into so many files each, small ones into fewer."
)
_PART_SIZE = click.option("--part-size", metavar="SIZE", callback=_bytes, help="Cut them so that no file is much larger: 256MB, 1GiB.")
_PART = click.option("--part", type=click.IntRange(min=0), metavar="K", help="Make only this part; 0 is the first.")
_PARTITION_BY = click.option(
    "--partition-by",
    multiple=True,
    metavar="A,B",
    callback=names,
    help="A folder for each value of a column, or each month of order_date: order_month. For one table: orders.order_month.",
)
to = click.option(
    "--to",
    metavar="TARGET",
    help="The database: duckdb:FILE, postgresql://USER:PASSWORD@HOST:PORT/DATABASE or postgres-local:DIR.  "
    "[default: the server of POSTGRES_SOURCE_HOST, else duckdb:data/NAME.duckdb]",
)
_IF_EXISTS = click.option(
    "--if-exists",
    metavar="WAY",
    help="What becomes of tables that are there: replace, append or fail.  [default: replace; append with --since, --until]",
)
_CREATE = click.option("--create", metavar="WHEN", help="never: fill tables that are there, in PostgreSQL.  [default: always]")
_CONNECTIONS = click.option(
    "--connections",
    metavar="N",
    help="So many fill tables at once, in PostgreSQL, where nothing hangs on them.  [default: 1]",
)
schema = click.option("--schema", metavar="NAME", help="The schema of the tables, in PostgreSQL.")
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output, of faults too (exit code 2).")
dialect = click.option(
    "--dialect", metavar="NAME", default="duckdb", show_default=True, callback=_dialect, help="Whose SQL; `specgen kinds` lists them."
)


@record
class How:
    """What is said of a run besides its spec and targets."""

    tables: tuple[str, ...] | None
    jobs: int | None
    executor: str
    style: Style
    since: str | None = None
    until: str | None = None


def making(command: Command) -> Command:
    """The command gets --tables, --since, --until, --jobs, --executor, --quiet and --json as one `how`."""

    @functools.wraps(command)
    def wrapped(
        tables: tuple[str, ...] | None,
        since: str | None,
        until: str | None,
        jobs: int | None,
        executor: str,
        quiet: bool,
        as_json: bool,
        **options: Any,
    ) -> Any:
        style: Style = "json" if as_json else "quiet" if quiet else "text"
        return command(how=How(tables, jobs, executor, style, since, until), **options)

    return tables(_SINCE(_UNTIL(jobs(_EXECUTOR(quiet(as_json(wrapped)))))))


@record
class InParts:
    """How a data set is cut, if it is."""

    parts: int | None
    largest: int | None
    """Bytes."""
    part: int | None

    def __bool__(self) -> bool:
        return self.parts is not None or self.largest is not None


def in_parts(command: Command) -> Command:
    """The command gets --parts, --part-size and --part as one `cut`."""

    @functools.wraps(command)
    def wrapped(parts: int | None, part_size: int | None, part: int | None, **options: Any) -> Any:
        if parts is not None and part_size is not None:
            raise click.UsageError("--parts and --part-size both say how many parts there are; keep one of the two")
        if part is not None and (parts is None or part >= parts):
            what = "how many there are: --parts 64 --part 7" if parts is None else f"0 to {parts - 1} with --parts {parts}"
            raise click.UsageError(f"--part {part} needs {what}")
        return command(cut=InParts(parts, part_size, part), **options)

    return _PARTS(_PART_SIZE(_PART(wrapped)))


def files(command: Command) -> Command:
    """The command gets --out, --format, --option and --partition-by as one `files`."""

    @functools.wraps(command)
    def wrapped(out: str, format: str, choices: dict[str, str], partition_by: tuple[str, ...] | None, **options: Any) -> Any:
        return command(files=Files(out, format, choices, partition_by or ()), **options)

    return out(_FORMAT(_OPTION(_PARTITION_BY(wrapped))))


def loading(command: Command) -> Command:
    """The command gets --force, --strict, --if-exists, --create, --connections and --schema as one `loading`."""

    @functools.wraps(command)
    def wrapped(
        force: bool, strict: bool, if_exists: str | None, create: str | None, connections: str | None, schema: str | None, **options: Any
    ) -> Any:
        given = {"if_exists": if_exists, "create": create, "connections": connections, "schema": schema}
        chosen = {name: value for name, value in given.items() if value is not None}
        return command(loading=Loading(force, strict, chosen), **options)

    return _FORCE(_STRICT(_IF_EXISTS(_CREATE(_CONNECTIONS(schema(wrapped))))))


def overrides(seed: int | None, scale: str | None, settings: dict[str, str]) -> dict[str, str]:
    """What --seed, --scale and --set say together; a usage error if they disagree."""
    found = dict(settings)
    for name, value in (("seed", seed), ("scale", scale)):
        if value is not None and found.setdefault(name, str(value)) != str(value):
            raise click.UsageError(f"--{name} {value} and --set {name}={found[name]} disagree; keep one of the two")
    return found


def of_spec(command: Command) -> Command:
    """The command gets `data`, the data set of a `spec` that it asks for itself and of --seed, --scale and --set."""

    @functools.wraps(command)
    def wrapped(spec: str | None, seed: int | None, scale: str | None, settings: dict[str, str], **options: Any) -> Any:
        own = {name: value for name, value in (("seed", seed), ("scale", scale)) if name not in settings}
        said = {f"--set {name}={value}": f"--{name} {value}" for name, value in own.items()}
        return command(data=_loaded(spec, overrides(seed, scale, settings), said), **options)

    return _SEED(_SCALE(_SET(wrapped)))


def with_dataset(command: Command) -> Command:
    """The command gets the data set that SPEC, --seed, --scale and --set name, as `data`."""
    return click.argument("spec", required=False)(of_spec(command))


def _loaded(spec: str | None, changes: dict[str, str], said: dict[str, str]) -> Dataset:
    """The data set; a fault of a change names the option with which it was `said`."""
    if own_process:
        from specgen.spared import spare

        spare(pandas=not str(click.get_current_context().params.get("executor") or "").startswith("spark"))  # which needs it
    path = chosen(spec).path
    from specgen import api

    try:
        return api.load(path, changes)
    except SpecError as wrong:
        raise SpecError(_named(fault, said) for fault in wrong.faults) from wrong
    finally:
        if own_process:
            gc.freeze()  # what was read and imported stays, and need not be looked through
            gc.enable()


def _named(fault: Fault, said: dict[str, str]) -> Fault:
    span = fault.span
    return fault if span is None else replace(fault, span=replace(span, file=said.get(span.file, span.file)))
