"""Where rows go: one file a kind, picked up from this folder. `Sink` is what each of them is, `FileSink` what file formats share."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeVar, cast

import pyarrow as pa

from specgen.contracts import Scope
from specgen.errors import EnvironmentProblem, Fault, Span, SpecError
from specgen.language.reader import scalar
from specgen.manifest import Manifest
from specgen.marks import Mark
from specgen.nodes import Node
from specgen.parameters import fields
from specgen.partitions import Keys
from specgen.render import Ddl
from specgen.staging import Staging
from specgen.suggestions import did_you_mean, said_and_help
from specgen.tablefiles import PartitionedTable, TableFiles, WholeTable

F = TypeVar("F", bound="FileSink")
_NOWHERE = Span("", 1, 1, 1, 1)


@dataclasses.dataclass(frozen=True)
class NoOptions:
    """The options of a sink that has none."""


class Sink(Protocol):
    """Where rows go, all or nothing: nothing has its final name before `commit`."""

    name: ClassVar[str]
    """The word after `--format`, or before the colon of `--to`."""
    dialect: ClassVar[str | None]
    """How it speaks SQL; None: files, which take no DDL and answer no queries."""
    Options: ClassVar[type[Any]]
    """A frozen dataclass whose fields are the options (`specgen.domains.parameter`), each with a default; see `chosen`."""

    @classmethod
    def open(cls, target: str, force: bool, options: Mapping[str, str] = {}) -> Sink:
        """The sink of a directory or of what stands behind the colon; `force` lets it replace what specgen did not make.

        `options` are those of the command line, as text; SpecError for an unknown one or a value that it cannot have.
        """

    def describe(self) -> str:
        """The target in a few words, without secrets."""

    def inspect(self, tables: Sequence[str]) -> None:
        """Refuse (EnvironmentProblem) what could not be finished: no permission, a table that is not ours."""

    def begin(self, schemas: Mapping[str, pa.Schema]) -> None:
        """Start the transaction in which rows of these tables come."""

    def held(self) -> Mapping[str, Mark]:
        """By table, the mark of the rows that stay; `write` then gets only those that follow them. Empty where tables are made anew."""

    def marks(self, tables: Sequence[str]) -> Mapping[str, Mark]:
        """By table, the mark of what is there, only looked at; those without one are left out."""

    def create(self, made: Ddl) -> None:
        """Make these tables, without what is due when their rows are there."""

    def write(self, table: str, batch: pa.RecordBatch) -> None:
        """Take the next rows of a table, in row order; a database gets no columns that it computes itself.

        A column of few values may come as an Arrow dictionary (`specgen.types.decoded` makes it plain).
        """

    def constrain(self, made: Ddl) -> None:
        """The rows are there: add keys, checks and indexes."""

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of a query inside the transaction."""

    def prepare(self, manifest: Manifest) -> None:
        """Do all that may fail before `commit`; the manifest says what the rows of each table are."""

    def commit(self) -> None:
        """Make everything final."""

    def abort(self) -> None:
        """Leave everything as it was before `begin`."""


class DatabaseSink(Sink, Protocol):
    """A sink that `--to` names."""

    form: ClassVar[str]
    """What to write behind `--to`: duckdb:FILE."""

    @classmethod
    def examine(cls, target: str, options: Mapping[str, str] = {}) -> str:
        """Whether the target can be loaded, in a few words; makes nothing. EnvironmentProblem if it cannot."""


TextOf = Callable[[pa.RecordBatch], Iterable[pa.Buffer]]
"""The text of some rows, in pieces: a pure function that may travel to another process."""


class Rows(Protocol):
    """The rows of one table on their way into its file."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Take the next rows; how they are cut into batches must not change a byte of the file."""

    def close(self) -> None:
        """Write what is still held; the file itself is closed by the sink."""


class TextRows:
    """Rows that are text, each by itself; closes the file."""

    def __init__(self, file: Any, text: TextOf, head: str = ""):
        self._file, self._text = file, text
        self._file.write(head.encode())

    def write(self, batch: pa.RecordBatch) -> None:
        self.put(self._text(batch))

    def put(self, text: Iterable[pa.Buffer]) -> None:
        """Take the next rows as text."""
        for piece in text:
            self._file.write(piece)

    def close(self) -> None:
        self._file.close()


