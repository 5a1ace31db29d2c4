"""CSV and Parquet files that grow by chunks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from columns import Table, joined, money

CENTS = money(np.arange(130_000)).cast(pa.string())
QUOTED = {"shipping_address"}
"""The only texts with a comma or a line end in them."""
MOST_PAIRS = 4_096


class Csv:
    def __init__(self, folder: Path):
        self.folder, self.files = folder, {}

    @staticmethod
    def encoded(table: Table) -> tuple[str, memoryview]:
        columns = crossed(shared([text(name, array) for name, array in table.items()]))
        columns[-1] = columns[-1].ended()
        return ",".join(table), memoryview(pc.binary_join_element_wise(*(column.spread() for column in columns), ",").buffers()[2])

    def add(self, name: str, encoded: tuple[str, memoryview]) -> None:
        if name not in self.files:
            self.files[name] = (self.folder / f"{name}.csv").open("wb")
            self.files[name].write(f"{encoded[0]}\n".encode())
        self.files[name].write(encoded[1])

    def close(self) -> None:
        for file in self.files.values():
            file.close()


@dataclass(frozen=True)
class Text:
    """A column of text: a pool and each row's place in it, or the texts themselves."""

    pool: pa.Array
    codes: np.ndarray | None = None

    def ended(self) -> Text:
        return Text(joined(self.pool, "\n"), self.codes)

    def spread(self) -> pa.Array:
        return self.pool if self.codes is None else self.pool.take(pa.array(self.codes))


def text(name: str, array: pa.Array) -> Text:
    if pa.types.is_dictionary(array.type):
        return Text(array.dictionary.cast(pa.string()).fill_null(""), np.asarray(array.indices))
    if pa.types.is_decimal(array.type):
        return Text(CENTS.take(pa.array(np.frombuffer(array.buffers()[1], np.int64)[::2])))
    plain = array.cast(pa.string()).fill_null("")
    return Text(joined('"', plain, '"') if name in QUOTED else plain)


def shared(columns: list[Text]) -> list[Text]:
    """Neighbours that are looked up by the same codes become one: a session's, or a product's, text is put together once."""
    made = columns[:1]
    for column in columns[1:]:
        before = made[-1]
        same = column.codes is not None and before.codes is not None and column.codes.ctypes.data == before.codes.ctypes.data
        made[-1:] = [Text(pc.binary_join_element_wise(before.pool, column.pool, ","), column.codes)] if same else [before, column]
    return made


def crossed(columns: list[Text]) -> list[Text]:
    """Neighbours with few values become one with all the pairs: to look up a long text costs no more than a short one."""
    made = columns[:1]
    for column in columns[1:]:
        before = made[-1]
        few = column.codes is not None and before.codes is not None and len(before.pool) * len(column.pool) <= MOST_PAIRS
        made[-1:] = [pairs(before, column)] if few else [before, column]
    return made


def pairs(left: Text, right: Text) -> Text:
    assert left.codes is not None and right.codes is not None
    lefts, rights = np.divmod(np.arange(len(left.pool) * len(right.pool)), len(right.pool))
    pool = pc.binary_join_element_wise(left.pool.take(pa.array(lefts)), right.pool.take(pa.array(rights)), ",")
    return Text(pool, left.codes.astype(np.int32) * len(right.pool) + right.codes)


class Parquet:
    """Row groups of a chunk each, zstd."""

    def __init__(self, folder: Path):
        self.folder, self.files = folder, {}

    @staticmethod
    def encoded(table: Table) -> pa.Table:
        return pa.table({name: stored(array) for name, array in table.items()})

    def add(self, name: str, encoded: pa.Table) -> None:
        if name not in self.files:
            self.files[name] = pq.ParquetWriter(self.folder / f"{name}.parquet", encoded.schema, **encodings(encoded.schema))
        self.files[name].write_table(encoded)

    def close(self) -> None:
        for file in self.files.values():
            file.close()


def encodings(schema: pa.Schema) -> dict[str, Any]:
    """Texts of few values as dictionaries, whole numbers and times as differences; no least and greatest text, which nobody asks for."""
    texts = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    numbers = [field.name for field in schema if pa.types.is_integer(field.type) or pa.types.is_temporal(field.type)]
    differences = dict.fromkeys(numbers, "DELTA_BINARY_PACKED")
    return {
        "use_dictionary": texts,
        "column_encoding": differences,
        "write_statistics": numbers,
        "compression": "zstd",
        "store_schema": False,
    }


def stored(array: pa.Array) -> pa.Array:
    """Only texts go into the file as dictionaries."""
    numbers = pa.types.is_dictionary(array.type) and pa.types.is_integer(array.type.value_type)
    return array.dictionary_decode() if numbers else array


FORMATS: dict[str, Any] = {"csv": Csv, "parquet": Parquet}
