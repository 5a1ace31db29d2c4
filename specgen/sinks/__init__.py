"""Where rows go: one file a kind, picked up from this folder. `Sink` is what each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import pyarrow as pa

from specgen.manifest import Manifest


class Sink(Protocol):
    """Where rows go, all or nothing: nothing has its final name before `commit`."""

    name: ClassVar[str]
    """The word after `--format`, or before the colon of `--to`."""
    dialect: ClassVar[str | None]
    """How it speaks SQL; None: files, which take no DDL and answer no queries."""

    @classmethod
    def open(cls, target: str, force: bool) -> Sink:
        """The sink of a directory or of what stands behind the colon; `force` lets it replace what specgen did not make."""

    def describe(self) -> str:
        """The target in a few words, without secrets."""

    def inspect(self, tables: Sequence[str]) -> None:
        """Refuse (EnvironmentProblem) what could not be finished: no permission, a table that is not ours."""

    def begin(self, schemas: Mapping[str, pa.Schema]) -> None:
        """Start the transaction in which rows of these tables come."""

    def execute(self, sql: str) -> None:
        """Run a statement of DDL."""

    def write(self, table: str, batch: pa.RecordBatch) -> None:
        """Take the next rows of a table, in row order."""

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of a query inside the transaction."""

    def commit(self, manifest: Manifest) -> None:
        """Make everything final; the manifest says what the rows of each table are."""

    def abort(self) -> None:
        """Leave everything as it was before `begin`."""


__all__ = ["Sink"]
