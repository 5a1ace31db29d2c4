"""Keys of another table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from specgen.contracts import Cost, Expectation, Frame, Ints, Json, Key, Maker, Read, Reading, RowCount, Scope, Site, Whole
from specgen.domains import Flag, Real, Share
from specgen.errors import SpecError
from specgen.expressions import Expression, infer
from specgen.nodes import Node
from specgen.numeric import picks
from specgen.numeric.permutations import block_permutation, permutation
from specgen.parameters import Filler
from specgen.types import Type, numbers, parse_type

_DOUBLE, _BOOLEAN = parse_type("double precision"), parse_type("boolean")
_TARGET = re.compile(r"(\w+)\.(\w+)")


@dataclass(frozen=True)
class Top:
    """The `share` of all references goes to the `top` of the parents."""

    top: float
    share: float


@dataclass(frozen=True)
class Zipf:
    """The r-th most popular parent is picked in proportion to r^-exponent."""

    exponent: float


@dataclass(frozen=True)
class Weight:
    """Parents are picked in proportion to an expression over their row."""

    expression: Expression


Pick = Top | Zipf | Weight | None

_PICK: Json = {
    "if": {"type": "object"},
    "then": {
        "type": "object",
        "properties": {
            "top": {"$ref": "#/$defs/percent", "description": "The favoured parents, as a share of all."},
            "share": {"$ref": "#/$defs/percent", "description": "What share of the rows they get."},
            "zipf": Real(above=0).schema() | {"description": "The r-th most popular parent is picked in proportion to r^-zipf."},
            "weight": {"type": "string", "title": "a SQL expression", "description": "Over the parent's row; picked in proportion to it."},
        },
        "additionalProperties": False,
        "minProperties": 1,
    },
    "else": {"enum": ["even"], "title": "even, {top: 20%, share: 80%}, {zipf: 1.1} or {weight: expression}"},
    "description": "How the parent is chosen; all alike if left out.",
}


@dataclass(frozen=True)
class References(Filler):
    """The key of a row of another table: a foreign key.

    In a `per` table a reference to the parent table without `pick` is the block's parent. Elsewhere `pick` says how skewed the
    choice is: `{top: 20%, share: 80%}`, `{zipf: 1.1}`, `{weight: expr}` or `even`; `where` restricts it to some parents;
    `distinct: true` never picks a parent twice within a block. A reference to the column's own table picks one of the rows
    before, so that there are no rings; the first row has none and is NULL.
    """

    name: ClassVar[str] = "references"
    group: ClassVar[str] = "keys"
    short: ClassVar[str | None] = "to"
    example: ClassVar[str] = """\
specgen: 1
name: references_example
seed: 1
tables:
  customers: {rows: 100, primary_key: customer_id, columns: {customer_id: integer}}
  products: {rows: 20, primary_key: product_id, columns: {product_id: integer}}
  orders:
    rows: 300
    primary_key: order_id
    columns:
      order_id: integer
      customer_id: {references: {to: customers.customer_id, pick: {top: 20%, share: 80%}}, exact: true}
  lines:
    rows: {per: orders, count: {1: 50, 3: 50}}
    columns:
      order_id: {references: orders.order_id}
      product_id: {references: {to: products.product_id, pick: {zipf: 0.6}, distinct: true}}
