"""Where rows can go, by what a person writes: a database, a directory of files, a stream of bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, cast

import pyarrow as pa

from specgen.errors import Fault, SpecError
from specgen.partitions import Key
from specgen.postgres.address import masked
from specgen.registry import kind, kinds
from specgen.sinks import DatabaseSink, FileSink, Sink
from specgen.suggestions import did_you_mean, nearest

_SINKS = "specgen.sinks"
"""The folder of the kinds, and the group of the entry points that add to it."""


def open_target(target: str, force: bool = False, options: Mapping[str, str] = {}) -> Sink:
    """The database behind `duckdb:FILE`, `postgresql://…` and the like; `options` are its own, as text: `{"schema": "shop"}`."""
    kind, rest = _database(target)
    return kind.open(rest, force, options)


def examine_target(target: str, options: Mapping[str, str] = {}) -> str:
    """Whether a database can be loaded, in a few words; nothing is made. EnvironmentProblem if it cannot."""
    kind, rest = _database(target)
    return kind.examine(rest, options)


def _database(target: str) -> tuple[type[DatabaseSink], str]:
    """The kind that the word before the colon names, and what stands behind it."""
    target = str(target)
    scheme, colon, rest = target.partition(":")
    scheme = {"postgres": "postgresql"}.get(scheme, scheme)  # the two words that libpq takes
    found: type[Sink] | None = kind(_SINKS, scheme, _SINKS)
    if found is not None and found.dialect is not None and rest:
        return cast(type[DatabaseSink], found), rest
    known = {name: kind for name, kind in kinds(_SINKS, _SINKS).items() if kind.dialect is not None}
    near = nearest(scheme, known) if rest else None
    forms = [known[near].form] if near else [kind.form for name, kind in known.items() if scheme not in known or name == scheme]
    place = rest if near else "" if colon else target
    ways = [form.replace("FILE", place or "FILE") for form in forms]
    raise SpecError(Fault("unknown-target", f"cannot load into {masked(target)!r}", None, f"write --to {' or --to '.join(ways)}"))


def write(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, file: IO[bytes] | io.RawIOBase, format: str, options: Mapping[str, str] = {}
) -> None:
    """Rows into a stream of bytes as they would be in a file of a format."""
    rows = file_kind(format).open("", False, options).rows(file, schema)
    for batch in batches:
        rows.write(batch)
    rows.close()


def open_files(
    directory: str, format: str = "csv", force: bool = False, options: Mapping[str, str] = {}, keys: Mapping[str, Sequence[Key]] = {}
) -> Sink:
    """A directory that takes one file a table, or one a partition by `keys`; `options` are those of the format: `{"delimiter": ";"}`."""
    sink = file_kind(format).open(directory, force, options)
    return sink.partition(keys) if keys else sink


def file_kind(format: str) -> type[FileSink]:
    """The kind of files of this name."""
    found: type[Sink] | None = kind(_SINKS, str(format), _SINKS)
    if found is None or found.dialect is not None:
        known = [name for name, kind in kinds(_SINKS, _SINKS).items() if kind.dialect is None]
        raise SpecError(Fault("unknown-format", f"there is no format {format!r}", None, did_you_mean(str(format), known)))
    return cast(type[FileSink], found)
