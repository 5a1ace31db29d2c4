"""The files of a table while its rows come: one, or one for each partition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from specgen.manifest import WrittenFile
from specgen.partitions import MOST, Folders, Key, folder, too_many
from specgen.staging import Staging

OPEN_AT_ONCE = 64
"""Files of a table; where rows come in the order of the partitions, one is enough."""
MakeRows = Callable[[pa.NativeFile, pa.Schema], Any]
"""Gives what writes rows into a file (`specgen.sinks.Rows`)."""
Numbers = npt.NDArray[np.int64]


class WholeTable:
    """A table in one file."""

    def __init__(self, staging: Staging, name: str, schema: pa.Schema, make: MakeRows):
        self._staging, self._name = staging, name
        self._file = staging.create(name)
        self.rows = make(self._file, schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Take the next rows."""
        self.rows.write(batch)

    def finish(self) -> tuple[WrittenFile, ...]:
        """Complete the files; gives them in the order of their rows."""
        self.rows.close()
        self._file.close()
        return (WrittenFile(self._name, self._staging.bytes(self._name)),)

    def drop(self) -> None:
        """Close what is open; nothing of it is wanted."""
        with suppress(OSError, ValueError):  # the disk may be full, or the network gone
            self.rows.close()
        with suppress(OSError):
            self._file.close()


@dataclass
class _Part:
    """A partition's file, and which rows of the table it has."""

    file: WholeTable
    name: str
    first: int
    last: int = field(default=-1)
    count: int = 0

    def write(self, batch: pa.RecordBatch, last: int) -> None:
        self.file.write(batch)
        self.last, self.count = last, self.count + batch.num_rows


class PartitionedTable:
    """A table in a file for each partition. Which files there are and what is in them follows from the rows, not from the batches."""

    def __init__(self, staging: Staging, table: str, suffix: str, schema: pa.Schema, keys: Sequence[Key], make: MakeRows):
        self._staging, self._table, self._suffix, self._keys, self._make = staging, table, suffix, keys, make
        named = {key.name for key in keys}
        self._schema = pa.schema([field for field in schema if field.name not in named])
        self._numbers: dict[tuple[str | None, ...], int] = {}
        self._open: dict[int, _Part] = {}
        self._folders = Folders()
        self._written: dict[int, WrittenFile] = {}
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Take the next rows."""
        self._put(batch.select(self._schema.names), self._numbered(batch), self._rows)
        self._rows += batch.num_rows

    def finish(self) -> tuple[WrittenFile, ...]:
        """Complete the files; gives them in the order of their first rows."""
        for number in list(self._open):
            self._close(number)
        return tuple(self._written[number] for number in sorted(self._written))

    def drop(self) -> None:
        """Close what is open; nothing of it is wanted."""
        for part in self._open.values():
            part.file.drop()

    def _numbered(self, batch: pa.RecordBatch) -> Numbers:
        """The number of each row's partition, counted as they first come."""
        texts, mixed = [key.text(batch) for key in self._keys], np.zeros(batch.num_rows, np.int64)
        for cells in texts:
            found = cells.dictionary_encode(null_encoding="encode")
            mixed = mixed * len(found.dictionary) + found.indices.to_numpy(zero_copy_only=False)
        _, firsts, which = np.unique(mixed, return_index=True, return_inverse=True)
        numbers = np.empty(len(firsts), np.int64)
        for at in np.argsort(firsts):
            values = tuple(cells[int(firsts[at])].as_py() for cells in texts)
            numbers[at] = self._numbers.setdefault(values, len(self._numbers))
        if len(self._numbers) > MOST:
            raise too_many(f"{self._table} has more than {MOST:,} partitions by {self._by}")
        return numbers[which]

    def _put(self, batch: pa.RecordBatch, numbers: Numbers, first: int) -> None:
        """Write rows into their files; the one that was idle longest is closed where another is needed, judged row by row."""
        there, firsts = np.unique(numbers, return_index=True)
        if len(self._open.keys() | set(there.tolist())) > OPEN_AT_ONCE:
            if len(numbers) > 1:
                half = len(numbers) // 2
                self._put(batch.slice(0, half), numbers[:half], first)
                self._put(batch.slice(half), numbers[half:], first + half)
                return
            self._close(min(self._open, key=lambda number: self._open[number].last))
        for number in there[np.argsort(firsts)].tolist():
            rows = np.flatnonzero(numbers == number)
            together = rows[-1] - rows[0] + 1 == len(rows)
            piece = batch.slice(rows[0], len(rows)) if together else batch.take(pa.array(rows))
            self._part(number, first + int(rows[0])).write(piece, first + int(rows[-1]))

    def _part(self, number: int, row: int) -> _Part:
        if number in self._written:
            raise too_many(f"the rows of more than {OPEN_AT_ONCE} partitions of {self._table} by {self._by} come mixed")
        if number not in self._open:
            name = f"{self._folders.add(folder(self._table, self._partition(number)))}/part-00000{self._suffix}"
            self._open[number] = _Part(WholeTable(self._staging, name, self._schema, self._make), name, row)
        return self._open[number]

    def _close(self, number: int) -> None:
        part = self._open.pop(number)
        (file,) = part.file.finish()
        together = part.last - part.first + 1 == part.count
        self._written[number] = WrittenFile(file.name, file.bytes, self._partition(number), part.first if together else None)

    def _partition(self, number: int) -> dict[str, str | None]:
        values = next(values for values, other in self._numbers.items() if other == number)
        return dict(zip((key.name for key in self._keys), values, strict=True))

    @property
    def _by(self) -> str:
        return " and ".join(key.name for key in self._keys)


TableFiles = WholeTable | PartitionedTable
