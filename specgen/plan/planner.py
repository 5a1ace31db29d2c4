"""Makes the plan of a spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specgen.contracts import Cells, Children, Read, Whole
from specgen.errors import Fault, Faults, SpecError
from specgen.language.model import MOST, ForeignKey, Per, Spec, Table
from specgen.numeric.begins import Summed
from specgen.plan.blocks import LONGEST, Foretold, even, row_count
from specgen.plan.graph import Graph, block_key, hops
from specgen.plan.keys import key_bytes, refuse
from specgen.plan.model import ColumnPlan, Memory, Plan, TablePlan
from specgen.plan.order import family, load_order
from specgen.types import width

CACHED_ROWS = 1 << 18
"""A table of at most so many rows is small enough to keep a column of it for others to gather from."""


def plan(spec: Spec, foretold: Mapping[str, Foretold] = {}) -> Plan:
    """Everything that is decided before the first row; raises SpecError with what cannot be done.

    `foretold` is what is known of row counts that are not declared (`specgen.engine.expected`).
    """
    _refuse_rings(spec)
    graph = Graph(spec)
    _refuse(spec, graph)
    order, deferred = load_order(spec)
    tables = {name: _table(spec, graph, spec.tables[name], foretold) for name in order}
    gathered = frozenset(_gathered(spec, graph))
    cached = frozenset(node for node in gathered if tables[node[0]].rows <= CACHED_ROWS)
    return Plan(spec, tables, tuple(_memory(spec, graph, tables, cached)), cached, deferred, gathered - cached)


def _table(spec: Spec, graph: Graph, table: Table, foretold: Mapping[str, Foretold]) -> TablePlan:
    columns = {}
    for name, column in table.columns.items():
        node = (table.name, name)
        columns[name] = ColumnPlan(
            column=column,
            reads=graph.reads[node],
            cost=graph.costs[node],
            counts=graph.counts[node],
            nullable=column.nullable,
            expectations=tuple(column.filler.expect(graph.reading(table, column))) if column.nulls is None or not column.exact else (),
        )
    rows, estimated = row_count(spec, table, foretold)
    guess = foretold[table.name].guess if table.name in foretold else ""
    return TablePlan(table, columns, rows, estimated, family(spec, table.name), guess)


def _refuse_rings(spec: Spec) -> None:
    """Tables that are `per` themselves, or `per` one another in a ring: nothing says how many rows the first of them has."""
    walked = set[str]()
    with Faults() as faults:
        for start in spec.tables.values():
            chain, table = list[str](), start
            while isinstance(table.rows, Per) and table.name not in walked:
                walked.add(table.name)
                chain.append(table.name)
                table = spec.tables[table.rows.table]
            if table.name in chain:
                faults.add(_ring([spec.tables[name] for name in chain[chain.index(table.name) :]]))


def _ring(tables: Sequence[Table]) -> Fault:
    first, *others = tables
    names = " → ".join(table.name for table in (*tables, first))
    related = tuple((table.rows_span, "and this one") for table in others)
    help = "give one of these tables a number of `rows`; a tree is a reference to the table's own key"
    return Fault("cycle", f"the rows of {first.name} hang on themselves: {names}", first.rows_span, help, related)


def _refuse(spec: Spec, graph: Graph) -> None:
    """Rings of columns, blocks that are too long, totals that no counts give, more rows than can be numbered: all at once."""
    with Faults() as faults:
        with faults.step():
            _ = graph.order
        for table in spec.tables.values():
            with faults.step():
                _refuse_long_blocks(graph, table)
            with faults.step():
                _refuse_many_rows(table, row_count(spec, table)[0])
        for name, key in _looked_up(spec, graph):
            with faults.step():
                refuse(spec, name, key, row_count(spec, spec.tables[key.table])[0])


def _refuse_long_blocks(graph: Graph, table: Table) -> None:
    law = graph.law(table)
    longest = 0 if law is None else int(law.rows[law.share > 0].max(initial=0))
    if longest > LONGEST:
        what = f"a block of {table.name} may have {longest:,} rows, and is made as one piece of at most {LONGEST:,}"
        help = (
            "name the larger table first" if isinstance(table.rows, Per) and table.rows.count.name == "cross" else "give its count a `max`"
        )
        raise SpecError(Fault("block-too-long", what, table.rows_span, help))


def _refuse_many_rows(table: Table, rows: int) -> None:
    if rows > MOST:
        what = f"{table.name} would have {rows:.3g} rows, more than can be numbered"
        raise SpecError(Fault("out-of-range", what, table.rows_span, f"at most {MOST:,}"))


def _gathered(spec: Spec, graph: Graph) -> dict[tuple[str, str], None]:
    """Columns that other tables read through a scattered key (and that cost more than their row number)."""
    found: dict[tuple[str, str], None] = {}
    for (name, column), reads in graph.reads.items():
        origin = spec.tables[name].parent if not column else name
        for read in reads:
            if isinstance(read, Cells) and len(read.path) > 1 and origin is not None:
                found |= dict.fromkeys(_last_hop(spec, origin, read))
    return found


def _last_hop(spec: Spec, table: str, read: Cells) -> list[tuple[str, str]]:
    *_, (before, reference), (owner, column) = hops(spec, table, read.path)
    scattered = reference != block_key(spec.tables[before])
    return [(owner, column)] if scattered and not spec.tables[owner].columns[column].filler.by_row else []


def _looked_up(spec: Spec, graph: Graph) -> dict[tuple[str, ForeignKey], None]:
    """The keys whose values are looked up, and the tables that read through them."""
    found: dict[tuple[str, ForeignKey], None] = {}
    for (name, column), reads in graph.reads.items():
        origin = spec.tables[name].parent if not column else name
        found |= {(name, key): None for read in reads for key in graph.keys(str(origin), read)}
    return found


def _memory(spec: Spec, graph: Graph, tables: dict[str, TablePlan], cached: frozenset[tuple[str, str]]) -> list[Memory]:
    found = []
    for name, table in tables.items():
        if isinstance(table.table.rows, Per) and even(table.table.rows) is None:
            parent = table.table.rows.table
            size = Summed.bytes(tables[parent].rows, counted=graph.counted_again(name))
            found.append(Memory(f"where the blocks of {name} begin, by row of {parent}", size))
    for (name, column), reads in graph.reads.items():
        found += [memory for read in reads if (memory := _array(spec, tables, name, column, read)) is not None]
    for key in dict.fromkeys(key for _, key in _looked_up(spec, graph) if (key.table, key.to[0]) not in cached):
        found.append(Memory(f"{key.table}.{key.to[0]}, looked up by others", tables[key.table].rows * key_bytes(spec, key)))
    for name, column in sorted(cached):
        kind = tables[name].columns[column].column.type.arrow
        found.append(Memory(f"{name}.{column}, gathered by others", tables[name].rows * width(kind)))
    return found


def _array(spec: Spec, tables: dict[str, TablePlan], table: str, column: str, read: Read) -> Memory | None:
    if isinstance(read, Children) and not read.block:
        return Memory(f"{table}.{column}, rolled up over {read.table}", 9 * tables[table].rows)
    if isinstance(read, Whole):
        return Memory(f"{table}.{column}, picks among {read.table}", 8 * tables[read.table].rows)
    return None
