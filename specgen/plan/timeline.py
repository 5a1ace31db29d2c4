"""Who comes when: which tables have rows in the order of a time, which come with those, and which are there when they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from specgen.expressions import Expression, Path
from specgen.language.model import Column, Fixed, ForeignKey, Spec, Table
from specgen.plan.graph import block_key, target
from specgen.records import record


@record
class Reference:
    """A foreign key of a written table by which a row needs another to be there."""

    table: str
    key: ForeignKey
    leader: str
    """The table whose rows say when those of `table` come."""
    to: str
    """The same of the table that is referred to."""
    way: Path
    """The references that lead to the row, or the key's own column; empty where only its values could tell."""
    backwards: bool
    """It always leads to an earlier row of the same table."""


@record
class Timeline:
    """What a spec says of time.

    A table's *leader* is the table whose rows say when its own come: for blocks that of their parent, in the end an independent table; a
    `cross` with a calendar leads itself.
    """

    spec: Spec

    @cached_property
    def leaders(self) -> dict[str, str]:
        """The leader of each table."""
        return {name: self._leader(name) for name in self.spec.tables}

    def _leader(self, name: str) -> str:
        parent = self.spec.tables[name].parent
        if parent is None:
            return name
        above = self._leader(parent)
        return name if _own_time(self.spec, above) is None and _own_time(self.spec, name) is not None else above

    @cached_property
    def led(self) -> tuple[str, ...]:
        """The leaders of written tables, in the order of the spec."""
        return tuple(dict.fromkeys(self.leaders[table.name] for table in self.spec.visible))

    @cached_property
    def times(self) -> dict[str, Path]:
        """The leaders whose rows have a time of their own, and where it stands."""
        found = {leader: _own_time(self.spec, leader) for leader in self.led}
        return {leader: path for leader, path in found.items() if path is not None}

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What needs what."""
        return tuple(
            found for table in self.spec.visible for key in table.foreign_keys if key.enforced for found in self._needs(table, key)
        )

    def _needs(self, table: Table, key: ForeignKey) -> Iterator[Reference]:
        here, there, way = self.leaders[table.name], self.leaders[key.table], _way(self.spec, table, key)
        of_its_block = here == there and bool(way) and _upwards(self.spec, table, way)
        of_its_time = here == table.name and bool(way) and self.times.get(here, ())[:-1] == way
        if not of_its_block and not of_its_time:
            backwards = bool(way) and bool(getattr(table.columns[way[0]].filler, "to_itself", False)) and here == table.name
            yield Reference(table.name, key, here, there, way, backwards)

    @cached_property
    def due(self) -> frozenset[str]:
        """The leaders some of whose rows have a moment: their own, or that of a row that refers to them."""
        found = set(self.times)
        while more := {reference.to for reference in self.references if reference.leader in found} - found:
            found |= more
        return frozenset(found)

    @cached_property
    def settled(self) -> tuple[str, ...]:
        """The leaders whose rows need more than their own time to say when they come: a pass over those that refer to them."""
        needed = {reference.to for reference in self.references if reference.leader in self.due and not reference.backwards}
        return tuple(leader for leader in self.led if leader not in self.times or leader in needed)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The leaders, those that refer to others before them; somehow in a ring."""
        left, placed = list(self.led), list[str]()
        while left:
            needed = {reference.to for reference in self.references if reference.leader in left and reference.leader != reference.to}
            free = [leader for leader in left if leader not in needed] or left[:1]
            placed += free
            left = [leader for leader in left if leader not in free]
        return tuple(placed)

    def passes(self, leaders: frozenset[str]) -> tuple[str, ...]:
        """The tables that are passed over whole to know when rows of these leaders come."""
        if not leaders.intersection(self.settled):
            return ()
        return tuple(
            dict.fromkeys(reference.table for reference in self.references if {reference.leader, reference.to} & set(self.settled))
        )


def _own_time(spec: Spec, name: str) -> Path | None:
    """Where a table's rows have their time: a column that rises, or one of the calendar that it is crossed with."""
    table = spec.tables[name]
    if isinstance(table.rows, Fixed):
        return next(((column.name,) for column in table.columns.values() if _rises(column)), None)
    for column in table.columns.values():
        if getattr(column.filler, "of_cross", None) is not None:
            beyond = _own_time(spec, target(spec, name, column.name))
            if beyond is not None:
                return (column.name, *beyond)
    return None


def _rises(column: Column) -> bool:
    return bool(getattr(column.filler, "rises", False)) and column.nulls is None


def _upwards(spec: Spec, table: Table, way: Path) -> bool:
    """Whether a way leads from block to parent only."""
    for reference in way:
        if reference != block_key(table):
            return False
        table = spec.tables[target(spec, table.name, reference)]
    return True


def _way(spec: Spec, table: Table, key: ForeignKey) -> Path:
    """The references from a row to the one that its foreign key holds, read from what fills the key."""
    columns = [table.columns[name] for name in key.columns]
    to = columns[0].filler.points_to
    if to is not None and to[0] == key.table and getattr(columns[0].filler, "columns", to[1:]) == key.to:
        return key.columns[:1]
    paths = [_path(column) for column in columns]
    if None not in paths:
        ways = {path[:-1] for path in paths if path}
        if len(ways) == 1 and (way := ways.pop()) and _end(spec, table, way) == key.table and key.to == tuple(p[-1] for p in paths if p):
            return way
        if len(paths) == 1 and paths[0] and _end(spec, table, paths[0]) == key.table:
            return paths[0]
    return key.columns if len(key.columns) == 1 and to is None else ()


def _path(column: Column) -> Path | None:
    sql = getattr(column.filler, "sql", None)
    return sql.paths[0] if isinstance(sql, Expression) and sql.is_path else None


def _end(spec: Spec, table: Table, way: Path) -> str | None:
    """The table that a way of references leads to; None where a column on it refers to none."""
    name = table.name
    for reference in way:
        owner = spec.tables[name]
        if owner.columns[reference].filler.points_to is None and not any(key.columns == (reference,) for key in owner.foreign_keys):
            return None
        name = target(spec, name, reference)
    return name
