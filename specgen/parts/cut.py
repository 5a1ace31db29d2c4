"""How a data set is cut into parts: a slice of the root rows of each family, with the blocks that hang on them."""

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
            longest = max(self.engine.rows(name) for name in members(self.engine.spec, root) if name in self.tables)
            found[root] = max(1, min(self.parts, longest // _FEWEST))
        return found

    def ranges(self, part: int) -> dict[str, range]:
        """The rows in a part: of its families' roots, and of the wanted tables."""
        found: dict[str, range] = {}
        for root, slices in self.slices.items():
            if part < slices:
                rows = self.engine.rows(root)
                found |= self._family(root, range(rows * part // slices, rows * (part + 1) // slices))
        return found

    def _family(self, root: str, rows: range) -> dict[str, range]:
        found = {root: rows}
        for name in members(self.engine.spec, root)[1:]:
            above, where = found[str(self.engine.spec.tables[name].parent)], self.engine.offsets(name)
            found[name] = range(int(where[above.start]), int(where[above.stop]))
        return found
