"""Keys of another table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

import numpy as np

from specgen.contracts import Cost, Expectation, Frame, Ints, Json, Key, Maker, Read, Reading, RowCount, Scope, Site, Whole
from specgen.domains import Flag
from specgen.errors import Faults
from specgen.expressions import Expression
from specgen.nodes import Node
from specgen.numeric import picks
from specgen.numeric.buffers import true_where
from specgen.numeric.permutations import block_permutation, permutation
from specgen.parameters import Filler
from specgen.picking import PICK, Pick, Top, Weight, Zipf, over, pick
from specgen.records import record
from specgen.targets import target
from specgen.types import Type, numbers, parse_type

_DOUBLE, _BOOLEAN = parse_type("double precision"), parse_type("boolean")


@record
class References(Filler):
    """The key of a row of another table: a foreign key.

    In a `per` table a reference to the parent table without `pick` is the block's parent. Elsewhere `pick` says how skewed the
    choice is: `{top: 20%, share: 80%}`, `{zipf: 1.1}`, `{weight: expr}` or `even`; `where` restricts it to some parents;
    `distinct: true` never picks a parent twice within a block. A reference to the column's own table picks one of the rows
    before, so that there are no rings; the first row has none and is NULL.

    A key of several columns is a list. The column holds the first of them, and each of the others is a path through it, so that
    all are read from the one row that is picked.
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
  sizes:
    rows: {per: products, count: 3}
    primary_key: [product_id, size]
    columns: {product_id: {references: products.product_id}, size: {type: integer, ordinal: {}}}
  returns:
    rows: 40
    columns:
      product_id: {references: [sizes.product_id, sizes.size]}
      size: {expr: product_id.size}
"""

    table: str
    columns: tuple[str, ...]
    """The key: the cell holds the first of these columns."""
    pick: Pick = None
    where: Expression | None = None
    distinct_in_block: bool = False
    of_block: bool = False
    of_cross: tuple[int, int] | None = None
    """In a `cross`: how many rows of a block each row of the target spans, and the target's rows."""
    to_itself: bool = False

    @classmethod
    def schema(cls) -> Json:
        several = {"type": "array", "items": {"type": "string"}, "minItems": 1, "title": "a list of a key's columns"}
        one = {"type": "string", "title": "a key such as customers.customer_id"}
        what = "The key, or a list of its columns; the cell holds the first."
        to = {"if": {"type": "array"}, "then": several, "else": one, "description": what}
        where = {"type": "string", "title": "a condition", "description": "SQL over the parent's row: only such parents are picked."}
        distinct = Flag().schema() | {"default": False, "description": "No parent twice within a block."}
        properties = {"to": to, "pick": PICK, "where": where, "distinct": distinct}
        long = {"type": "object", "properties": properties, "required": ["to"], "additionalProperties": False}
        return {"if": {"type": "object"}, "then": long, "else": to}

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type | None:
        table, columns = _target(node, scope)
        return scope.column_type(table, columns[0], (node.get("to") or node).span)

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> References:
        table, columns = _target(node, scope)
        if scope.unique and len(columns) > 1:
            what = "`unique` is said of one column, and this key has several"
            raise node.fault("conflicting-keys", what, "a `per` table with `count: {0: 40, 1: 60}` has a row for some, and never two")
        skew, where, distinct = node.get("pick"), node.get("where"), node.get("distinct")
        of_block = scope.parent == table and skew is None and where is None
        of_cross = scope.crossed(table) if skew is None and where is None else None
        if distinct is not None and distinct.plain and (scope.parent is None or of_block):
            raise distinct.fault("needs-blocks", "distinct holds within a block of a `per` table, among picks of another table")
        if scope.exact and (of_block or of_cross or (distinct is not None and distinct.plain)):
            raise node.fault("no-exact", "only free picks can be exact", "leave `exact` out here")
        if table == scope.table:
            _refuse_skew(node, scope)
            return cls(table, columns, to_itself=True)
        condition = over(table, where, scope, "boolean") if where else None
        return cls(table, columns, pick(table, skew, scope), condition, bool(distinct and distinct.plain), of_block, of_cross)

    @property
    def cost(self) -> Cost:
        return "block" if self.distinct_in_block else "row"

    @property
    def points_to(self) -> tuple[str, str] | None:
        return (self.table, self.columns[0])

    def reads(self, site: Reading) -> Iterable[Read]:
        yield Key(self.table, self.columns[0])
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
        facts = {"parent_table": self.table, "parent_column": self.columns[0], "exact": site.exact}
        if isinstance(self.pick, Weight) and not self.distinct_in_block:
            yield Expectation("weights", facts | {"weight": self.pick.expression, "where": self.where})
        if isinstance(self.pick, Top | Zipf) and self.where is None and not self.distinct_in_block:
            yield Expectation("concentration", facts | self.pick.facts)

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
        return np.flatnonzero(true_where(holds)).astype(np.int64)

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
        distinct = picks.WithoutReplacement(law.masses())
        return lambda frame: scatter(distinct.rank(draw(frame), frame.blocks.offsets, frame.blocks.ordinal))

    def _law(self, site: Site, m: int, allowed: Ints | None) -> tuple[picks.Law, Callable[[Ints], Ints]]:
        """The law of ranks, and how ranks are scattered over the parents."""
        if isinstance(self.pick, Weight):
            weights = numbers(site.whole(self.table, self.pick.expression, _DOUBLE))
            weights = weights if allowed is None else weights[allowed]
            if not (weights >= 0).all():
                raise ValueError(f"the weight {self.pick.expression.sql} of a row of {self.table} is NULL or below 0; let it be 0 there")
            return picks.weighted(weights), lambda rank: rank
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


def _target(node: Node, scope: Scope) -> tuple[str, tuple[str, ...]]:
    to = node.get("to") or node
    found = target(to)
    if found is None:
        key = scope.key_of(to.text)
        help = f"write {to.text}.{key}" if key else "write it like customers.customer_id"
        got = "a list of something else" if to.is_list else repr(to.text)
        raise to.fault("not-a-column", f"expected table.column, or a list of such of one table, got {got}", help)
    with Faults() as faults:
        for column, item in zip(found[1], to.items or (to,), strict=True):
            with faults.step():
                scope.column_type(found[0], column, item.span)
    return found


KIND = References
