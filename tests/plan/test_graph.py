"""The graph of columns: cycles, costs, what depends on which counts."""

from __future__ import annotations

from tests import worlds

SHOP = """\
specgen: 1
name: shop
seed: 1
tables:
  customers:
    rows: 20
    primary_key: c
    columns:
      c: integer
      tier: {type: text, values: [a, b]}
      exact: {type: text, values: [a, b], exact: true}
      first: {type: date, aggregate: min(orders.day)}
      note: {type: text, expr: "tier || exact"}
  orders:
    rows: 50
    primary_key: o
    columns:
      o: integer
      c: {references: {to: customers.c, pick: even}}
      day: {type: date, uniform: {min: 2025-01-01, max: 2025-06-30}}
      ordered: {type: timestamp, time: {from: 2025-01-01, to: 2025-06-30, ordered: true}}
      total: {type: bigint, aggregate: count(lines)}
      tier: {expr: c.tier}
  lines:
    rows: {per: orders, count: {1: 50, 2: 50}}
    columns: {o: {references: orders.o}, n: {type: integer, ordinal: {}}, day: {expr: o.day}, tier: {expr: o.c.tier}}
"""


def test_counts_name_the_tables_whose_growth_changes_old_cells() -> None:
    planned = worlds.engine(SHOP).plan.tables

    counts = {f"{table}.{name}": set(column.counts) for table in planned for name, column in planned[table].columns.items()}
    assert {name: tables for name, tables in counts.items() if tables} == {
        "customers.exact": {"customers"},
        "customers.note": {"customers"},
        "customers.first": {"orders", "customers"},
        "orders.c": {"customers"},
        "orders.ordered": {"orders"},
        "orders.tier": {"customers"},
        "lines.tier": {"customers"},
    }


def test_costs_are_a_row_a_block_or_a_table_and_are_inherited() -> None:
    planned = worlds.engine(SHOP).plan.tables

    costs = {f"{table}.{name}": column.cost for table in planned for name, column in planned[table].columns.items()}
    assert costs["customers.note"] == "row"
    assert costs["orders.total"] == costs["lines.n"] == "block"
    assert costs["customers.first"] == "table"


def test_a_ring_through_several_tables_is_named_and_refused() -> None:
    """A customer's first order cannot depend on a column that depends on the first order."""
    ring = SHOP.replace("uniform: {min: 2025-01-01, max: 2025-06-30}", "expr: c.first + 1")

    refused = worlds.fault(lambda: worlds.engine(ring))
    assert refused.code == "cycle"
    assert "customers.first" in refused.message
    assert "orders.day" in refused.message


def test_block_lengths_that_read_what_they_make_are_a_ring() -> None:
    ring = SHOP.replace("count: {1: 50, 2: 50}", "count: {expr: total}")

    assert worlds.fault(lambda: worlds.engine(ring)).code == "cycle"
