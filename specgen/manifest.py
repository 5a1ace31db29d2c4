"""What a run made, as a small JSON file beside it: enough to make it again and to see whether a file is still the one that was made."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import field

from specgen.packages import version
from specgen.records import record

LIBRARIES = ("numpy", "scipy", "pyarrow", "duckdb", "sqlglot", "faker")
"""Those whose version may change a value or how it is written."""
NOT_INSTALLED = "not installed"


@record
class WrittenFile:
    """A file, named relative to the manifest."""

    name: str
    bytes: int
    partition: Mapping[str, str | None] | None = None
    """The texts of what it is parted by, where the table is."""
    first: int | None = None
    """The number of its first row, where it is a partition and its rows follow one another in the table."""


@record
class WrittenTable:
    """A table as it was written; `columns` maps names to SQL types, in order."""

    rows: int
    columns: Mapping[str, str]
    fingerprint: str
    files: tuple[WrittenFile, ...] = ()


@record
class Manifest:
    """The run: which spec, seed, parameters and versions, and what came out."""

    spec: str
    seed: int
    params: Mapping[str, int | float | str]
    versions: Mapping[str, str]
    format: str = field(default="", kw_only=True)
    """The kind of the files, and its options: what a reader of them has to know."""
    options: Mapping[str, int | float | str] = field(default_factory=dict, kw_only=True)
    since: str | None = field(default=None, kw_only=True)
    """Where only the rows of a window of time were made: its ends, as on the command line."""
    until: str | None = field(default=None, kw_only=True)
    tables: Mapping[str, WrittenTable] = field(default_factory=dict)

    def to_json(self) -> str:
        """Stable text: keys in the order of the fields, tables and columns in theirs; it holds no time, path or secret."""
        said = dataclasses.asdict(self, dict_factory=lambda pairs: {name: value for name, value in pairs if value is not None})
        return json.dumps(said, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest that `to_json` wrote."""
        found = json.loads(text)
        tables = {name: _table(entry) for name, entry in found.pop("tables").items()}
        return cls(**found, tables=tables)


def versions() -> dict[str, str]:
    """The installed versions of specgen and of the libraries that values depend on."""
    return {name: version(name) or NOT_INSTALLED for name in ("specgen", *LIBRARIES)}


def _table(entry: dict[str, object]) -> WrittenTable:
    files = entry.pop("files")
    assert isinstance(files, list)
    return WrittenTable(**entry, files=tuple(WrittenFile(**file) for file in files))  # type: ignore[arg-type]
