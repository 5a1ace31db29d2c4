"""The graph of columns: who reads whom, who depends on which row counts, and what one cell costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property

from specgen.contracts import Cells, Children, Cost, Key, Read, RowCount, Whole
from specgen.errors import Fault, Faults, SpecError
from specgen.expressions import Expression, Path
from specgen.language.model import Column, ForeignKey, Per, Reading, Spec, Table
from specgen.plan.blocks import Law, fixed, law, reading
from specgen.plan.keys import looked_up
from specgen.plan.order import members
from specgen.records import record

Node = tuple[str, str]
"""(table, column); the column "" is the table's structure: how many rows each block has."""

_COSTS: tuple[Cost, ...] = ("row", "block", "table")


def target(spec: Spec, table: str, reference: str) -> str:
    """The table that a column refers to."""
    key, points_to = by_value(spec, table, reference), spec.tables[table].columns[reference].filler.points_to
    if key is not None:
        return key.table
    assert points_to is not None, "a path leads through references and declared keys"
    return points_to[0]


def by_value(spec: Spec, table: str, reference: str) -> ForeignKey | None:
    """The declared key by which a column leads to another table, where it is filled without a reference."""
    owner = spec.tables[table]
    if owner.columns[reference].filler.points_to is not None:
        return None
    return next((key for key in owner.foreign_keys if key.columns == (reference,)), None)


def block_key(table: Table) -> str | None:
    """The column that refers to the block's parent."""
    for column in table.columns.values():
        if getattr(column.filler, "of_block", False):
            return column.name
    return None


def hops(spec: Spec, table: str, path: Path) -> Iterator[Node]:
    """The columns that a path passes through, the last one included."""
    for reference in path[:-1]:
        yield table, reference
        table = target(spec, table, reference)
    yield table, path[-1]


