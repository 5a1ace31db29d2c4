"""CSV files, one a table: RFC 4180, UTF-8, a header, line ends of one LF.

NULL is an empty cell and the empty string is `""`, as in PostgreSQL's COPY; DuckDB reads it so with `allow_quoted_nulls = false`.
In a table of one column NULL is an empty line, which many readers skip: name another `null` there.
Timestamps have a space in the middle, booleans are true and false, decimals keep all their digits, arrays and structs are JSON,
bytes are `\\x` and hexadecimal digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

import pyarrow as pa

from specgen.domains import Flag, Text, parameter
from specgen.records import record
from specgen.sinks import FileSink, Rows, TextOf, TextRows
from specgen.staging import COMPRESSIONS, compressed
from specgen.types.delimited import Delimited

_BARE = re.compile(r"\w+")
_NAMED = {"tab": "\t", "\\t": "\t", "space": " "}
_LIKE_A_VALUE = re.compile(r"[-+.]?\d.*|true|false|[-+]?inf|nan", re.IGNORECASE | re.DOTALL)


@record
class CsvOptions:
    """How CSV files are written."""

    delimiter: str = parameter(Text(), default=",", doc="The character between cells: , ; | or tab.")
    null: str = parameter(Text(), default="", doc="What stands for NULL, never in quotes; text is always in quotes.")
    header: bool = parameter(Flag(), default=True, doc="Whether the first line holds the names of the columns.")
    compression: str = parameter(Text(tuple(COMPRESSIONS)), default="none", doc="How the file is compressed; its name says so too.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "delimiter", _NAMED.get(self.delimiter, self.delimiter))
        if len(self.delimiter.encode()) != 1 or self.delimiter.isalnum() or self.delimiter in '"\r\n.-+:\\':
            raise ValueError(f"{self.delimiter!r} cannot stand between cells; write one of , ; | tab")
        if set(self.null) & {'"', "\r", "\n", self.delimiter} or _LIKE_A_VALUE.fullmatch(self.null):
            raise ValueError(f"{self.null!r} cannot stand for NULL, since a cell could read the same; write NULL or \\N")


class CsvSink(FileSink):
    """Writes NAME.csv for each table (.csv.gz or .csv.zst if compressed), and manifest.json when all of them are complete."""

    name: ClassVar[str] = "csv"
    title: ClassVar[str] = "CSV files"
    Options: ClassVar[type[Any]] = CsvOptions

    @property
    def suffix(self) -> str:
        return f".csv{COMPRESSIONS[self.options.compression]}"

    def text(self, schema: pa.Schema) -> TextOf:
        return _CsvText(Delimited(self.options.delimiter, self.options.null), tuple(schema.names))

    def rows(self, file: pa.NativeFile, schema: pa.Schema) -> Rows:
        head = self.options.delimiter.join(map(_heading, schema.names)) + "\n" if self.options.header else ""
        return TextRows(compressed(file, self.options.compression), self.text(schema), head)


KIND = CsvSink


@record
class _CsvText:
    delimited: Delimited
    names: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.Buffer]:
        return self.delimited.lines([batch[name] for name in self.names])


def _heading(name: str) -> str:
    return name if _BARE.fullmatch(name) else '"' + name.replace('"', '""') + '"'
