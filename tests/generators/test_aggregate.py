"""`aggregate`: over a block, over a scattered key, over several hops; of nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests import worlds

SHOP = """\
specgen: 1
name: shop
seed: 3
tables:
  customers:
    rows: 60
    primary_key: c
    columns:
      c: integer
      of_block: {type: OF_TYPE, aggregate: AGGREGATE(visits.x)}
      scattered: {type: OF_TYPE, aggregate: AGGREGATE(orders.x)}
  visits:
    rows: {per: customers, count: {0: 30, 1: 30, 4: 40}}
    columns: {c: {references: customers.c}, x: {type: 'decimal(8,2)', uniform: {min: -5, max: 20}, nulls: 20%}}
  orders:
    rows: 130
    columns:
      c: {references: {to: customers.c, pick: {zipf: 0.7}}, nulls: 10%}
      x: {type: 'decimal(8,2)', uniform: {min: -5, max: 20}, nulls: 20%}
"""

EXPECTED: dict[str, tuple[str, Callable[[list[Any]], Any]]] = {
    "sum": ("'decimal(12,2)'", lambda present: sum(present)),
    "count": ("bigint", len),
    "avg": ("double", lambda present: float(sum(present) / len(present)) if present else None),
    "min": ("'decimal(8,2)'", lambda present: min(present, default=None)),
    "max": ("'decimal(8,2)'", lambda present: max(present, default=None)),
}


@pytest.mark.parametrize(("column", "child"), [("of_block", "visits"), ("scattered", "orders")])
@pytest.mark.parametrize(
    "type", ["{type: text, faker: word, nulls: 20%}", "{type: uuid, uuid: {}, nulls: 20%}", "{type: boolean, values: [true], nulls: 20%}"]
)
def test_cells_of_every_type_are_counted(column: str, child: str, type: str) -> None:
    spec = SHOP.replace("{type: 'decimal(8,2)', uniform: {min: -5, max: 20}, nulls: 20%}", type)
    made = worlds.engine(spec.replace("AGGREGATE", "count").replace("OF_TYPE", "bigint"))

    cells = zip(worlds.cells(made, "c", child), worlds.cells(made, "x", child), strict=True)
    counts = Counter(owner for owner, value in cells if value is not None)
    assert worlds.cells(made, column, "customers") == [counts[c] for c in range(1, 61)]
    assert sum(counts.values()) > 60


@pytest.mark.parametrize("function", EXPECTED)
@pytest.mark.parametrize(("column", "child"), [("of_block", "visits"), ("scattered", "orders")])
def test_null_cells_do_not_count_and_of_nothing_sum_and_count_are_0(function: str, column: str, child: str) -> None:
    type, expected = EXPECTED[function]
    made = worlds.engine(SHOP.replace("AGGREGATE", function).replace("OF_TYPE", type))

    cells = list(zip(worlds.cells(made, "c", child), worlds.cells(made, "x", child), strict=True))
    found = worlds.cells(made, column, "customers")
    for customer, got in enumerate(found, 1):
        wanted = expected([x for c, x in cells if c == customer and x is not None])
        assert got == (pytest.approx(wanted) if isinstance(wanted, float) else wanted)
    assert any(c not in {key for key, _ in cells} for c in range(1, 61))


@pytest.mark.parametrize(("function", "end"), [("first", 0), ("last", -1)])
@pytest.mark.parametrize(("column", "child"), [("of_block", "visits"), ("scattered", "orders")])
def test_first_and_last_go_by_row_order(function: str, end: int, column: str, child: str) -> None:
    spec = SHOP.replace("AGGREGATE", function).replace("OF_TYPE", "'decimal(8,2)'").replace(", nulls: 20%", "")
    made = worlds.engine(spec)

    cells = list(zip(worlds.cells(made, "c", child), worlds.cells(made, "x", child), strict=True))
    for customer, got in enumerate(worlds.cells(made, column, "customers"), 1):
        theirs = [x for c, x in cells if c == customer]
        assert got == (theirs[end] if theirs else None)


def test_count_of_a_table_counts_its_rows() -> None:
    made = worlds.engine(
        SHOP.replace("AGGREGATE(visits.x)", "count(visits)").replace("AGGREGATE(orders.x)", "count(orders)").replace("OF_TYPE", "bigint")
    )

    keys = worlds.cells(made, "c", "visits")
    assert worlds.cells(made, "of_block", "customers") == [keys.count(customer) for customer in range(1, 61)]
    orders = worlds.cells(made, "c", "orders")
    assert worlds.cells(made, "scattered", "customers") == [orders.count(customer) for customer in range(1, 61)]


def test_a_block_whose_cells_are_all_null_has_no_maximum() -> None:
    spec = SHOP.replace("AGGREGATE", "max").replace("OF_TYPE", "'decimal(8,2)'").replace("{0: 30, 1: 30, 4: 40}", "{1: 60, 4: 40}")
    made = worlds.engine(spec)

    assert made.plan.tables["customers"].columns["of_block"].nullable
    assert None in worlds.cells(made, "of_block", "customers")


TWO_KEYS = """\
specgen: 1
name: transfers
seed: 3
tables:
  accounts:
    rows: 20
    primary_key: a
    columns: {a: integer, total: {type: bigint, aggregate: AGGREGATE}}
  transfers:
    rows: 80
    columns: {source: {references: accounts.a}, target: {references: accounts.a}, amount: {type: integer, uniform: {min: 1, max: 9}}}
