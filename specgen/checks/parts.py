"""Which checks can be judged while only some rows are there: those of a window of time, with all that they refer to and whole blocks."""

from __future__ import annotations

from specgen.checks.claims import Claim
from specgen.plan.graph import block_key
from specgen.plan.model import Plan
from specgen.plan.timeline import Timeline

_OF_ROWS = frozenset({"accepted_values", "foreign_key", "not_null", "pattern", "primary_key", "range", "unique"})
"""Kinds that hold for every part; counts, shares and the author's own queries are about all rows."""
_OF_BLOCKS = frozenset({"history", "parts"})
"""Kinds that hold where blocks are whole."""


def on_part(plan: Plan, claim: Claim) -> bool:
    """Whether the claim holds for every part of the data set."""
    if claim.kind == "expression":
        return not claim.values["tolerance"]
    if claim.kind in _OF_BLOCKS:
        return _come_whole(plan, claim.table)
    if claim.kind == "sums":
        child, via = claim.values["facts"]["child"], claim.values["facts"]["via"]
        return bool(via == (block_key(plan.spec.tables[child]),)) and _come_whole(plan, child)
    return claim.kind in _OF_ROWS


def _come_whole(plan: Plan, table: str) -> bool:
    """Whether a block comes all at once, with its parent: the combinations of a `cross` may come one by one, as a calendar says."""
    return Timeline(plan.spec).leaders[table] != table
