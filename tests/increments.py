"""Data sets that are cut into windows of time, and the rows of each window."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from functools import cache

import pyarrow as pa

from specgen.engine import Engine
from specgen.engine.batches import schema
from specgen.engine.increments import Increment
from specgen.executors.threads import Threads
from specgen.types import decoded
from specgen.window import Window
from tests import worlds
from tests.laws import data_sets

HEAD = "specgen: 1\nname: test\nseed: 3\nas_of: 2024-12-31\ntables:\n"
TIMED = "time: {from: 2024-01-01, to: 2024-12-31, growth: 2, ordered: true}"
SPECS = {
    "nested blocks": f"""
  people: {{rows: 40, primary_key: id, columns: {{id: integer}}}}
  orders:
    rows: 60
    primary_key: id
    columns:
      id: integer
      person: {{references: people.id}}
      at: {{type: timestamp(0), {TIMED}}}
  lines:
    rows: {{per: orders, count: {{0: 20, 1: 50, 3: 30}}}}
    primary_key: id
    columns:
      id: integer
      order_id: {{references: orders.id}}
  parts:
    rows: {{per: lines, count: {{geometric: {{mean: 2}}}}}}
    primary_key: id
    columns:
      id: integer
      line: {{references: lines.id}}
      at: {{type: timestamp(0), elapsed: {{from: line.order_id.at, step: {{uniform: {{min: 1 days, max: 40 days}}}}}}}}
