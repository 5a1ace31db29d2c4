"""How a reference chooses among the rows of the other table: what stands behind `pick`."""

from __future__ import annotations

from specgen.contracts import Json, Scope
from specgen.domains import Real, Share
from specgen.errors import SpecError
from specgen.expressions import Expression, infer
from specgen.nodes import Node
from specgen.records import record


@record
class Top:
    """The `share` of all references goes to the `top` of the parents."""

    top: float
    share: float

    @property
    def facts(self) -> dict[str, float]:
        """What a check asks of the law."""
        return {"top": self.top, "share": self.share}


@record
class Zipf:
    """The r-th most popular parent is picked in proportion to r^-exponent."""

    exponent: float

    @property
    def facts(self) -> dict[str, float]:
        """What a check asks of the law."""
        return {"zipf": self.exponent}


@record
class Weight:
    """Parents are picked in proportion to an expression over their row."""

    expression: Expression


Pick = Top | Zipf | Weight | None

PICK: Json = {
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


def over(table: str, node: Node, scope: Scope, kind: str) -> Expression:
    """A SQL expression over the rows of another table: a condition (`boolean`) or a `number`."""
    there = scope.scope_of(table)
    expression = there.expression(node.text, node.span)
    found = infer(expression, there.typed).type.kind
    if found not in (("boolean",) if kind == "boolean" else ("integer", "decimal", "double")):
        raise node.fault("wrong-type", f"expected a {kind}, the expression is {found}")
    return expression


def pick(table: str, node: Node | None, scope: Scope) -> Pick:
    """What is written behind `pick`; None where all parents are alike."""
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
        return Weight(over(table, node.entries["weight"], scope, "number"))
    raise _no_pick(node)


def _no_pick(node: Node) -> SpecError:
    words, lacking = " and ".join(f"`{key}`" for key in node.entries), {"top": "share", "share": "top"}.get("".join(node.entries))
    if lacking:
        return node.fault("missing-key", f"`pick` has {words} and lacks `{lacking}`", "e.g. {top: 20%, share: 80%}")
    return node.fault("conflicting-keys", f"{words} exclude each other", "pick by {top, share}, by zipf, by weight, or write even")
