"""Where rows go: what --out and --to say, what they leave on the disk, and which database is meant without them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from specgen.errors import EnvironmentProblem
from specgen.records import record

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.sinks import Sink

SERVER = "POSTGRES_SOURCE_HOST"
SETTINGS = Path(".env")


class Target(Protocol):
    """A place for rows."""

    def open(self, data: Dataset) -> Sink:
        """The sink that takes those of a data set."""

    def files(self) -> dict[str, int]:
        """The files in which they are, once they are there, and their sizes."""


@record
class Files:
    """A directory with one file a table, or one for each partition."""

    directory: str
    format: str
    options: Mapping[str, str]
    partition_by: tuple[str, ...] = ()

    def open(self, data: Dataset) -> Sink:
        from specgen import api

        return api.open_files(self.directory, self.format, options=self.options, keys=data.partitions(self.partition_by))

    def files(self) -> dict[str, int]:
        from specgen.manifest import Manifest
        from specgen.staging import MANIFEST
        from specgen.stores import opened, text

        store = opened(self.directory)
        with store.reading():
            manifest = text(store, MANIFEST)
        assert manifest is not None, "it was written"
        sizes = {file.name: file.bytes for table in Manifest.from_json(manifest).tables.values() for file in table.files}
        return {store.locate(name): size for name, size in {**sizes, MANIFEST: len(manifest.encode())}.items()}


@record
class Loading:
    """How a database is loaded."""

    force: bool = False
    strict: bool = True
    options: Mapping[str, str] = field(default_factory=dict)
    """Those of its kind, as text."""


@record
class Database:
    """What stands behind `--to`."""

    target: str
    loading: Loading

    def open(self, data: Dataset) -> Sink:
        from specgen import api

        return api.open_target(self.target, self.loading.force, self.loading.options)

    def files(self) -> dict[str, int]:
        kind, _colon, rest = self.target.partition(":")
        return {str(Path(rest)): Path(rest).stat().st_size} if kind == "duckdb" and Path(rest).is_file() else {}


def database(to: str | None, data: Dataset | None) -> str:
    """The target of --to, by default the PostgreSQL server that the settings name, else a DuckDB file of the spec's name."""
    if to is not None:
        return to
    found = server()
    if found is None:
        assert data is not None, "a spec, or a target, is named"
        return default(data)
    return found


def default(data: Dataset) -> str:
    """A DuckDB file of the spec's name."""
    name = re.sub(r"[^\w.-]+", "_", data.spec.name)
    return f"duckdb:data/{name}.duckdb"


def server() -> str | None:
    """The URL of the PostgreSQL server that the environment, or .env in this folder, names."""
    from dotenv import dotenv_values

    from specgen.postgres.address import url_of

    try:
        settings = {**dotenv_values(SETTINGS), **os.environ}
    except (OSError, ValueError) as wrong:
        raise EnvironmentProblem(f"{SETTINGS} cannot be read: {wrong}", "repair or remove it; see .env.example") from wrong
    return url_of({name: value for name, value in settings.items() if value})
