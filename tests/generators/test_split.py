"""`split`: a parent's amount shared out in its block."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from tests import worlds

BILLS = """\
  b:
    rows: 200
    primary_key: b
    columns:
      b: integer
      amount: {type: 'decimal(10,2)', uniform: {min: 10, max: 99.99}}
      whole: {type: integer, uniform: {min: 20, max: 30}}
"""


def _parts(split: str, type: str = "'decimal(10,2)'", count: str = "{1: 40, 3: 30, 7: 30}") -> tuple[list[Decimal], list[list[Decimal]]]:
    made = worlds.table(f"{{per: b, count: {count}}}", "b: {references: b.b}", f"x: {{type: {type}, split: {split}}}", before=BILLS)
    parts = defaultdict(list)
    for b, x in zip(worlds.cells(made, "b"), worlds.cells(made, "x"), strict=True):
        parts[b].append(x)
    amounts = worlds.cells(made, "whole" if "whole" in split else "amount", "b")
    return [amounts[b - 1] for b in parts], list(parts.values())


@pytest.mark.parametrize(("split", "type"), [
    ("{of: b.amount}", "'decimal(10,2)'"),
    ("{of: b.amount, weights: {uniform: {min: 1, max: 3}}, min: 1.00}", "'decimal(10,2)'"),
    ("{of: b.amount, weights: {exponential: {mean: 1}}}", "'decimal(12,4)'"),
    ("{of: b.whole, weights: {values: {1: 50, 100: 50}}}", "integer"),
])  # fmt: skip
def test_split_parts_sum_to_the_amount(split: str, type: str) -> None:
    amounts, parts = _parts(split, type)

    assert [sum(block) for block in parts] == amounts
    assert all(part >= 0 for block in parts for part in block)


def test_each_part_has_the_minimum_and_a_lonely_one_has_it_all() -> None:
    amounts, parts = _parts("{of: b.amount, weights: {uniform: {min: 0.1, max: 9}}, min: 1.25}")

    assert min(part for block in parts for part in block) >= Decimal("1.25")
    assert all(block == [amount] for amount, block in zip(amounts, parts, strict=True) if len(block) == 1)


def test_without_weights_the_parts_differ_by_a_cent_at_most() -> None:
    assert all(max(block) - min(block) <= Decimal("0.01") for block in _parts("{of: b.amount}")[1])


def test_parts_follow_the_weights() -> None:
    _, parts = _parts("{of: b.amount, weights: {values: {1: 50, 9: 50}}}", count="2")

    ratios = {round(float(max(block) / min(block)), 1) for block in parts}
    assert {1.0, 9.0} <= {round(ratio) for ratio in ratios}


def test_an_amount_that_is_too_small_for_the_minimum_is_refused() -> None:
    refused = worlds.fault(lambda: _parts("{of: b.amount, min: 2.00}", count="60"))

    assert refused.code == "impossible-value"
    assert refused.span is not None


@pytest.mark.parametrize(("weights", "said"), [
    ("b.whole - b.whole", "has 2 rows in its block, and each has the weight 0"),
    ("b.whole - 25", "has the weight -"),
])  # fmt: skip
def test_weights_that_share_nothing_out_are_refused_at_their_row(weights: str, said: str) -> None:
    refused = worlds.fault(lambda: _parts(f"{{of: b.amount, weights: {{expr: '{weights}'}}}}", count="2"))

    assert refused.code == "impossible-value"
    assert said in refused.message
    assert "row " in refused.message


@pytest.mark.parametrize(("split", "type"), [("{of: b.amount}", "integer"), ("{of: b.amount}", "double"), ("{of: b.nothing}", "integer")])
def test_what_cannot_be_shared_out_is_refused(split: str, type: str) -> None:
    assert worlds.fault(lambda: _parts(split, type)).code in ("wrong-type", "unknown-column")