""",
    "two timed tables, one parent with blocks, and what hangs on none": f"""
  people: {{rows: 40, primary_key: id, columns: {{id: integer}}}}
  histories:
    rows: {{per: people, count: {{1: 50, 2: 50}}}}
    columns: {{person: {{references: people.id}}, n: {{type: integer, ordinal: {{}}}}}}
  cities: {{rows: 5, primary_key: id, columns: {{id: integer}}}}
  addresses: {{rows: 50, columns: {{person: {{references: people.id}}, city: {{references: cities.id}}}}}}
  colours: {{rows: 3, columns: {{id: integer}}}}
  orders: {{rows: 30, columns: {{person: {{references: people.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
  visits: {{rows: 50, columns: {{person: {{references: people.id, nulls: 30%}}, day: {{type: date, {TIMED}}}}}}}
""",
    "a return may be earlier than its order, a review has no time": f"""
  orders: {{rows: 60, primary_key: id, columns: {{id: integer, at: {{type: timestamp(0), {TIMED}}}}}}}
  lines: {{rows: {{per: orders, count: {{1: 50, 2: 50}}}}, primary_key: id, columns: {{id: integer, order_id: {{references: orders.id}}}}}}
  returns: {{rows: 20, columns: {{line: {{references: lines.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
  reviews: {{rows: 20, primary_key: id, columns: {{id: integer, line: {{references: lines.id}}}}}}
  answers: {{rows: 20, columns: {{review: {{references: reviews.id}}, other: {{references: reviews.id}}}}}}
""",
    "a tree, and a ring of tables": f"""
  members: {{rows: 80, primary_key: id, columns: {{id: integer, brought_by: {{references: members.id}}, team: {{references: teams.id}}}}}}
  teams: {{rows: 9, primary_key: id, columns: {{id: integer, head: {{references: members.id}}}}}}
  loans: {{rows: 25, columns: {{member: {{references: members.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
""",
    "calendars": """
  days: {rows: {each: day, from: 2024-01-01, to: 2024-03-31}, primary_key: day, columns: {day: {type: date, each: {}}}}
  shops: {rows: 7, primary_key: id, columns: {id: integer}}
  open: {rows: {cross: [days, shops]}, columns: {day: {references: days.day}, shop: {references: shops.id}}}
  sales:
    rows: {cross: [shops, days]}
    primary_key: [shop, day]
    columns:
      shop: {references: shops.id}
      day: {references: days.day}
      state: {type: text, states: {initial: {a: 100}, transitions: {a: {a: 9, b: 1}, b: {a: 1}}}}
      code: {type: integer, unique: true, permutation: {}}
  tickets: {rows: {per: sales, count: {0: 50, 2: 50}}, primary_key: id, columns: {id: integer, code: {references: sales.code}}}
""",
    "a calendar and an ordered time are crossed, in both orders": f"""
  accounts: {{rows: 12, primary_key: id, columns: {{id: integer, since: {{type: date, {TIMED}}}}}}}
  months: {{rows: {{each: month, from: 2024-01-01, to: 2024-12-31}}, primary_key: month, columns: {{month: {{type: date, each: {{}}}}}}}}
  invoices: {{rows: {{cross: [accounts, months]}}, columns: {{id: {{references: accounts.id}}, month: {{references: months.month}}}}}}
  credits: {{rows: {{cross: [months, accounts]}}, columns: {{id: {{references: accounts.id}}, month: {{references: months.month}}}}}}
""",
    "two calendars are crossed": """
  days: {rows: {each: 9 days, from: 2024-02-01, to: 2024-12-31}, primary_key: day, columns: {day: {type: date, each: {}}}}
  months: {rows: {each: month, from: 2024-01-01, to: 2024-10-31}, primary_key: month, columns: {month: {type: date, each: {}}}}
  shops: {rows: 3, primary_key: id, columns: {id: integer}}
  seen: {rows: {cross: [days, months]}, columns: {day: {references: days.day}, month: {references: months.month}}}
  turned: {rows: {cross: [months, days]}, columns: {day: {references: days.day}, month: {references: months.month}}}
  sold:
    rows: {cross: [shops, months, days]}
    columns: {shop: {references: shops.id}, day: {references: days.day}, month: {references: months.month}}
""",
    "two ordered tables are crossed": f"""
  accounts: {{rows: 30, primary_key: id, columns: {{id: integer, since: {{type: date, {TIMED}}}}}}}
  plans: {{rows: 7, primary_key: id, columns: {{id: integer, since: {{type: timestamp(0), {TIMED}}}}}}}
  colours: {{rows: 2, primary_key: id, columns: {{id: integer}}}}
  offers:
    rows: {{cross: [accounts, plans]}}
    primary_key: n
    columns: {{n: integer, account: {{references: accounts.id}}, plan: {{references: plans.id}}}}
  turned: {{rows: {{cross: [plans, colours, accounts]}}, columns: {{plan: {{references: plans.id}}, account: {{references: accounts.id}}}}}}
  clicks: {{rows: {{per: offers, count: {{0: 50, 3: 50}}}}, columns: {{offer: {{references: offers.n}}}}}}
""",
    "a combination is needed before it is": f"""
  shops: {{rows: 5, primary_key: id, columns: {{id: integer}}}}
  days: {{rows: {{each: 7 days, from: 2024-01-01, to: 2024-12-31}}, primary_key: day, columns: {{day: {{type: date, each: {{}}}}}}}}
  sales:
    rows: {{cross: [shops, days]}}
    primary_key: id
    columns: {{id: integer, shop: {{references: shops.id}}, day: {{references: days.day}}, like: {{references: sales.id}}}}
  plans: {{rows: 4, primary_key: id, columns: {{id: integer, since: {{type: date, {TIMED}}}}}}}
  offers:
    rows: {{cross: [plans, shops]}}
    primary_key: id
    columns: {{id: integer, plan: {{references: plans.id}}, shop: {{references: shops.id}}}}
  visits: {{rows: 9, columns: {{sale: {{references: sales.id}}, offer: {{references: offers.id}}, at: {{type: timestamp(0), {TIMED}}}}}}}
""",
    "keys that are filled without a reference": f"""
  plans:
    rows: [{{plan: a, price: 1}}, {{plan: b, price: 2}}, {{plan: c, price: 3}}]
    primary_key: plan
    columns: {{plan: text, price: integer}}
  labels: {{rows: [{{plan: c}}, {{plan: b}}, {{plan: a}}], primary_key: plan, columns: {{plan: varchar(3)}}}}
  regions: {{rows: 3, primary_key: id, columns: {{id: {{type: integer, sequence: {{start: 10, step: 10}}}}}}}}
  offers:
    rows: {{cross: [plans, regions]}}
    primary_key: [plan, region]
    columns: {{plan: {{references: plans.plan}}, region: {{references: regions.id}}}}
  accounts:
    rows: {{per: regions, count: {{1: 50, 4: 50}}}}
    primary_key: id
    columns: {{id: {{type: uuid, uuid: {{}}}}, region: {{references: regions.id}}}}
  lives:
    rows: {{per: accounts, count: 3}}
    foreign_keys: [{{columns: plan, to: plans.plan}}]
    columns:
      account: {{references: accounts.id}}
      plan: {{type: text, states: {{initial: {{a: 100}}, transitions: {{a: {{b: 1}}, b: {{a: 1, c: 1}}, c: {{c: 1}}}}}}}}
  sold:
    rows: 30
    foreign_keys:
      - {{columns: [plan, region], to: [offers.plan, offers.region]}}
      - {{columns: plan, to: plans.plan}}
      - {{columns: plan, to: labels.plan}}
    columns:
      plan: {{type: text, values: {{a: 80, b: 15, c: 5}}, nulls: 20%}}
      region: {{type: integer, values: [10, 20, 30], nulls: 20%}}
      price: {{expr: plan.price}}
      at: {{type: timestamp(0), {TIMED}}}
""",
    "a hidden table leads": f"""
  users: {{rows: 30, primary_key: id, columns: {{id: integer}}}}
  sessions:
    hidden: true
    rows: 40
    primary_key: id
    columns: {{id: integer, user: {{references: users.id, nulls: 40%}}, at: {{type: timestamp(3), {TIMED}}}}}
  events:
    rows: {{per: sessions, count: {{1: 50, 4: 50}}}}
    foreign_keys: [{{columns: user, to: users.id}}]
    columns: {{session: {{references: sessions.id}}, user: {{expr: session.user}}}}
""",
}
SMALL = {"scale": "0.1", "last_day": "2025-01-08"}


def _as_made(schema: pa.Schema) -> pa.Schema:
    """Batches do not say which columns are never NULL."""
    return pa.schema([field.with_nullable(True) for field in schema])


@cache
def engine(name: str) -> Engine:
    return worlds.engine(HEAD + SPECS[name]) if name in SPECS else Engine(data_sets.plan(data_sets.shipped(name, SMALL)))


@cache
def whole(name: str) -> dict[str, pa.Table]:
    made = engine(name)
    return {table.name: pa.table(worlds.whole(made, table.name, [column.name for column in table.visible])) for table in made.spec.visible}


def windows(cuts: Sequence[datetime.datetime]) -> list[Window]:
    edges = [None, *sorted(cuts), None]
    return [Window(since, until) for since, until in itertools.pairwise(edges)]


def rows(name: str, window: Window, batch: int = 65_536, jobs: int = 1) -> dict[str, pa.Table]:
    made, tables = engine(name), engine(name).spec.visible
    found: dict[str, list[pa.RecordBatch]] = {table.name: [] for table in tables}
    for piece in Increment(made, window).pieces(Threads(jobs), list(found), batch):
        found[piece.table].append(decoded(piece.batch))
    return {table.name: pa.Table.from_batches(found[table.name], _as_made(schema(table))) for table in tables}


def in_order(table: pa.Table) -> list[tuple[object, ...]]:
    return sorted(zip(*table.to_pydict().values(), strict=True), key=repr)
