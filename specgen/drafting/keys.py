"""How each key of a table comes to hold, and how many rows the table has for it."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.drafting import texts
from specgen.drafting.kinds import type_of
from specgen.drafting.model import Column, Key
from specgen.drafting.rules import Bound, OneOf
from specgen.drafting.sketch import Link, Rows, Sketch, Sketches

FEW, MANY, EACH = 100, 300, 3
"""Rows of a table that refers to no other, of one that does, and of a block that always has the same number."""
_COUNTS = (50, 30, 20)
_ENDLESS = 1 << 40
_EASE = {"uuid": 1, "integer": 2, "text": 3, "date": 5, "timestamp": 6, "decimal": 7}
"""Which type is numbered first, where any column of a key may be."""
_LINK, _LISTED = 4, 8
"""When a reference is distinct, and when a column whose values are listed."""


def settle(sketch: Sketch, done: Sketches) -> None:
    """Decide how the keys hold; `done` are the tables that may be counted on."""
    for in_blocks in (True, False):
        found = _Settling(sketch, done, in_blocks)
        for key in sorted(sketch.table.keys, key=lambda key: (not key.primary, len(key.columns))):
            found.settle(key)
        rows = found.rows()
        if rows is not None:
            break
    assert rows is not None, "without blocks any number of rows will do"
    sketch.rows, sketch.distinct, sketch.apart = rows, found.distinct, found.apart
    sketch.void = found.void
    sketch.ordinal, sketch.unproven, sketch.block_key = found.ordinal, found.unproven, found.block_key if rows.per else ""


class _Settling:
    """One attempt, with or without blocks."""

    def __init__(self, sketch: Sketch, done: Sketches, in_blocks: bool):
        self.sketch, self.done, self.in_blocks = sketch, done, in_blocks
        self.distinct = {name for name, column in sketch.table.columns.items() if column.counted and name not in sketch.linked}
        self.apart: set[str] = set()
        self.unproven: list[Key] = []
        self.void: list[Key] = []
        self.per, self.block_key, self.ordinal = "", "", ""
        self.limit, self.limit_scales = _ENDLESS, True
        self.longest = _ENDLESS
        if in_blocks and sketch.even and self._leads(sketch.even):
            self.per, self.block_key = sketch.linked[sketch.even].key.table, sketch.even

    def settle(self, key: Key) -> None:
        """Let one column be distinct, or several together in blocks."""
        if self.distinct.intersection(key.columns) or self._held_in_blocks(key):
            return
        ways = sorted((self._ease(name), at) for at, name in enumerate(key.columns))
        best = ways[0] if ways else (_ENDLESS, 0)
        if len(key.columns) > 1 and best[0] > _EASE["integer"] and self._start_blocks(key):
            return
        if len(key.columns) > 1 and best[0] == _EASE["integer"] and self._start_blocks(key, ordinal=True):
            return
        if best[0] < _ENDLESS:
            self._number(key.columns[best[1]])
        elif any(self._is_empty(name) for name in key.read or key.columns):
            self.void.append(key)
        else:
            self.unproven.append(key)

    def _is_empty(self, name: str) -> bool:
        """Whether a column is always NULL, which is like no other."""
        column, link = self.sketch.column(name), self.sketch.linked.get(name)
        empty = name in self.sketch.fixed and self.sketch.fixed[name] is None
        return empty or (link is not None and link.kind == "empty") or (type_of(column) is None and not column.required)

    def _held_in_blocks(self, key: Key) -> bool:
        if self.block_key not in key.columns:
            return False
        if self.ordinal in key.columns or self.apart.intersection(key.columns):
            return True
        other = next((name for name in key.columns if name != self.block_key and self._leads(name)), None)
        if other is not None:
            self._set_apart(other)
        return other is not None

    def _start_blocks(self, key: Key, ordinal: bool = False) -> bool:
        """Make the table a child of one that the key refers to, and number or vary another column of the key."""
        parents = [name for name in key.columns if self._leads(name)]
        if not self.in_blocks or self.per or not parents:
            return False
        others = [name for name in key.columns if name != parents[0] and self._leads(name)]
        numbers = [name for name in key.columns if self._ease(name) == _EASE["integer"] and name not in self.sketch.linked]
        if not (numbers if ordinal else others):
            return False
        self.block_key = parents[0]
        self.per = self.sketch.linked[parents[0]].key.table
        if ordinal:
            self.ordinal = numbers[0]
            self.longest = min(self.longest, _most(self.sketch, numbers[0]))
        else:
            self._set_apart(others[0])
        return True

    def _leads(self, name: str) -> bool:
        """Whether a column is a plain reference, in every row, to a table that can be counted on."""
        link = self.sketch.linked.get(name)
        plain = link is not None and link.kind == "plain" and link.key.table in self.done
        return plain and self.sketch.column(name).required and not self.sketch.is_followed(name)

    def _set_apart(self, name: str) -> None:
        self.apart.add(name)
        self.longest = min(self.longest, self.done[self.sketch.linked[name].key.table].rows.least)

    def _number(self, name: str) -> None:
        """Let a column be distinct by itself."""
        self.distinct.add(name)
        link = self.sketch.linked.get(name)
        if link is not None:
            parent = self.done[link.key.table].rows
            self._limit(parent.least - self.sketch.is_followed(name), parent.scaled)
        elif (listed := values_of(self.sketch, name)) is not None:
            self._limit(len(listed), False)
        else:
            self._limit(_room(self.sketch, name), False)

    def _limit(self, rows: int, scales: bool) -> None:
        if rows < self.limit:
            self.limit, self.limit_scales = rows, scales

    def _ease(self, name: str) -> int:
        """How readily a column is made distinct; _ENDLESS: not at all."""
        column, link = self.sketch.column(name), self.sketch.linked.get(name)
        if name in self.sketch.fixed or name in self.sketch.omitted:
            return _ENDLESS
        if link is not None:
            return _LINK if link.kind == "plain" and link.key.table in self.done else _ENDLESS
        type = type_of(column)
        if type is None:
            return _ENDLESS
        if values_of(self.sketch, name) is not None:
            return _LISTED
        return _EASE.get(type.kind, _ENDLESS)

    def _depends_on(self, link: Link) -> bool:
        """Whether every row refers to a table that is counted already."""
        return link.key.table in self.done and all(self.sketch.column(name).required for name in link.key.columns)

    def rows(self) -> Rows | None:
        """How many there are; None where blocks would be more than a unique column has values for."""
        if not self.per:
            seen = self.sketch.table.rows
            wanted = seen or (MANY if any(self._depends_on(link) for link in self.sketch.links) else FEW)
            number = min(wanted, self.limit)
            scales = self.limit_scales or self.limit > wanted
            return Rows(number, scales, least=number, most=number, seen=seen if number == seen else 0)
        parent, each = self.done[self.per].rows, self._each()
        if each:
            most = parent.most * each
            if self.longest < each or most > self.limit:
                return None
            return Rows(0, parent.scaled, self.per, each=each, least=parent.least * each, most=most, seen=self._as_seen(parent))
        counts = self.sketch.column(self.block_key).seen_blocks or _COUNTS
        longest = min(self.longest, len(counts))
        longest = longest if parent.most * longest <= self.limit else 1
        if longest < 1 or parent.most * longest > self.limit:
            return None
        counts = counts[:longest] if any(counts[:longest]) else (1,)
        seen = self._as_seen(parent) if len(counts) == len(self.sketch.column(self.block_key).seen_blocks) else 0
        return Rows(0, parent.scaled, self.per, counts, least=parent.least, most=parent.most * longest, seen=seen)

    def _each(self) -> int:
        """How many rows are in each block, where that has to be the same number or is nearly so; else 0."""
        there, here = self.done[self.per].table.rows, self.sketch.table.rows
        usual = max(round(here / there), 1) if here and there else EACH
        long = here and not self.sketch.column(self.block_key).seen_blocks
        return usual if self.sketch.even == self.block_key or (long and usual <= self.longest) else 0

    def _as_seen(self, parent: Rows) -> int:
        """The rows that the table has, if its parent has as many as there are."""
        return self.sketch.table.rows if parent.seen else 0


def values_of(sketch: Sketch, name: str) -> tuple[str, ...] | None:
    """The only values that a column may have, where they are listed."""
    column = sketch.column(name)
    listed = [rule.values for rule in sketch.rules if isinstance(rule, OneOf) and rule.column == name]
    if not listed and not column.labels and column.type != "boolean":
        return _texts_seen(sketch, column)
    found = listed[0] if listed else column.labels or ("true", "false")
    for others in (*listed[1:], *((column.labels,) if column.labels else ())):
        found = tuple(value for value in found if value in others)
    return found


def _texts_seen(sketch: Sketch, column: Column) -> tuple[str, ...] | None:
    """The texts that the rows show, where they are few and the column is no part of a key: no rule lists them, but each is allowed."""
    in_key = column.name in sketch.referred or any(column.name in key.columns for key in sketch.table.keys)
    return tuple(column.seen.values) or None if column.type == "text" and column.seen is not None and not in_key else None


def _bounds(sketch: Sketch, name: str) -> Iterable[Bound]:
    return (rule for rule in sketch.rules if isinstance(rule, Bound) and rule.column == name and rule.value is not None)


def _most(sketch: Sketch, name: str) -> int:
    """The largest whole number that a column's rules allow."""
    highs = [int(float(rule.value or 0)) - (rule.sign == "<") for rule in _bounds(sketch, name) if rule.sign in ("<", "<=")]
    return min(highs, default=_ENDLESS)


def _room(sketch: Sketch, name: str) -> int:
    """How many different values a column's rules and type leave."""
    column: Column = sketch.column(name)
    type = type_of(column)
    if type is not None and type.kind == "text":
        pattern = sketch.patterns.get(name) or texts.like(sketch, name)
        return texts.room(texts.limits(sketch, name, type)[1]) if pattern is None else texts.size(pattern)
    if type is None or not type.numeric:
        return _ENDLESS
    lows = [int(float(rule.value or 0)) for rule in _bounds(sketch, name) if rule.sign in (">", ">=")]
    return max(min(_most(sketch, name), type.high // type.per_unit) - max(lows, default=1) + 1, 0)
