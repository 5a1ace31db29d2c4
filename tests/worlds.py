"""Whole data sets in a few calls, for tests: a spec as text or file, planned, and its cells as Arrow or Python values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from specgen.engine import Engine
from specgen.engine.batches import ROWS, pieces, schema
from specgen.errors import Fault, SpecError
from specgen.executors.threads import Threads
from specgen.fingerprint import Fingerprint
from specgen.language import load
from specgen.manifest import Manifest, WrittenTable
from specgen.plan import plan
from specgen.sinks.csv import CsvSink

SPECS = Path(__file__).parents[1] / "specs"


def engine(source: str | Path, overrides: Mapping[str, str] | None = None) -> Engine:
    """A fresh engine of a spec."""
    return Engine(plan(load(source, overrides)))


def table(rows: int | str, *columns: str, seed: int = 1, before: str = "") -> Engine:
    """An engine of a table `t` with these columns, each written as in a spec; `before` holds other tables."""
    lines = "\n".join(f"      {column}" for column in columns)
    return engine(
        f"specgen: 1\nname: test\nseed: {seed}\nas_of: 2025-10-28\ntables:\n{before}  t:\n    rows: {rows}\n    columns:\n{lines}\n"
    )


def whole(made: Engine, name: str, columns: Sequence[str] | None = None) -> dict[str, pa.Array]:
    """Columns (all if none are named, the hidden ones too) of every row of a table, evaluated together."""
    wanted = list(made.spec.tables[name].columns) if columns is None else list(columns)
    frame = made.frame(name, 0, made.rows(name))
    made.fill(frame, wanted)
    return {column: frame.column(column) for column in wanted}


def cells(made: Engine, column: str, table: str = "t") -> list[Any]:
    """A column as Python values."""
    values: list[Any] = made.whole(table, column).to_pylist()
    return values


def numbers(made: Engine, column: str, table: str = "t") -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A column without NULLs as floats."""
    return np.array([float(value) for value in cells(made, column, table)])


def shares(values: Sequence[Any]) -> dict[Any, float]:
    """The share of each value."""
    found = dict.fromkeys(dict.fromkeys(values), 0)
    for value in values:
        found[value] += 1
    return {value: count / len(values) for value, count in found.items()}


def write(made: Engine, directory: Path, jobs: int = 1, rows: int = ROWS) -> dict[str, str]:
    """Writes the CSV files of a data set and gives the fingerprint of each table."""
    schemas = {planned.table.name: schema(planned.table) for planned in made.plan.written}
    prints = {name: Fingerprint(found) for name, found in schemas.items()}
    sink = CsvSink(directory)
    sink.begin(schemas)
    for piece in pieces(made, Threads(jobs), list(schemas), rows):
        prints[piece.table].update(piece.batch)
        sink.write(piece.table, piece.batch)
    found = {name: print_.hexdigest() for name, print_ in prints.items()}
    tables = {name: WrittenTable(made.rows(name), {}, fingerprint) for name, fingerprint in found.items()}
    sink.prepare(Manifest(made.spec.name, made.spec.seed, made.spec.params, {}, tables))
    sink.commit()
    return found


def fault(make: Callable[[], object]) -> Fault:
    """The one fault with which a spec is refused or its rows stop."""
    with pytest.raises(SpecError) as caught:
        make()
    (found,) = caught.value.faults
    return found
