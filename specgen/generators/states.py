"""States that follow one another: a Markov chain along each block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.contracts import Cells, Cost, Expectation, Floats, Frame, Ints, Json, Lengths, Maker, Read, Reading, RowCount, Scope, Site
from specgen.domains import weights
from specgen.errors import Fault, SpecError
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.numeric import markov
from specgen.parameters import Filler
from specgen.records import record
from specgen.suggestions import did_you_mean
from specgen.types import parse_value, pick

Weights = Mapping[str, float]


@record
class States(Filler):
    """A Markov chain along the block; `transitions` gives from each state the weights of the next.

    With `shares` the transitions are preferences that are scaled before the first row, until each state's share over all rows
    is as declared. `end` fixes the last state of each block and the chain is walked backwards. A state follows itself only
    where that is written.
    """

    name: ClassVar[str] = "states"
    group: ClassVar[str] = "blocks"
    example: ClassVar[str] = """\
specgen: 1
name: states_example
seed: 1
tables:
  sessions: {rows: 200, primary_key: session_id, columns: {session_id: integer}}
  events:
    rows: {per: sessions, count: {geometric: {mean: 5}}}
    columns:
      session_id: {references: sessions.session_id}
      event:
        type: varchar(20)
        states:
          shares: {view: 70, search: 20, purchase: 10}
          transitions:
            view: {view: 60, search: 20, purchase: 20}
            search: {view: 90, search: 10}
            purchase: {view: 100}
