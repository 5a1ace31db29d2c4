"""What a check is tried with: a plan, its rows and damages to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.plan.model import Plan
from tests.plans import column, table


@dataclass(frozen=True)
class Case:
    """A plan, what fills its tables correctly, and statements each of which alone must turn the check red."""

    plan: Plan
    fill: tuple[str, ...]
    damages: tuple[str, ...]


def parents(rows: int = 10) -> Any:
    return table(
        "parents",
        rows,
        column("parent_id", "integer"),
        column("kind", "text"),
        column("total", "decimal(10,2)"),
        primary_key=("parent_id",),
    )