"""

    table: str
    column: str
    pick: Pick = None
    where: Expression | None = None
    distinct_in_block: bool = False
    of_block: bool = False
    of_cross: tuple[int, int] | None = None
    """In a `cross`: how many rows of a block each row of the target spans, and the target's rows."""
    to_itself: bool = False

    @classmethod
    def schema(cls) -> Json:
        to = {"type": "string", "title": "a key such as customers.customer_id", "description": "The key that the cell holds."}
        where = {"type": "string", "title": "a condition", "description": "SQL over the parent's row: only such parents are picked."}
        distinct = Flag().schema() | {"default": False, "description": "No parent twice within a block."}
        properties = {"to": to, "pick": _PICK, "where": where, "distinct": distinct}
        long = {"type": "object", "properties": properties, "required": ["to"], "additionalProperties": False}
        return {"if": {"type": "object"}, "then": long, "else": to}

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type | None:
        table, column = _target(node, scope)
        return scope.column_type(table, column, (node.get("to") or node).span)

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> References:
        table, column = _target(node, scope)
        scope.column_type(table, column, (node.get("to") or node).span)
        pick, where, distinct = node.get("pick"), node.get("where"), node.get("distinct")
        of_block = scope.parent == table and pick is None and where is None
        of_cross = scope.crossed(table) if pick is None and where is None else None
        if distinct is not None and distinct.plain and (scope.parent is None or of_block):
            raise distinct.fault("needs-blocks", "distinct holds within a block of a `per` table, among picks of another table")
        if scope.exact and (of_block or of_cross or (distinct is not None and distinct.plain)):
            raise node.fault("no-exact", "only free picks can be exact", "leave `exact` out here")
        if table == scope.table:
            _refuse_skew(node, scope)
            return cls(table, column, to_itself=True)
        condition = _over(table, where, scope, "boolean") if where else None
        return cls(table, column, _pick(table, pick, scope), condition, bool(distinct and distinct.plain), of_block, of_cross)

    @property
    def cost(self) -> Cost:
        return "block" if self.distinct_in_block else "row"

    @property
    def points_to(self) -> tuple[str, str] | None:
        return (self.table, self.column)

    def reads(self, site: Reading) -> Iterable[Read]:
        yield Key(self.table, self.column)
        if self.of_block or self.to_itself:
            return
        yield RowCount(self.table)
        if site.exact:
            yield RowCount(site.table)
        for expression in (self.where, self.pick.expression if isinstance(self.pick, Weight) else None):
            if expression is not None:
                yield Whole(self.table, tuple(path[0] for path in expression.paths))

    def nullable(self) -> bool:
        return self.to_itself

    def distinct(self, site: Reading) -> bool:
        return site.unique and not self.to_itself

    def expect(self, site: Reading) -> Iterable[Expectation]:
        if isinstance(self.pick, Top) and self.where is None and not self.distinct_in_block:
            facts = {"parent_table": self.table, "parent_column": self.column, "top": self.pick.top, "share": self.pick.share}
            yield Expectation("concentration", facts | {"exact": site.exact})

    def prepare(self, site: Site) -> Maker:
        if self.of_block:
            return lambda frame: frame.blocks.parents.rows[frame.blocks.index]
        if self.of_cross is not None:
            span, rows = self.of_cross
            return lambda frame: frame.blocks.ordinal // span % rows
        if self.to_itself:
            return _earlier(site)
        allowed = self._allowed(site)
        m = site.rows(self.table) if allowed is None else len(allowed)
        if m == 0 and site.rows():
            help = "let `where` hold for some" if self.where else "give it a row"
            raise ValueError(f"there is no row of {self.table} to refer to" + (" under `where`" if self.where else "") + f"; {help}")
        choose = self._unique(site, m) if site.unique else self._skewed(site, m, allowed)
        return choose if allowed is None else lambda frame: allowed[choose(frame)]

    def _allowed(self, site: Site) -> Ints | None:
        if self.where is None:
            return None
        holds = site.whole(self.table, self.where, _BOOLEAN)
        return np.flatnonzero(np.asarray(holds.fill_null(False))).astype(np.int64)

    def _unique(self, site: Site, m: int) -> Callable[[Frame], Ints]:
        if self.pick is not None or m < site.rows():
            what = f"{site.rows():,} unique references need an even pick among as many parents, and there are {m:,}"
            raise ValueError(f"{what}; leave `unique` or the skew out, or make more parents")
        shuffled = permutation(m, site.stream("ranks"))
        return lambda frame: shuffled(frame.rows)

    def _skewed(self, site: Site, m: int, allowed: Ints | None) -> Callable[[Frame], Ints]:
        draw = site.draw()
        if self.pick is None and self.distinct_in_block:
            return lambda frame: _even_distinct(frame, site, m)
        law, scatter = self._law(site, m, allowed)
        if not self.distinct_in_block:
            return lambda frame: scatter(law.rank(draw(frame)))
        masses = law.masses()
        return lambda frame: scatter(picks.without_replacement(draw(frame), frame.blocks.offsets, frame.blocks.ordinal, masses))

    def _law(self, site: Site, m: int, allowed: Ints | None) -> tuple[picks.Law, Callable[[Ints], Ints]]:
        """The law of ranks, and how ranks are scattered over the parents."""
        if isinstance(self.pick, Weight):
            weights = numbers(site.whole(self.table, self.pick.expression, _DOUBLE))
            return picks.weighted(weights if allowed is None else weights[allowed]), lambda rank: rank
        if self.pick is None:
            return picks.even(m), lambda rank: rank
        scatter = permutation(m, site.stream("ranks"))
        if isinstance(self.pick, Top):
            return picks.top_share(self.pick.top, self.pick.share, m), scatter
        return picks.zipf_ranks(self.pick.exponent, m), scatter