class FileSink:
    """One file a table in a directory, with a manifest; all of them or none. A format adds `name`, `title` and `rows`."""

    name: ClassVar[str]
    title: ClassVar[str]
    """What the files are called: "CSV files"."""
    dialect: ClassVar[str | None] = None
    Options: ClassVar[type[Any]] = NoOptions

    def __init__(self, directory: str | os.PathLike[str], options: Any = None):
        self.options = self.Options() if options is None else options
        self._staging = Staging(directory)
        self._keys: Keys = {}
        self._open: dict[str, TableFiles] = {}

    @classmethod
    def open(cls: type[F], target: str, force: bool, options: Mapping[str, str] = {}) -> F:
        return cls(target, chosen(cls, options))

    def partition(self: F, keys: Keys) -> F:
        """The same, with these tables in partitions."""
        self._keys = keys
        return self

    @property
    def suffix(self) -> str:
        """What follows the table's name in the name of its file."""
        return f".{self.name}"

    def rows(self, file: pa.NativeFile, schema: pa.Schema) -> Rows:
        """What writes the rows of a table into its file."""
        raise NotImplementedError

    def text_of(self, table: str, schema: pa.Schema) -> TextOf | None:
        """What makes the text of rows of a table, if they go into one file of text."""
        return None if table in self._keys else self.text(schema)

    def text(self, schema: pa.Schema) -> TextOf | None:
        """What makes the text of rows of a table, if the rows of the file are text whatever stands before and behind them."""
        return None

    def describe(self) -> str:
        return f"{self.title} in {self._staging.store}"

    def inspect(self, tables: Sequence[str]) -> None:
        self._staging.inspect()

    def begin(self, schemas: Mapping[str, pa.Schema]) -> None:
        self._staging.begin()
        with self._staging.problems():
            for table, schema in schemas.items():
                self._open[table] = self._files(table, schema)

    def held(self) -> Mapping[str, Mark]:
        return {}

    def marks(self, tables: Sequence[str]) -> Mapping[str, Mark]:
        return {}

    def create(self, made: Ddl) -> None:
        """Files have no DDL."""

    def constrain(self, made: Ddl) -> None:
        """Files have no keys."""

    def write(self, table: str, batch: pa.RecordBatch) -> None:
        with self._staging.problems():
            self._open[table].write(batch)

    def put(self, table: str, text: Iterable[pa.Buffer]) -> None:
        """Take the next rows of a table as what `text` made of them."""
        file = self._open[table]
        assert isinstance(file, WholeTable) and isinstance(file.rows, TextRows)
        with self._staging.problems():
            file.rows.put(text)

    def attach(self, name: str, data: pa.Buffer) -> None:
        """A further file, which gets its name with the others."""
        with self._staging.problems(), self._staging.create(name) as file:
            file.write(data)

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        raise EnvironmentProblem(f"{self.title} answer no queries", "load the data with --to and validate there")

    def prepare(self, manifest: Manifest) -> None:
        with self._staging.problems():
            tables = {name: dataclasses.replace(table, files=self._open.pop(name).finish()) for name, table in manifest.tables.items()}
        made = dataclasses.replace(manifest, tables=tables, format=self.name, options=dataclasses.asdict(self.options))
        self._staging.prepare(made.to_json(), outdated(self._staging.earlier(), made))

    def commit(self) -> None:
        self._staging.commit()

    def abort(self) -> None:
        while self._open:
            self._open.popitem()[1].drop()
        self._staging.abort()

    def _files(self, table: str, schema: pa.Schema) -> TableFiles:
        if table in self._keys:
            return PartitionedTable(self._staging, table, self.suffix, schema, self._keys[table], self.rows)
        return WholeTable(self._staging, f"{table}{self.suffix}", schema, self.rows)


def outdated(earlier: str | None, made: Manifest) -> set[str]:
    """Files that the run before wrote for the same tables in the same format and this one does not: readers would take them for rows."""
    try:
        before = Manifest.from_json(earlier or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()  # there is none, or a file of that name which is not ours
    tables = before.tables.items() if before.format == made.format else ()
    return {file.name for name, table in tables if name in made.tables for file in table.files if _ours(name, file.name)}


def _ours(table: str, file: str) -> bool:
    """Whether a file can be one of the table's, whatever somebody wrote into a manifest."""
    return file.startswith((f"{table}.", f"{table}/")) and ".." not in file.replace("\\", "/").split("/")


def chosen(kind: type[Any], options: Mapping[str, str]) -> Any:
    """The options of a sink kind: these, as the command line has them, and defaults for the rest.

    Raises SpecError with every unknown name and every value that an option cannot have.
    """
    known = fields(kind.Options)
    values, faults = dict[str, Any](), list[Fault]()
    for name, value in ((name, str(value)) for name, value in options.items()):
        if name not in known:
            help = did_you_mean(name, known) if known else "it has no options"
            faults.append(Fault("unknown-option", f"{kind.name} has no option {name!r}", None, help))
            continue
        try:
            values[known[name].name] = known[name].metadata["domain"].read(Node(_NOWHERE, scalar(value), value), cast(Scope, None))
        except SpecError as wrong:
            faults += [dataclasses.replace(fault, message=f"{kind.name}, {name}: {fault.message}", span=None) for fault in wrong.faults]
    if faults:
        raise SpecError(faults)
    try:
        return kind.Options(**values)
    except ValueError as wrong:
        what, help = said_and_help(wrong)
        raise SpecError(Fault("bad-option", f"{kind.name}: {what}", help=help)) from None


__all__ = ["DatabaseSink", "FileSink", "NoOptions", "Rows", "Sink", "TextOf", "TextRows", "chosen", "outdated"]
