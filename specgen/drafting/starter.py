"""A small spec to begin with, where there are no tables yet."""

from __future__ import annotations

from specgen.drafting.page import scalar

_TEXT = """\
# {title}: a small spec to begin with.
#
#   specgen preview {file}      a few rows of each table, nothing written
#   specgen run {file}          CSV files in data/generated, a database, and its verdict
#   specgen kinds               what else can fill a column
#
# Change a number here and run again: rows, tables and checks all follow from this file.
specgen: 1
name: {name}
seed: 1                         # another seed gives other rows of the same kind
as_of: 2025-12-31               # "today" for this data set: no clock is read
params: {{scale: 1}}              # specgen run {file} --scale 10 makes ten times the rows

tables:
  customers:
    rows: ${{100 * scale}}
    primary_key: customer_id
    columns:
      customer_id: integer      # a key that says no more counts 1, 2, 3, …
      name: {{type: varchar(80), faker: name}}
      city: {{type: varchar(60), faker: city}}
      segment: {{type: varchar(10), values: {{regular: 80, premium: 20}}}}       # weights
      registered_on: {{type: date, uniform: {{min: 2023-01-01, max: 2024-12-31}}}}

  orders:
    rows: {{per: customers, count: {{1: 50, 2: 30, 3: 20}}}}       # half of the customers have one order
    primary_key: order_id
    indexes: [[customer_id]]
    columns:
      order_id: integer
      customer_id: {{references: customers.customer_id}}
      days: {{type: integer, hidden: true, uniform: {{min: 0, max: 365}}}}      # used below, not written
      ordered_on: {{type: date, expr: customer_id.registered_on + days}}      # never before the customer registered
      status: {{type: varchar(10), values: {{paid: 80, open: 15, cancelled: 5}}}}
      amount: {{type: 'decimal(8,2)', lognormal: {{median: 40, sigma: 0.6, min: 1, max: 900}}, check: amount > 0}}
    checks:
      - {{name: after_registration, expr: ordered_on >= customer_id.registered_on}}
"""


def starter(name: str, file: str) -> str:
    """Its text; `file` is where it goes."""
    return _TEXT.format(title=name.replace("_", " ").capitalize(), name=scalar(name), file=file)