@record
class Graph:
    """Every column of a spec and what it reads; raises SpecError (code cycle) where that goes round in a ring."""

    spec: Spec
    _order: list[Node] = field(default_factory=list)

    @cached_property
    def reads(self) -> dict[Node, tuple[Read, ...]]:
        """What each column and each structure reads."""
        found: dict[Node, tuple[Read, ...]] = {}
        for name, table in self.spec.tables.items():
            if isinstance(table.rows, Per):
                found[name, ""] = tuple(table.rows.count.reads(self.reading(table, None)))
            for column in table.columns.values():
                found[name, column.name] = (*column.filler.reads(self.reading(table, column)), *_of_nulls(column))
        return found

    def reading(self, table: Table, column: Column | None) -> Reading:
        return reading(self.spec, table, column)

    def law(self, table: Table) -> Law | None:
        """The law of a `per` table's block lengths, where it is known before the first row."""
        return law(table.rows) if isinstance(table.rows, Per) else None

    def counted_again(self, table: str) -> bool:
        """Whether block lengths are counted where they are asked: a number fixes each, and no rows are read in any order."""
        rows = self.spec.tables[table].rows
        return isinstance(rows, Per) and fixed(rows) is not None and not self._scattered(table)

    def _scattered(self, table: str) -> bool:
        """Whether something refers to rows of a table, or to rows that hang on these."""
        referred = set()
        for owner, of in self.spec.tables.items():
            referred |= {key.table for key in of.foreign_keys if by_value(self.spec, owner, key.columns[0])}
        for (owner, column), reads in self.reads.items():
            if column != block_key(self.spec.tables[owner]):
                referred |= {read.table for read in reads if isinstance(read, Key)}
        return not referred.isdisjoint(members(self.spec, table))

    def edges(self, node: Node) -> list[Node]:
        """The columns and structures that a node depends on."""
        name, column = node
        table = self.spec.tables[name]
        rows = table.rows
        origin = rows.table if not column and isinstance(rows, Per) else name
        found = [edge for read in self.reads[node] for edge in self._edges(origin, read)]
        if isinstance(rows, Per) and not column:
            found += self._structure(rows.table)
        elif column and not table.columns[column].filler.by_row:
            found += self._structure(name)
        return found

    def _structure(self, table: str) -> list[Node]:
        return [(table, "")] if isinstance(self.spec.tables[table].rows, Per) else []

    def keys(self, table: str, read: Read) -> Iterator[ForeignKey]:
        """The keys whose values are looked up on the way to what is read."""
        way = list(hops(self.spec, table, read.path))[:-1] if isinstance(read, Cells) else []
        way = list(hops(self.spec, read.table, read.via)) if isinstance(read, Children) and not read.block else way
        keys = (by_value(self.spec, *reference) for reference in way)
        yield from (key for key in keys if key is not None and looked_up(self.spec, key))

    def _edges(self, table: str, read: Read) -> list[Node]:
        keys = [node for key in self.keys(table, read) for node in ((key.table, key.to[0]), *self._structure(key.table))]
        return [*self._read(table, read), *keys]

    def _read(self, table: str, read: Read) -> list[Node]:
        if isinstance(read, Cells):
            return list(hops(self.spec, table, read.path))
        if isinstance(read, Key):
            return [(read.table, read.column)]
        if isinstance(read, RowCount):
            return self._structure(read.table)
        columns = [(read.table, column) for column in read.columns]
        if isinstance(read, Whole):
            return columns + self._structure(read.table)
        return columns + self._structure(read.table) + list(hops(self.spec, read.table, read.via))

    def behind(self, tables: Iterable[str]) -> set[Node]:
        """All that the rows of these tables depend on, their own columns and structures included."""
        waiting = [
            (table, column) for table in tables for column in ("", *self.spec.tables[table].columns) if (table, column) in self.reads
        ]
        found: set[Node] = set()
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += self.edges(node)
        return found

    # ── what follows from the edges ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def order(self) -> list[Node]:
        """Every node after all that it depends on."""
        done: dict[Node, None] = {}
        with Faults() as faults:
            for node in self.reads:
                with faults.step():
                    self._visit(node, done)
        return list(done)

    def _visit(self, first: Node, done: dict[Node, None]) -> None:
        """Add a node behind all that it depends on; `chain` holds the nodes on the way to the one that is looked at."""
        chain: dict[Node, Iterator[Node]] = {} if first in done else {first: iter(self.edges(first))}
        while chain:
            node = next(reversed(chain))
            edge = next((edge for edge in chain[node] if edge not in done), None)
            if edge is None:
                done[node] = None
                del chain[node]
            elif edge in chain:
                way = list(chain)
                done |= dict.fromkeys(way)
                raise SpecError(self._cycle([*way[way.index(edge) :], edge]))
            else:
                chain[edge] = iter(self.edges(edge))

    def _cycle(self, ring: list[Node]) -> Fault:
        names = " → ".join(".".join(filter(None, (table, column or "rows"))) for table, column in ring)
        spans = [(self.spec.tables[t].columns[c].span if c else self.spec.tables[t].rows_span) for t, c in ring[:-1]]
        first = min(spans)
        related = tuple((span, "and this one") for span in sorted(spans) if span != first)
        return Fault("cycle", f"the column depends on itself: {names}", first, "break the ring at one of these columns", related)

    @cached_property
    def counts(self) -> dict[Node, frozenset[str]]:
        """For each node the tables whose declared row count its cells depend on."""
        found: dict[Node, frozenset[str]] = {}
        for node in self.order:
            found[node] = self._own_counts(node).union(*(found[edge] for edge in self.edges(node)))
        return found

    def _own_counts(self, node: Node) -> frozenset[str]:
        name, column = node
        rows = self.spec.tables[name].rows
        own: frozenset[str] = frozenset()
        if not column and isinstance(rows, Per) and (rows.exact or rows.total is not None):
            own |= self.sized_by(rows.table) | (self.sized_by(name) if rows.total is not None else frozenset())
        for read in self.reads[node]:
            if isinstance(read, RowCount) and read.as_lengths and self.law(self.spec.tables[read.table]) is not None:
                continue
            if isinstance(read, RowCount | Whole) or (isinstance(read, Children) and not read.block):
                own |= self.sized_by(read.table)
        return own

    def sized_by(self, table: str) -> frozenset[str]:
        """The tables whose `rows` or `total` say how many rows a table has."""
        rows = self.spec.tables[table].rows
        return frozenset({table}) if not isinstance(rows, Per) or rows.total is not None else self.sized_by(rows.table)

    @cached_property
    def costs(self) -> dict[Node, Cost]:
        """What one cell of each node costs, what it reads included."""
        found: dict[Node, Cost] = {}
        for node in self.order:
            table, column = node
            own: Cost = self.spec.tables[table].columns[column].filler.cost if column else "row"
            found[node] = max((own, *(found[edge] for edge in self.edges(node))), key=_COSTS.index)
        return found


def _of_nulls(column: Column) -> tuple[Read, ...]:
    return tuple(Cells(path, column.nulls.span) for path in column.nulls.paths) if isinstance(column.nulls, Expression) else ()