"""

    names: tuple[Any, ...]
    transitions: tuple[tuple[float, ...], ...]
    """(k, k): row i holds the weights of what follows state i."""
    initial: tuple[float, ...]
    shares: tuple[float, ...] | None = None
    end: Path | None = None

    @classmethod
    def schema(cls) -> Json:
        weighed = {"$ref": "#/$defs/weights"}
        rows = {
            "type": "object",
            "additionalProperties": weighed,
            "minProperties": 1,
            "title": "weights for each state",
            "description": "What follows a state: `from: {to: weight}`.",
        }
        properties = {
            "transitions": rows,
            "shares": weighed | {"description": "Each state's share of all rows."},
            "initial": weighed | {"description": "How blocks begin; as `shares` if left out, else all alike."},
            "end": {"type": "string", "title": "a column of the parent", "description": "It holds the last state of the block."},
        }
        return {"type": "object", "properties": properties, "required": ["transitions"], "additionalProperties": False}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> States:
        if scope.parent is None:
            raise node.fault("needs-blocks", "states run along a block, and this table has none", "give the table `rows: {per: …}`")
        table, shares, initial, end = (node.get(key) for key in ("transitions", "shares", "initial", "end"))
        assert table is not None
        names = tuple(dict.fromkeys([*table.entries, *(shares.entries if shares else ()), *(initial.entries if initial else ())]))
        if end is not None and (shares or initial):
            other = node.keys["shares" if shares else "initial"]
            what = f"`end` walks backwards from a given state, and `{other.text}` says how it begins"
            raise node.keys["end"].fault("conflicting-keys", what, "keep one of the two", other)
        steps = tuple(_row(table.get(name), table, names) for name in names)
        spread = _row(shares, table, names) if shares else None
        start = _row(initial, table, names) if initial else spread or (1.0,) * len(names)
        path = _end(end, scope) if end is not None else None
        return cls(_typed(names, table, scope), steps, start, spread, path)

    @property
    def cost(self) -> Cost:
        return "block"

    def accepted(self) -> tuple[Any, ...]:
        return self.names

    def reads(self, site: Reading) -> Iterable[Read]:
        if self.end is not None:
            yield Cells(self.end)
        if self.shares is not None:
            yield RowCount(site.table, as_lengths=True)

    def expect(self, site: Reading) -> Iterable[Expectation]:
        yield Expectation("accepted_values", {"values": list(self.names)})
        if self.shares is not None:
            total = sum(self.shares)
            shares = {name: share / total for name, share in zip(self.names, self.shares, strict=True)}
            yield Expectation("shares", {"shares": shares, "exact": False, "cluster": site.cluster})

    def prepare(self, site: Site) -> Maker:
        pool, draw = pa.array(self.names, site.type.arrow), site.draw()
        preferences = np.array(self.transitions)
        if self.end is not None:
            return self._backwards(site, preferences)
        initial = np.array(self.initial) / sum(self.initial)
        walk = markov.Walk(initial, self._fitted(site, preferences, initial))

        def make(frame: Frame) -> pa.Array:
            return pick(pool, walk.states(draw(frame), frame.blocks.offsets, frame.blocks.ordinal))

        return make

    def _fitted(self, site: Site, preferences: Floats, initial: Floats) -> Floats:
        if self.shares is None or not site.rows():
            return preferences
        law, wanted = site.lengths(), np.array(self.shares) / sum(self.shares)
        try:
            return markov.fit(preferences, wanted, law.rows, law.share, initial)
        except markov.Unfit as wrong:
            best, declared = self._told_apart(wrong.shares, wanted)
            behind, help = "", "allow more ways into what is too rare, or declare shares nearer to these"
            if np.allclose(initial, wanted):
                help = "allow more ways into what is too rare, or say with `initial` how blocks begin, which now moves with the shares"
            elif _fits(preferences, wanted, law):
                behind = " behind `initial`"
                help = "leave out `initial`, so that blocks begin by the shares, or declare shares nearer to these"
            what = f"the transitions{behind} give at best the shares {best}, and {declared} are declared"
            raise ValueError(f"{what}; {help}") from wrong

    def _told_apart(self, reached: Floats, wanted: Floats) -> tuple[str, str]:
        """Both lists of shares, with four digits, or as many as it takes until they differ."""
        digits = next((digits for digits in range(4, 17) if self._listed(reached, digits) != self._listed(wanted, digits)), 17)
        return self._listed(reached, digits), self._listed(wanted, digits)

    def _listed(self, shares: Floats, digits: int) -> str:
        return ", ".join(f"{name} {share:.{digits}g}" for name, share in zip(self.names, shares, strict=True))

    def _backwards(self, site: Site, preferences: Floats) -> Maker:
        pool, draw, end = pa.array(self.names, site.type.arrow), site.draw(), self.end
        assert end is not None

        def make(frame: Frame) -> pa.Array:
            last = _index(pool, frame.blocks.parents.path(end[1:]))
            try:
                walked = markov.walk_back(draw(frame), frame.blocks.offsets, last, preferences)
            except markov.NoWay as wrong:
                what = f"a block goes on before {self.names[wrong.state]!r}, and no transitions lead there"
                raise ValueError(f"{what}; give some state a transition to it") from wrong
            return pick(pool, walked)

        return make


def _fits(preferences: Floats, wanted: Floats, law: Lengths) -> bool:
    """Whether the shares can be had where blocks begin by them."""
    try:
        markov.fit(preferences, wanted, law.rows, law.share, wanted)
    except markov.Unfit:
        return False
    return True


def _index(pool: pa.Array, cells: pa.Array) -> Ints:
    found = pc.index_in(cells.cast(pool.type), value_set=pool)
    if found.null_count:
        strange = cells.filter(found.is_null())[0].as_py()
        raise ValueError(f"the last state {strange!r} is not among the states {', '.join(map(str, pool.to_pylist()))}; give it transitions")
    return np.asarray(found).astype(np.int64)


def _row(node: Node | None, table: Node, names: tuple[str, ...]) -> tuple[float, ...]:
    if node is None:
        return (0.0,) * len(names)
    given = dict(zip(node.entries, weights(node.entries), strict=True))
    for name in given:
        if name not in table.entries:
            raise SpecError(
                Fault("unknown-state", f"state {name!r} has no transitions", node.keys[name].span, did_you_mean(name, table.entries))
            )
    return tuple(given.get(name, 0.0) for name in names)


def _end(node: Node, scope: Scope) -> Path:
    path = tuple(node.text.split("."))
    scope.path_type(path, node.span)
    scope.require_parent(path, node.span)
    return path


def _typed(names: tuple[str, ...], table: Node, scope: Scope) -> tuple[Any, ...]:
    try:
        return tuple(parse_value(table.keys[name].plain, scope.type) for name in names)
    except ValueError as wrong:
        raise table.fault("wrong-type", f"the states are not {scope.type.sql}", str(wrong)) from None


KIND = States
