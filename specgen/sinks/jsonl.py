"""JSON Lines files, one a table: an object a row with its columns in order, UTF-8, line ends of one LF.

Numbers are numbers (decimals with all their digits), NULL is null, arrays and structs are nested. Dates and times are ISO 8601
text, durations `90000000 microseconds`, bytes `\\x` and hexadecimal digits, and NaN and the infinities the texts "NaN", "Infinity"
and "-Infinity", since JSON has no such numbers. A value of type `json` is its text: read it as JSON once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pyarrow as pa

from specgen.domains import Text, parameter
from specgen.records import record
from specgen.sinks import FileSink, Rows, TextOf, TextRows
from specgen.staging import COMPRESSIONS, compressed
from specgen.types.objects import Objects


@record
class JsonlOptions:
    """How JSON Lines files are written."""

    compression: str = parameter(Text(tuple(COMPRESSIONS)), default="none", doc="How the file is compressed; its name says so too.")


class JsonlSink(FileSink):
    """Writes NAME.jsonl for each table (.jsonl.gz or .jsonl.zst if compressed), and manifest.json when all of them are complete."""

    name: ClassVar[str] = "jsonl"
    title: ClassVar[str] = "JSON Lines files"
    Options: ClassVar[type[Any]] = JsonlOptions

    @property
    def suffix(self) -> str:
        return f".jsonl{COMPRESSIONS[self.options.compression]}"

    def text(self, schema: pa.Schema) -> TextOf:
        return _JsonlText(Objects(tuple(schema.names)))

    def rows(self, file: pa.NativeFile, schema: pa.Schema) -> Rows:
        return TextRows(compressed(file, self.options.compression), self.text(schema))


KIND = JsonlSink


@record
class _JsonlText:
    objects: Objects

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.Buffer]:
        return self.objects.lines([batch[name] for name in self.objects.names])