"""


def test_two_keys_are_refused_with_the_hint_to_name_one() -> None:
    refused = worlds.fault(lambda: worlds.engine(TWO_KEYS.replace("AGGREGATE", "sum(transfers.amount)")))

    assert refused.code == "ambiguous-key"
    assert "source and target" in refused.message
    assert "via: source" in refused.help


def test_via_names_the_key() -> None:
    made = worlds.engine(TWO_KEYS.replace("AGGREGATE", "{of: sum(transfers.amount), via: target}"))

    rows = list(zip(worlds.cells(made, "target", "transfers"), worlds.cells(made, "amount", "transfers"), strict=True))
    assert worlds.cells(made, "total", "accounts") == [sum(x for key, x in rows if key == account) for account in range(1, 21)]


HOPS = """\
specgen: 1
name: hops
seed: 3
tables:
  customers: {rows: 15, primary_key: c, columns: {c: integer, spent: {type: bigint, aggregate: {of: sum(lines.price), via: o.c}}}}
  orders: {rows: 40, primary_key: o, columns: {o: integer, c: {references: {to: customers.c, pick: even}, nulls: 20%}}}
  lines:
    rows: {per: orders, count: {1: 50, 3: 50}}
    columns: {o: {references: orders.o}, price: {type: integer, uniform: {min: 1, max: 9}}}
"""


def test_via_may_pass_through_several_tables() -> None:
    made = worlds.engine(HOPS)

    owner = dict(zip(worlds.cells(made, "o", "orders"), worlds.cells(made, "c", "orders"), strict=True))
    rows = [(owner[o], price) for o, price in zip(worlds.cells(made, "o", "lines"), worlds.cells(made, "price", "lines"), strict=True)]
    assert worlds.cells(made, "spent", "customers") == [sum(price for c, price in rows if c == customer) for customer in range(1, 16)]
    assert None in owner.values()


def test_dates_have_a_first_and_a_last() -> None:
    spec = TWO_KEYS.replace("type: integer, uniform: {min: 1, max: 9}", "type: date, uniform: {min: 2025-01-01, max: 2025-12-31}")
    made = worlds.engine(
        spec.replace("type: bigint, aggregate: AGGREGATE", "type: date, aggregate: {of: min(transfers.amount), via: source}")
    )

    rows = list(zip(worlds.cells(made, "source", "transfers"), worlds.cells(made, "amount", "transfers"), strict=True))
    assert worlds.cells(made, "total", "accounts") == [
        min((x for key, x in rows if key == account), default=None) for account in range(1, 21)
    ]


@pytest.mark.parametrize(("aggregate", "code"), [
    ("total(transfers.amount)", "unknown-function"),
    ("sum(transfers)", "not-an-aggregate"),
    ("amount of transfers", "not-an-aggregate"),
    ("sum(accounts.a)", "no-key"),
])  # fmt: skip
def test_what_is_no_aggregate_is_refused(aggregate: str, code: str) -> None:
    assert worlds.fault(lambda: worlds.engine(TWO_KEYS.replace("AGGREGATE", aggregate))).code == code


@pytest.mark.parametrize("aggregate", ["type: 'decimal(38,2)', aggregate: sum", "type: double, aggregate: avg"])
@pytest.mark.parametrize("column", ["of_block", "scattered"])
def test_a_sum_that_needs_more_than_64_bits_is_refused_at_its_row(column: str, aggregate: str) -> None:
    other = "scattered" if column == "of_block" else "of_block"
    lines = [line for line in SHOP.splitlines(keepends=True) if f"{other}:" not in line]
    spec = "".join(lines).replace("type: OF_TYPE, aggregate: AGGREGATE", aggregate).replace("decimal(8,2)", "decimal(38,2)")
    refused = worlds.fault(
        lambda: worlds.cells(worlds.engine(spec.replace("min: -5, max: 20", "min: 5e16, max: 9e16")), column, "customers")
    )

    assert refused.code == "expression-failed"
    assert f"customers.{column}, row " in refused.message
    assert "and a sum holds up to 9.22337e+16" in refused.message
