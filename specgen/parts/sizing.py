"""Into how many parts a data set is cut so that no file is larger than asked, judged by rows from its middle."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pyarrow as pa

from specgen.engine import Engine
from specgen.engine.batches import record_batch, schema
from specgen.sinks import FileSink

_SAMPLE = 20_000


def parts_for(engine: Engine, tables: Sequence[str], kind: type[FileSink], options: Any, largest: int) -> int:
    """So many parts that a file of the largest table has about `largest` bytes."""
    sizes = [engine.rows(name) * bytes_a_row(engine, name, kind, options) for name in tables if engine.rows(name)]
    return max(1, -int(-max(sizes, default=0) // largest))


def bytes_a_row(engine: Engine, table: str, kind: type[FileSink], options: Any) -> float:
    """What a row takes in a file, on the average of some."""
    form, middle = schema(engine.spec.tables[table]), engine.rows(table) // 2
    start = max(middle - _SAMPLE // 2, 0)
    stop = min(start + _SAMPLE, engine.rows(table))
    with closing(engine.frame(table, start, stop)) as frame:
        batch = record_batch(engine, frame, form.names)
    made = pa.BufferOutputStream()
    rows = kind("", options).rows(made, form)
    rows.write(batch)
    rows.close()
    return float(made.getvalue().size / (stop - start))
