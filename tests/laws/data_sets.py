"""The data sets that every law is tried on: each filler's own example and each shipped spec, found, not listed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache

import pyarrow as pa

from specgen.engine import Engine
from specgen.generators.faker import Faker
from specgen.generators.references import References
from specgen.language import Spec, fillers, load
from specgen.language.model import Column, Fixed, Per
from specgen.picking import Zipf
from specgen.plan import Plan, plan
from specgen.plan.graph import Graph, Node
from tests import worlds

SHIPPED = {path.stem: path for path in sorted(worlds.SPECS.glob("*.yaml"))}
EXAMPLES = {name: kind.example for name, kind in fillers().items()}
NAMES = [*EXAMPLES, *SHIPPED]
SMALL = {"scale": "0.1", "last_day": "2025-01-08"}
"""Shipped specs are tried small where the law does not care: these params get these values, in specs that have them; `scale`
is in parts of the spec's own."""

Cells = dict[str, dict[str, pa.Array]]


@cache
def spec(name: str) -> Spec:
    """A data set's model, small."""
    return with_small_pools(load(EXAMPLES[name])) if name in EXAMPLES else shipped(name, SMALL)


def shipped(name: str, params: Mapping[str, str]) -> Spec:
    """A shipped spec's model, with those of these params that it has."""
    known = load(SHIPPED[name]).params
    chosen = {param: value for param, value in params.items() if param in known}
    if "scale" in chosen:
        chosen["scale"] = str(float(chosen["scale"]) * float(known["scale"]))
    return with_small_pools(load(SHIPPED[name], chosen))


def with_small_pools(model: Spec) -> Spec:
    """The model with Faker pools of few values: they are what takes time to make, and no law depends on their size."""
    for table in tuple(model.tables.values()):
        for column in table.columns.values():
            if isinstance(column.filler, Faker):
                model = with_column(model, table.name, dataclasses.replace(column, filler=dataclasses.replace(column.filler, pool=20)))
    return model


@cache
def planned(name: str) -> Plan:
    return plan(spec(name))


@cache
def graph(name: str) -> Graph:
    return Graph(spec(name))


def fresh(name: str) -> Engine:
    """An engine that has made nothing yet."""
    return Engine(planned(name))


@cache
def whole(name: str) -> Cells:
    """Every cell of a data set, hidden ones included."""
    return cells(spec(name))


def cells(model: Spec) -> Cells:
    """Every cell of a model, hidden ones included."""
    engine = Engine(plan(model))
    return {table: worlds.whole(engine, table) for table in model.tables}


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_column(model: Spec, table: str, column: Column) -> Spec:
    """The model with a column put in place of the one of its name, or before all others."""
    owner = model.tables[table]
    columns = {**owner.columns, column.name: column} if column.name in owner.columns else {column.name: column, **owner.columns}
    return dataclasses.replace(model, tables={**model.tables, table: dataclasses.replace(owner, columns=columns)})


def edited(model: Spec, table: str, name: str, now: pa.Array) -> Spec | None:
    """The model with another filler in a column: another skew in a reference, else one value; None for the key of a block."""
    column = model.tables[table].columns[name]
    if isinstance(column.filler, References):
        if column.filler.of_block or column.unique:
            return None
        return with_column(model, table, dataclasses.replace(column, filler=dataclasses.replace(column.filler, pick=Zipf(3.0))))
    value = next((value for value in reversed(now.to_pylist()) if value is not None), None)
    constant = dataclasses.replace(fillers()["constant"](), value=value)
    return with_column(model, table, dataclasses.replace(column, filler=constant, nulls=None, exact=False, unique=False))


def readers(name: str, node: Node) -> set[Node]:
    """The columns that read a column, directly or through others, and itself."""
    found = {node}
    for later in graph(name).order:
        if found.intersection(graph(name).edges(later)):
            found.add(later)
    return found


def grown(model: Spec, table: str) -> tuple[Spec, set[str]] | None:
    """The model with twice the rows in a table and in those whose `total` goes with it, and which these are.

    None where no number says how many rows the table has, where they are given, or where the weights of its counts allow no other number.
    """
    owner = model.tables[table]
    more: dict[str, Fixed | Per] = {}
    if any(column.filler.name in ("given", "each") for column in owner.columns.values()):
        return None
    if isinstance(owner.rows, Fixed):
        more[table] = Fixed(owner.rows.count * 2)
        for name, child in model.tables.items():
            if isinstance(child.rows, Per) and child.rows.total is not None and child.rows.table in more:
                more[name] = dataclasses.replace(child.rows, total=child.rows.total * 2)
    elif owner.rows.total is not None and owner.rows.count.name != "values":
        more[table] = dataclasses.replace(owner.rows, total=owner.rows.total * 11 // 10)
    if not more:
        return None
    tables = {name: dataclasses.replace(found, rows=more.get(name, found.rows)) for name, found in model.tables.items()}
    return dataclasses.replace(model, tables=tables), set(more)


def changed(before: Cells, after: Cells) -> set[Node]:
    """The columns in which some cell of the rows that both have is another, a row that is gone included."""
    return {
        (table, name) for table, columns in before.items() for name, column in columns.items() if not _prefix(column, after[table][name])
    }


def _prefix(before: pa.Array, after: pa.Array) -> bool:
    return len(after) >= len(before) and bool(after.slice(0, len(before)).equals(before))
