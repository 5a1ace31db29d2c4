"""How a data set is cut into parts: a slice of the root rows of each family, with the blocks that hang on them.

Parts of a family have about equally many rows of its longest table; how many roots that takes may differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from specgen.engine import Engine
from specgen.plan.order import members
from specgen.records import record

_FEWEST = 1_000
"""Rows of the longest table that a part has at least, of a family that is cut."""


@record
class Cut:
    """Some tables in a number of parts; nothing of it changes a value."""

    engine: Engine
    tables: tuple[str, ...]
    parts: int

    @cached_property
    def slices(self) -> Mapping[str, int]:
        """How many of the parts have rows of each family: no more than its longest table has thousands of rows."""
        found = {}
        for root in dict.fromkeys(self.engine.plan.tables[name].family for name in self.tables):
            found[root] = max(1, min(self.parts, self.engine.rows(self._longest(root)) // _FEWEST))
        return found

    @property
    def filled(self) -> int:
        """How many of the parts have rows of any table."""
        return max(self.slices.values())

    def ranges(self, part: int) -> dict[str, range]:
        """The rows in a part: of its families' roots, and of the wanted tables."""
        found: dict[str, range] = {}
        for root, slices in self.slices.items():
            if part < slices:
                found |= self._family(root, range(self._begin(root, part), self._begin(root, part + 1)))
        return found

    def _longest(self, root: str) -> str:
        """Of the wanted tables of a family the one with the most rows."""
        return max((name for name in members(self.engine.spec, root) if name in self.tables), key=self.engine.rows)

    def _begin(self, root: str, part: int) -> int:
        """The root row with which a part begins: the one that has the longest table's row there."""
        table = self._longest(root)
        if part == self.slices[root]:
            return self.engine.rows(root)
        row = self.engine.rows(table) * part // self.slices[root]
        while table != root:
            row = int(self.engine.offsets(table).searchsorted(row, side="right")) - 1
            table = str(self.engine.spec.tables[table].parent)
        return row

    def _family(self, root: str, rows: range) -> dict[str, range]:
        found = {root: rows}
        for name in members(self.engine.spec, root)[1:]:
            above, where = found[str(self.engine.spec.tables[name].parent)], self.engine.offsets(name)
            found[name] = range(int(where[above.start]), int(where[above.stop]))
        return found
