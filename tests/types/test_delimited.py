"""Lines of delimited text: byte for byte what pyarrow's own writer makes of the same values."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

from specgen.types import from_units, parse_type, pick, pieces
from specgen.types.delimited import Delimited
from specgen.types.text import text

ROWS = 400
DRAW = np.random.default_rng(5)
WORDS = ["", "plain", 'with "quotes"', "two\nlines", "a,b", "ünï 🙂", " "]


def counted(low: int, high: int, kind: pa.DataType, step: int = 1) -> pa.Array:
    return pa.array(DRAW.integers(low, high, ROWS) * step).cast(kind)


def amounts(low: int, high: int, kind: str) -> pa.Array:
    return from_units(DRAW.integers(low, high, ROWS), parse_type(kind))


COLUMNS = {
    "few integers": counted(-9, 9, pa.int32()),
    "wide integers": counted(-(10**12), 10**12, pa.int64()),
    "money": amounts(0, 900, "decimal(14,2)"),
    "cents": amounts(0, 3_000, "decimal(18,4)"),
    "debts": amounts(-900, 900, "decimal(14,2)"),
    "rich": amounts(-(10**15), 10**15, "decimal(18,9)"),
    "days": counted(-5, 20, pa.int32()).cast(pa.date32()),
    "seconds": counted(0, 4, pa.timestamp("s"), 86_399),
    "before 1970": counted(-4, 4, pa.timestamp("s"), 86_399),
    "instants": counted(0, 4, pa.timestamp("s", "UTC"), 86_399),
    "microseconds": counted(0, 10**15, pa.timestamp("us")),
    "doubles": pa.array(DRAW.normal(size=ROWS)),
    "flags": pa.array(DRAW.integers(0, 2, ROWS) == 1),
    "words": pa.array([WORDS[number] for number in DRAW.integers(0, len(WORDS), ROWS)]),
    "bytes": pa.array([b"a\x00", b""] * (ROWS // 2)),
}


def lines(columns: list[pa.Array], **how: Any) -> bytes:
    return b"".join(part.to_pybytes() for part in Delimited(**how).lines(columns))


def by_pyarrow(columns: list[pa.Array], delimiter: str = ",") -> bytes:
    plain = [column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in columns]
    readable = [text(column) if Delimited().quoted(column.type) else column for column in plain]
    out = io.BytesIO()
    table = pa.table({str(number): column for number, column in enumerate(readable)})
    pyarrow.csv.write_csv(table, out, pyarrow.csv.WriteOptions(include_header=False, delimiter=delimiter))
    return out.getvalue()


def with_gaps(column: pa.Array) -> pa.Array:
    return column.take(pa.array([None if row % 7 == 0 else row for row in range(len(column))], pa.int64()))


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("rows", [ROWS, 1, 0])
def test_cells_of_every_kind_are_written_as_pyarrow_writes_them(name: str, rows: int) -> None:
    column = COLUMNS[name][3 : 3 + rows]
    few = pick(column, DRAW.integers(-1, max(len(column), 1), 2 * ROWS) if rows else np.zeros(0, np.int64))

    for columns in ([column], [with_gaps(column)], [few], [few, few], [column, column]):
        assert lines(columns) == by_pyarrow(columns)
        assert lines(columns, delimiter=";") == by_pyarrow(columns, ";")


def test_all_columns_side_by_side() -> None:
    columns = [*COLUMNS.values(), *map(with_gaps, COLUMNS.values())]

    assert lines(columns) == by_pyarrow(columns)
    assert lines([column[5:300] for column in columns]) == by_pyarrow([column[5:300] for column in columns])


def test_null_is_the_text_that_was_asked_for() -> None:
    columns = [pa.array(["NULL", None, ""]), pa.array([1, None, 3])]

    assert lines(columns, null="NULL") == b'"NULL",1\nNULL,NULL\n"",3\n'


def test_text_too_long_for_one_look_up_is_put_together_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = list(COLUMNS.values())
    whole = lines(columns)
    monkeypatch.setattr(pieces, "_LARGEST", 2_000)

    assert len(list(Delimited().lines(columns))) > 20
    assert lines(columns) == whole
