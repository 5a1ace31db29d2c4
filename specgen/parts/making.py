"""One part made: its tables' files, what is known of their fingerprints, and a manifest, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from operator import attrgetter
from typing import Any

import pyarrow as pa

from specgen import manifest
from specgen.engine.batches import pieces, rows_a_span, schema
from specgen.executors.threads import Threads
from specgen.fingerprint import StretchPrint
from specgen.manifest import Manifest, WrittenTable
from specgen.partitions import Keys
from specgen.parts.cut import Cut
from specgen.parts.edges import to_stream
from specgen.records import record
from specgen.sinks import FileSink
from specgen.spared import trimming

FOLDER = ".specgen-parts"
"""Where parts are until they are given names as one."""
EDGES = ".edges"
IDENTITY = "identity"
"""The file that says to which data set the parts, or one of them, belong."""

Progress = Callable[[str, int], None]


def folder(part: int) -> str:
    """Where a part is."""
    return f"{FOLDER}/{part:05}"


def silent(what: str, rows: int) -> None:
    """Tells nobody."""


@record
class PartWork:
    """Makes a part by its number, counted from 0, into its folder; may travel to another process."""

    cut: Cut
    place: str
    kind: type[FileSink]
    options: Any
    keys: Keys = field(default_factory=dict)
    """By what tables are parted into folders."""
    identity: str = ""
    """Of the data set and how it is written; it stands in each part, and a part with another one is none."""
    progress: Progress = field(default=silent, compare=False)
    """Told of rows as they are made, in this process only."""

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "progress": silent}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        vars(self).update(state)

    def __call__(self, part: int) -> Mapping[str, int]:
        """The rows of each table in the part."""
        engine, ranges = self.cut.engine, self.cut.ranges(part)
        tables = [name for name in self.cut.tables if name in ranges]
        schemas = {name: schema(engine.spec.tables[name]) for name in tables}
        sink = self.kind(f"{self.place}/{folder(part)}", self.options).partition(self.keys)
        try:
            sink.inspect(tables)
            sink.begin(schemas)
            prints = {name: StretchPrint(schemas[name], ranges[name].start) for name in tables}
            first, stop = ({name: end(rows) for name, rows in ranges.items()} for end in (attrgetter("start"), attrgetter("stop")))
            for piece in trimming(pieces(engine, Threads(1), tables, rows_a_span(1), first, stop)):
                sink.write(piece.table, piece.batch)
                prints[piece.table].update(piece.batch)
                self.progress(piece.table, piece.batch.num_rows)
            for name in tables:
                sink.attach(f"{name}{EDGES}", to_stream(prints[name].stretch(), schemas[name]))
            sink.attach(IDENTITY, pa.py_buffer(self.identity.encode()))
            sink.prepare(self._manifest({name: len(ranges[name]) for name in tables}))
            sink.commit()
        except BaseException:
            sink.abort()
            raise
        return {name: len(ranges[name]) for name in tables}

    def _manifest(self, rows: Mapping[str, int]) -> Manifest:
        spec = self.cut.engine.spec
        tables = {name: WrittenTable(count, columns_of(self.cut, name), "") for name, count in rows.items()}
        return Manifest(spec.name, spec.seed, spec.params, manifest.versions(), tables)


def columns_of(cut: Cut, table: str) -> dict[str, str]:
    """The columns of a table that are written, and their SQL types."""
    return {column.name: column.type.sql for column in cut.engine.spec.tables[table].visible}


__all__ = ["EDGES", "FOLDER", "IDENTITY", "PartWork", "columns_of", "folder", "silent"]
