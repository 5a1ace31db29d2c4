"""Which checks can be judged while only some rows are there: those of a window of time, with all that they refer to and whole blocks."""

from __future__ import annotations

from specgen.checks.claims import Claim
from specgen.plan.graph import block_key
from specgen.plan.model import Plan

_OF_ROWS = frozenset({"accepted_values", "foreign_key", "history", "not_null", "pattern", "primary_key", "range", "unique"})
"""Kinds that hold for every part; counts, shares and the author's own queries are about all rows."""


def on_part(plan: Plan, claim: Claim) -> bool:
    """Whether the claim holds for every part of the data set."""
    if claim.kind == "expression":
        return not claim.values["tolerance"]
    if claim.kind == "parts":
        return True
    if claim.kind == "sums":
        facts = claim.values["facts"]
        return bool(facts["via"] == (block_key(plan.spec.tables[facts["child"]]),))
    return claim.kind in _OF_ROWS
