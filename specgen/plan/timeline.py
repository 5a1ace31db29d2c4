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
    """The references that lead to the row; empty where the values of the key are looked up."""
    backwards: bool
    """It always leads to an earlier row of the same table."""


@record
class Timeline:
    """What a spec says of time.

    A table's *leader* is the table whose rows say when its own come: for blocks that of their parent, in the end an independent table; a
    `cross` whose time is not that of its first part alone leads itself.
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
        beside = any(path[0] != block_key(self.spec.tables[name]) for path in _own_times(self.spec, name))
        return name if beside else self._leader(parent)

    @cached_property
    def led(self) -> tuple[str, ...]:
        """The leaders of written tables, in the order of the spec."""
        return tuple(dict.fromkeys(self.leaders[table.name] for table in self.spec.visible))

    @cached_property
    def times(self) -> dict[str, tuple[Path, ...]]:
        """The leaders whose rows have a time of their own, and where it stands: the latest, where that is in several places."""
        found = {leader: _own_times(self.spec, leader) for leader in self.led}
        return {leader: paths for leader, paths in found.items() if paths}

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What needs what."""
        found = [need for table in self.spec.visible for key in table.foreign_keys if key.enforced for need in self._needs(table, key)]
        needed = {reference.to for reference in found}
        return tuple(reference for reference in found if reference.leader in needed or not self._of_its_time(reference))

    def _needs(self, table: Table, key: ForeignKey) -> Iterator[Reference]:
        here, there, way = self.leaders[table.name], self.leaders[key.table], _way(self.spec, table, key)
        of_its_block = here == there and bool(way) and _upwards(self.spec, table, way)
        if not of_its_block:
            to_itself = bool(way) and bool(getattr(table.columns[way[0]].filler, "to_itself", False)) and here == table.name
            yield Reference(table.name, key, here, there, way, to_itself and isinstance(table.rows, Fixed))

    def _of_its_time(self, reference: Reference) -> bool:
        """Whether it leads to a row from which the time is read: that is there, unless the row itself is needed sooner."""
        ways = [path[:-1] for path in self.times.get(reference.leader, ())]
        return reference.leader == reference.table and bool(reference.way) and reference.way in ways

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


def _own_times(spec: Spec, name: str) -> tuple[Path, ...]:
    """Where a table's rows have their time: in a column that rises, or in the parts of a `cross`.

    A calendar says when a combination is, an ordered time only since when there is one of its parts: that counts where no part is a
    calendar. Of several the latest is meant, so that the order of the parts changes nothing.
    """
    table = spec.tables[name]
    if isinstance(table.rows, Fixed):
        own = _own_time(table)
        return () if own is None else ((own.name,),)
    if table.rows.count.name != "cross":
        return ()
    parts = {target(spec, name, column.name): column.name for column in table.columns.values() if _is_part(column)}
    own_times = {part: own for part in parts if (own := _own_time(spec.tables[part])) is not None}
    calendars = [part for part, own in own_times.items() if _of_calendar(own)]
    return tuple((parts[part], own_times[part].name) for part in calendars or own_times)


def _own_time(table: Table) -> Column | None:
    """The column by which an independent table is in the order of time: the moment of a calendar before others."""
    rising = [column for column in table.columns.values() if _rises(column)]
    return next((column for column in rising if _of_calendar(column)), rising[0] if rising else None)


def _of_calendar(column: Column) -> bool:
    return bool(getattr(column.filler, "of_calendar", False))


def _is_part(column: Column) -> bool:
    """Whether it leads to one of the rows whose combination a row of a `cross` is."""
    return bool(getattr(column.filler, "of_block", False)) or getattr(column.filler, "of_cross", None) is not None


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
    return ()


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
