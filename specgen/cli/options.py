"""The options that several commands share, each written once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from specgen.cli.chosen import chosen

if TYPE_CHECKING:
    from specgen.api import Dataset

Command = Callable[..., Any]


class DialectName(click.ParamType):
    """The name of a dialect; the folder is asked when one is given."""

    name = "dialect"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "|".join(_dialects())

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from specgen.suggestions import did_you_mean

        if value not in _dialects():
            self.fail(f"there is no dialect {value!r}; {did_you_mean(value, _dialects())}", param, ctx)
        return str(value)


def _dialects() -> list[str]:
    from specgen.registry import names

    return names("specgen.dialects")


def _settings(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not name or not equals:
            raise click.BadParameter(f"{value!r} is not of the form name=value", ctx, param)
        if found.setdefault(name, text) != text:
            raise click.BadParameter(f"{name!r} is set twice", ctx, param)
    return found


def _names(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip()) or None


_SPEC = click.argument("spec", required=False)
_SEED = click.option("--seed", type=int, metavar="N", help="Another seed: other rows of the same kind.")
_SCALE = click.option("--scale", metavar="X", help="The same as --set scale=X, where the spec has that param.")
_SET = click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", callback=_settings, help="Change a param, or a value by its dotted path.")

tables = click.option("--tables", multiple=True, metavar="A,B", callback=_names, help="Only these tables.")
jobs = click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Threads; all cores by default. Never changes a value.")
out = click.option("--out", metavar="DIR", default="data/generated", show_default=True, help="Where the files go.")
format = click.option("--format", metavar="FORMAT", default="csv", show_default=True, help="The format of the files.")
to = click.option("--to", metavar="TARGET", help="The database, as duckdb:FILE.  [default: duckdb:data/NAME.duckdb]")
force = click.option("--force", is_flag=True, help="Replace tables of these names that specgen did not make.")
strict = click.option("--strict/--no-strict", default=True, show_default=True, help="A failed check takes everything back.")
quiet = click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
dialect = click.option("--dialect", type=DialectName(), default="duckdb", show_default=True, help="Whose SQL.")


def overrides(seed: int | None, scale: str | None, settings: dict[str, str]) -> dict[str, str]:
    """What --seed, --scale and --set say together; a usage error if they disagree."""
    found = dict(settings)
    for name, value in (("seed", seed), ("scale", scale)):
        if value is not None and found.setdefault(name, str(value)) != str(value):
            raise click.UsageError(f"--{name} {value} and --set {name}={found[name]} disagree; keep one of the two")
    return found


def with_dataset(command: Command) -> Command:
    """The command gets the data set that SPEC, --seed, --scale and --set name, as its first argument."""

    @functools.wraps(command)
    def wrapped(spec: str | None, seed: int | None, scale: str | None, settings: dict[str, str], **options: Any) -> Any:
        return command(_loaded(spec, overrides(seed, scale, settings)), **options)

    return _SPEC(_SEED(_SCALE(_SET(wrapped))))


def _loaded(spec: str | None, changes: dict[str, str]) -> Dataset:
    path = chosen(spec).path
    from specgen import api

    return api.load(path, changes)
