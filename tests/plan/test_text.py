"""The printed plan: stable text, compared with what was approved. `UPDATE_GOLDENS=1 pytest tests/plan` approves the present one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from specgen import api
from specgen.plan.text import text

GOLDENS = Path(__file__).parent.parent / "cases" / "plans"


@pytest.mark.parametrize("name", api.shipped())
def test_the_plan_of_each_shipped_spec_is_the_approved_one(name: str) -> None:
    golden = GOLDENS / f"{name}.txt"
    printed = text(api.load(name).plan)
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(printed, encoding="utf-8")

    assert printed == golden.read_text(encoding="utf-8")


def test_a_large_parent_is_recomputed_and_a_small_one_gathered() -> None:
    small, large = api.load("ecommerce").plan, api.load("ecommerce", {"scale": "1000"}).plan

    assert ("customers", "customer_segment") in small.cached
    assert ("customers", "customer_segment") in large.recomputed
    assert "Made again wherever they are read: customers.customer_segment" in text(large)


def test_planning_a_billion_rows_costs_no_more_than_planning_a_thousand() -> None:
    plan = api.load("ecommerce", {"scale": "20000"}).plan

    assert sum(table.rows for table in plan.written) > 1_000_000_000


def test_memory_is_told_in_the_unit_that_people_say() -> None:
    printed = text(api.load("ecommerce", {"scale": "100000"}).plan)

    assert "Kept in memory for the whole run: 1.3 GiB" in printed