def _earlier(site: Site) -> Callable[[Frame], Ints]:
    """Any of the rows before; the first row has none."""
    stream = site.stream()

    def choose(frame: Frame) -> Ints:
        drawn = (stream.uniform(frame.rows.astype(np.uint64)) * frame.rows).astype(np.int64)
        return np.where(frame.rows > 0, np.minimum(drawn, frame.rows - 1), -1)

    return choose


def _refuse_skew(node: Node, scope: Scope) -> None:
    """A reference within a table picks evenly among the rows before."""
    for key in ("pick", "where", "distinct"):
        if key in node.entries and node.entries[key].text != "even":
            what = f"a reference to its own table picks any earlier row, and so takes no `{key}`"
            raise node.keys[key].fault("conflicting-keys", what, f"leave `{key}` out")
    if scope.exact or scope.unique:
        raise node.fault(
            "conflicting-keys", "a reference to its own table can be neither exact nor unique", "leave it out: an earlier row is picked"
        )


def _even_distinct(frame: Frame, site: Site, m: int) -> Ints:
    blocks = frame.blocks
    longest = int(np.diff(blocks.offsets).max(initial=0))
    if longest > m:
        raise ValueError(
            f"a block of {longest} rows cannot pick {longest} distinct ones of {m}; make the blocks shorter, or more rows to pick from"
        )
    keys = site.stream("blocks").bits(blocks.parents.address)[blocks.index]
    return block_permutation(keys, m, blocks.ordinal)


def _target(node: Node, scope: Scope) -> tuple[str, str]:
    to = node.get("to") or node
    match = _TARGET.fullmatch(to.text)
    if match is None:
        key = scope.key_of(to.text)
        help = f"write {to.text}.{key}" if key else "write it like customers.customer_id"
        raise to.fault("not-a-column", f"expected table.column, got {to.text or 'a list'!r}", help)
    return match[1], match[2]


def _over(table: str, node: Node, scope: Scope, kind: str) -> Expression:
    there = scope.scope_of(table)
    expression = there.expression(node.text, node.span)
    found = infer(expression, there.typed).type.kind
    if found not in (("boolean",) if kind == "boolean" else ("integer", "decimal", "double")):
        raise node.fault("wrong-type", f"expected a {kind}, the expression is {found}")
    return expression


def _pick(table: str, node: Node | None, scope: Scope) -> Pick:
    if node is None or node.text == "even":
        return None
    keys = set(node.entries)
    if keys == {"top", "share"}:
        top, share = Share().read(node.entries["top"], scope), Share().read(node.entries["share"], scope)
        if not 0 < top <= share < 1:
            raise node.fault("out-of-range", f"the top {top:.0%} cannot hold {share:.0%}", "0% < top ≤ share < 100%")
        return Top(top, share)
    if keys == {"zipf"}:
        return Zipf(Real(above=0).read(node.entries["zipf"], scope))
    if keys == {"weight"}:
        return Weight(_over(table, node.entries["weight"], scope, "number"))
    raise _no_pick(node)


def _no_pick(node: Node) -> SpecError:
    words, lacking = " and ".join(f"`{key}`" for key in node.entries), {"top": "share", "share": "top"}.get("".join(node.entries))
    if lacking:
        return node.fault("missing-key", f"`pick` has {words} and lacks `{lacking}`", "e.g. {top: 20%, share: 80%}")
    return node.fault("conflicting-keys", f"{words} exclude each other", "pick by {top, share}, by zipf, by weight, or write even")


KIND = References
