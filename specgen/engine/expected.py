"""How many rows to expect where only the rows say how long blocks are: the counts of some parents, scattered evenly over all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa

from specgen.contracts import Ints
from specgen.engine import lengths
from specgen.engine.engine import Engine
from specgen.engine.frames import BaseFrame, BlockFrame, RowFrame, WholeBlocks
from specgen.engine.passes import Pass
from specgen.errors import SpecError
from specgen.language.model import Per, Spec
from specgen.plan import Plan, blocks, plan
from specgen.plan.blocks import Foretold
from specgen.records import record
from specgen.streams import stream

PARENTS = 1 << 12
"""Of so many independent rows the counts are evaluated, at most."""
ROWS = 4 * PARENTS
"""Of so many rows of blocks, about: another table is then gathered whole only if it has no more than `PARENTS` rows."""


def planned(spec: Spec) -> Plan:
    """The plan of a spec; where a count has no declared law, some of its blocks are counted, else nothing is evaluated."""
    first, unknown = plan(spec), blocks.undeclared(spec)
    return plan(spec, dict(_foretold(first, unknown))) if unknown else first


def _foretold(first: Plan, unknown: tuple[str, ...]) -> Iterator[tuple[str, Foretold]]:
    found: dict[str, Foretold] = {}
    sampling = _Sampling(first)
    for name in (name for name in first.tables if name in unknown):
        try:
            found[name] = Foretold(sampling.expected(name))
        except _Needs as needs:
            about, _ = blocks.row_count(first.spec, first.spec.tables[name], found)
            found[name] = Foretold(about, f"more takes a pass over {needs.table}: {needs.what}")
        except SpecError as error:  # whoever makes the rows is told where, and with what help
            about, _ = blocks.row_count(first.spec, first.spec.tables[name], found)
            found[name] = Foretold(about, error.faults[0].message)
        yield name, found[name]


@record
class _Sample:
    """Some rows of a table, and whether they are all."""

    frame: BaseFrame
    all: bool


class _Sampling(Engine):
    """An engine for some rows of each table on the way to a count, which goes without passes over long tables."""

    def __init__(self, first: Plan):
        super().__init__(replace(first, cached=frozenset()))
        self.passes = _Short()
        self._expected: dict[str, int] = {}
        self._samples: dict[str, _Sample] = {}
        self._sizes: dict[str, Ints] = {}

    def rows(self, table: str) -> int:
        """As many as are expected, where that is known; of other tables the number itself."""
        return self._expected[table] if table in self._expected else super().rows(table)

    def expected(self, table: str) -> int:
        """About how many rows a table in blocks has, the number itself where the sample is all parents; raises _Needs, or SpecError."""
        if table not in self._expected:
            rows = self.spec.tables[table].rows
            assert isinstance(rows, Per)
            parents, sizes, known = self._sample(rows.table), self.sizes(table), blocks.law(rows)
            mean = known.mean if known is not None else float(sizes.mean()) if len(sizes) else 0.0
            exact, declared = int(sizes.sum()), self.plan.tables[table]
            about = declared.rows if not declared.estimated else round(self.rows(rows.table) * mean)
            self._expected[table] = exact if parents.all else about
        return self._expected[table]

    def sizes(self, table: str) -> Ints:
        """How long the blocks of the sampled parents are."""
        if table not in self._sizes:
            rows = self.spec.tables[table].rows
            assert isinstance(rows, Per)
            parents, length = self._sample(rows.table), blocks.even(rows)
            if rows.total is not None and not parents.all and self.plan.tables[rows.table].estimated:
                raise _Needs(rows.table, f"how many rows share the total of {table}")
            self._sizes[table] = lengths.of_blocks(self, table, parents.frame) if length is None else np.full(parents.frame.size, length)
        return self._sizes[table]

    def _sample(self, table: str) -> _Sample:
        if table not in self._samples:
            rows = self.spec.tables[table].rows
            self._samples[table] = self._blocks(table, rows) if isinstance(rows, Per) else self._independent(table)
        return self._samples[table]

    def _independent(self, table: str) -> _Sample:
        count = self.rows(table)
        return _Sample(RowFrame(self, table, self._scattered(table, count, PARENTS)), count <= PARENTS)

    def _blocks(self, table: str, rows: Per) -> _Sample:
        """Whole blocks of the sampled parents, of fewer where these have many rows: one at least."""
        parents, sizes, count = self._sample(rows.table), self.sizes(table), self.expected(table)
        wanted = max(1, len(sizes) * ROWS // max(int(sizes.sum()), 1))
        if wanted >= len(sizes):
            return _Sample(_Blocks(self, table, parents.frame, sizes, None if parents.all else count), parents.all)
        chosen = self._scattered(table, len(sizes), wanted)
        return _Sample(_Blocks(self, table, parents.frame.subset(chosen), sizes[chosen], count), False)

    def _scattered(self, table: str, count: int, wanted: int) -> Ints:
        """One of each stretch of so many equal ones: not every n-th, which may be alike; all where no more are there."""
        if count <= wanted:
            return np.arange(count)
        stretches = np.arange(wanted)
        within = stream(self.spec.seed, table, "", "expected").uniform(stretches.astype(np.uint64))
        return ((stretches + within) * (count / wanted)).astype(np.int64)


class _Blocks(BlockFrame):
    """Blocks whose rows have their numbers about where they would: `count` is that of all rows, None where all are here."""

    def __init__(self, engine: Engine, table: str, parents: BaseFrame, sizes: Ints, count: int | None):
        BaseFrame.__init__(self, engine, table)
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        self._starts = offsets[:-1]
        if count is not None:
            about = (parents.rows * (count / max(engine.rows(parents.table), 1))).astype(np.int64)
            self._starts = np.clip(about, 0, np.maximum(count - sizes, 0))
        self._blocks = WholeBlocks(offsets, parents)
        self.size = int(offsets[-1])


class _Needs(Exception):
    """A pass over more rows of a table than are sampled."""

    def __init__(self, table: str, what: str):
        self.table, self.what = table, what
        super().__init__(what)


class _Short:
    """Makes the passes over few rows, and refuses others."""

    def arrays(self, needed: Pass, make: Callable[[], list[pa.Array]]) -> list[pa.Array]:
        if needed.rows > PARENTS:
            raise _Needs(needed.table, needed.what)
        return make()

    def passed(self, table: str, rows: int) -> None:
        """Nobody waits for it."""
