"""Where rows go: what --out and --to say, what they leave on the disk, and which database is meant without them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from specgen.cli import console
from specgen.errors import EnvironmentProblem

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.sinks import Sink

SERVER = "POSTGRES_SOURCE_HOST"
SETTINGS = Path(".env")


class Target(Protocol):
    """A place for rows."""

    def open(self) -> Sink:
        """The sink that takes them."""

    def files(self) -> list[Path]:
        """The files in which they are, once they are there."""


@dataclass(frozen=True)
class Files:
    """A directory with one file a table."""

    directory: str
    format: str
    options: Mapping[str, str]

    def open(self) -> Sink:
        from specgen import api

        return api.open_files(self.directory, self.format, options=self.options)

    def files(self) -> list[Path]:
        from specgen.manifest import Manifest
        from specgen.staging import MANIFEST

        manifest = Path(self.directory, MANIFEST)
        tables = Manifest.from_json(manifest.read_text(encoding="utf-8")).tables.values()
        return [*(manifest.parent / file.name for table in tables for file in table.files), manifest]


@dataclass(frozen=True)
class Database:
    """What stands behind `--to`."""

    target: str
    force: bool = False

    def open(self) -> Sink:
        from specgen import api

        return api.open_target(self.target, self.force)

    def files(self) -> list[Path]:
        path = _file(self.target)
        return [path] if path.is_file() else []


def database(to: str | None, data: Dataset) -> str:
    """The target of --to, by default a DuckDB file of the spec's name; says so where a PostgreSQL server is configured."""
    if to is not None:
        return to
    target = default(data)
    if host := server():
        console.note(f"specgen: {SERVER} is {host}, but loading into PostgreSQL is not yet here: the target is {target}")
    return target


def default(data: Dataset) -> str:
    """A DuckDB file of the spec's name."""
    name = re.sub(r"[^\w.-]+", "_", data.spec.name)
    return f"duckdb:data/{name}.duckdb"


def server() -> str | None:
    """The PostgreSQL server that the environment, or .env in this folder, names."""
    from dotenv import dotenv_values

    try:
        return os.environ.get(SERVER) or dotenv_values(SETTINGS).get(SERVER) or None
    except (OSError, ValueError) as wrong:
        raise EnvironmentProblem(f"{SETTINGS} cannot be read: {wrong}", "repair or remove it; see .env.example") from wrong


def _file(target: str) -> Path:
    return Path(target.partition(":")[2])
