"""What the customer was promised about the e-commerce data set, as SQL over its CSV files or its tables and nothing else.

Each fact is a query of the rows that offend it; none offends in a right data set. The types are written here once more, so
that reading the files is a test of its own, and nothing is imported from the program that made them. DuckDB and PostgreSQL both
take the queries; there, `rowid` is the place of a row in its file or table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

TABLES = {
    "customers": {
        "customer_id": "integer", "first_name": "varchar", "last_name": "varchar", "email": "varchar", "phone": "varchar",
        "customer_segment": "varchar", "registration_date": "date", "segment_start_date": "date", "segment_end_date": "date",
        "is_current": "boolean",
    },
    "customer_segment_history": {
        "history_id": "bigint", "customer_id": "integer", "version": "integer", "customer_segment": "varchar",
        "segment_start_date": "date", "segment_end_date": "date", "is_current": "boolean",
    },
    "products": {"product_id": "integer", "category": "varchar", "name": "varchar", "price": "decimal(10,2)"},
    "orders": {
        "order_id": "integer", "customer_id": "integer", "order_date": "timestamp", "order_status": "varchar",
        "payment_method": "varchar", "shipping_address": "varchar", "order_total": "decimal(10,2)",
    },
    "order_items": {
        "order_item_id": "bigint", "order_id": "integer", "product_id": "integer", "quantity": "integer",
        "unit_price": "decimal(10,2)", "discount_amount": "decimal(10,2)", "line_total": "decimal(10,2)",
    },
    "clickstream_events": {
        "event_id": "uuid", "session_id": "uuid", "user_id": "integer", "event_timestamp": "timestamp", "event_type": "varchar",
        "product_id": "integer", "page_url": "varchar", "device_type": "varchar", "browser": "varchar",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """Something that is true of every right data set; `offences` is SQL that returns the rows that say otherwise."""

    name: str
    offences: str


def opened(directory: Path) -> duckdb.DuckDBPyConnection:
    """The six files as tables of an embedded database, rows in file order."""
    connection = duckdb.connect()
    for table, columns in TABLES.items():
        form = "header = true, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false"
        connection.execute(f"create table {table} as select * from read_csv('{directory / table}.csv', columns = {columns}, {form})")
    return connection


def broken(connection: duckdb.DuckDBPyConnection, facts: Sequence[Fact] | None = None) -> dict[str, list[tuple[object, ...]]]:
    """The facts (of all, if none are given) that do not hold, each with up to five rows that say so."""
    judged = FACTS if facts is None else facts
    found = {fact.name: connection.execute(f"select * from ({fact.offences}) limit 5").fetchall() for fact in judged}
    return {name: rows for name, rows in found.items() if rows}


# ── the shapes that facts have ───────────────────────────────────────────────────────────────────────────────────────


def _rows(table: str, count: int) -> Fact:
    return Fact(f"{table} has {count:,} rows", f"select count(*) as n from {table} having count(*) <> {count}")


def _key(table: str, *columns: str) -> Fact:
    names = ", ".join(columns)
    empty = " or ".join(f"{column} is null" for column in columns)
    twice = f"select {names}, count(*) from {table} group by {names} having count(*) > 1"
    return Fact(f"{table}: ({names}) is a key", f"{twice} union all select {names}, 0 from {table} where {empty}")


def _numbered(table: str, column: str) -> Fact:
    return Fact(f"{table}.{column} counts 1, 2, 3, …", f"select {column} from {table} where {column} is distinct from rowid + 1")


def _present(table: str, *columns: str) -> Fact:
    empty = " or ".join(f"{column} is null or trim({column}::varchar) = ''" for column in columns)
    return Fact(f"{table}: no empty {', '.join(columns)}", f"select * from {table} where {empty}")


def _points(table: str, column: str, to: str, key: str) -> Fact:
    orphans = f"select {column} from {table} where {column} is not null and {column} not in (select {key} from {to})"
    return Fact(f"{table}.{column} points at {to}", orphans)


def _counts(name: str, source: str, column: str, counts: Mapping[str, int]) -> Fact:
    wanted = ", ".join(f"('{value}', {count})" for value, count in counts.items())
    found = f"select {column}::varchar as value, count(*) as n from {source} group by {column}"
    return Fact(name, f"select * from (values {wanted}) w(value, n) full join ({found}) f using (value) where w.n is distinct from f.n")


def _shares(name: str, source: str, column: str, percentages: Mapping[str, float], margin: float) -> Fact:
    wanted = ", ".join(f"('{value}', {share})" for value, share in percentages.items())
    found = f"select {column} as value, 100.0 * count(*) / sum(count(*)) over () as share from {source} group by {column}"
    within = f"abs(w.share - f.share) <= {margin}"
    return Fact(name, f"select * from (values {wanted}) w(value, share) full join ({found}) f using (value) where ({within}) is not true")


# ── the facts ────────────────────────────────────────────────────────────────────────────────────────────────────────

_VERSIONS = """(select *, row_number() over w as number, lag(customer_segment) over w as segment_before,
    lead(segment_start_date) over w as next_start, lag(history_id) over w is null as is_first, lead(history_id) over w is null as is_last
    from customer_segment_history window w as (partition by customer_id order by segment_start_date, history_id))"""
_FIRST_ORDERS = "(select customer_id, min(order_date)::date as first_order from orders group by customer_id)"
_SESSIONS = (
    "(select session_id, any_value(device_type) as device_type, any_value(user_id) as user_id from clickstream_events group by session_id)"
)
_LINES = "(select order_id, count(*) as lines, sum(line_total) as total from order_items group by order_id)"

CUSTOMERS = (
    _rows("customers", 1_000),
    _numbered("customers", "customer_id"),
    _key("customers", "email"),
    _present("customers", "first_name", "last_name", "email", "phone", "registration_date", "segment_start_date"),
    _counts(
        "500 bronze, 300 silver, 150 gold, 50 platinum",
        "customers",
        "customer_segment",
        {"bronze": 500, "silver": 300, "gold": 150, "platinum": 50},
    ),
    Fact(
        "the segment of a customer is current and has no end",
        "select * from customers where is_current is not true or segment_end_date is not null",
    ),
    Fact(
        "registered 30 to 400 days before the first order",
        f"""select * from customers join {_FIRST_ORDERS} using (customer_id)
        where (first_order - registration_date between 30 and 400) is not true""",
    ),
    Fact("nobody registers after the last day", "select * from customers where registration_date > date '2025-10-28'"),
)

HISTORY = (
    _key("customer_segment_history", "history_id"),
    _key("customer_segment_history", "customer_id", "version"),
    _points("customer_segment_history", "customer_id", "customers", "customer_id"),
    _points("customers", "customer_id", "customer_segment_history", "customer_id"),
    Fact(
        "exactly 300 customers have changed segment",
        """select count(*) as n from (select customer_id from customer_segment_history group by 1 having count(*) > 1)
        having count(*) <> 300""",
    ),
    Fact("versions count 1, 2, … in time order", f"select * from {_VERSIONS} where version is distinct from number"),
    Fact(
        "the history begins with the registration",
        f"""select history_id from {_VERSIONS} h join customers c using (customer_id)
        where is_first and h.segment_start_date is distinct from registration_date""",
    ),
    Fact("each version ends where the next begins", f"select * from {_VERSIONS} where segment_end_date is distinct from next_start"),
    Fact(
        "each version lasts",
        f"select * from {_VERSIONS} where (segment_start_date < coalesce(segment_end_date, date '2025-10-28')) is not true",
    ),
    Fact("neighbours differ", f"select * from {_VERSIONS} where customer_segment is null or customer_segment = segment_before"),
    Fact("the last version is current, and only the last", f"select * from {_VERSIONS} where is_current is distinct from is_last"),
    Fact(
        "the current version is the customer's segment, since the same day",
        f"""select history_id from {_VERSIONS} h join customers c using (customer_id)
        where is_last and (h.customer_segment, h.segment_start_date) is distinct from (c.customer_segment, c.segment_start_date)""",
    ),
    Fact(
        "segments are the four",
        "select * from customer_segment_history where (customer_segment in ('bronze', 'silver', 'gold', 'platinum')) is not true",
    ),
)

PRODUCTS = (
    _rows("products", 200),
    _numbered("products", "product_id"),
    _present("products", "name", "category"),
    Fact("a list price is above 0", "select * from products where (price > 0) is not true"),
)

_WEEKEND = """select avg(n) filter (where weekend) / avg(n) filter (where not weekend) as ratio from (
    select extract(isodow from day) >= 6 as weekend, count(order_id) as n
    from generate_series(timestamp '2023-10-28', timestamp '2025-10-28', interval '1 day') days(day)
    left join orders on order_date::date = day::date group by day, weekend)"""
_TOP = """select sum(n) filter (where rank <= 200) / sum(n) as share
    from (select count(*) as n, row_number() over (order by count(*) desc) as rank from orders group by customer_id)"""

ORDERS = (
    _rows("orders", 5_000),
    _numbered("orders", "order_id"),
    _points("orders", "customer_id", "customers", "customer_id"),
    _present("orders", "customer_id", "order_date", "shipping_address", "order_total"),
    Fact(
        "order_id rises with order_date",
        """select * from (select order_id, order_date, lag(order_date) over (order by order_id) as before from orders)
        where before > order_date""",
    ),
    Fact(
        "orders from 2023-10-28 to 2025-10-28",
        "select * from orders where (order_date >= '2023-10-28' and order_date < timestamp '2025-10-29') is not true",
    ),
    Fact(
        "orders on the first and on the last day",
        """select min(order_date) as first, max(order_date) as last from orders
        having min(order_date)::date <> '2023-10-28' or max(order_date)::date <> '2025-10-28'""",
    ),
    Fact(
        "hours 11, 20 and 21 have 1.5 times the mean hour or more",
        """select h, count(order_id) as n from (values (11), (20), (21)) peaks(h) left join orders on extract(hour from order_date) = h
        group by h having count(order_id) < 1.5 * (select count(*) from orders) / 24""",
    ),
    Fact("a weekend day has 1.2 times a weekday or more", f"select * from ({_WEEKEND}) where (ratio >= 1.2) is not true"),
    Fact("a fifth of the customers make 80 % ± 2 of the orders", f"select * from ({_TOP}) where (share between 0.78 and 0.82) is not true"),
    _counts(
        "order status to the row", "orders", "order_status",
        {"completed": 3750, "pending": 500, "processing": 400, "cancelled": 250, "returned": 100},
    ),
    _counts(
        "payment method to the row", "orders", "payment_method",
        {"credit_card": 2000, "debit_card": 1250, "paypal": 1000, "apple_pay": 500, "google_pay": 250},
    ),
    Fact(
        "order_total in the range of the customer's segment",
        """select order_id, order_total, customer_segment from orders join customers using (customer_id)
        join (values ('bronze', 20, 150), ('silver', 40, 200), ('gold', 80, 400), ('platinum', 150, 800)) r(customer_segment, low, high)
        using (customer_segment) where (order_total between low and high) is not true""",
    ),
    Fact(
        "order_total is the sum of the lines, to the cent",
        f"select * from orders left join {_LINES} using (order_id) where order_total is distinct from total",
    ),
    Fact(
        "no order before registration",
        "select * from orders join customers using (customer_id) where (order_date >= registration_date) is not true",
    ),
)  # fmt: skip

ITEMS = (
    _rows("order_items", 12_500),
    _numbered("order_items", "order_item_id"),
    _points("order_items", "order_id", "orders", "order_id"),
    _points("order_items", "product_id", "products", "product_id"),
    _key("order_items", "order_id", "product_id"),
    Fact("1 to 5 lines an order", f"select * from orders left join {_LINES} using (order_id) where (lines between 1 and 5) is not true"),
    _counts("as many orders of each length as declared", _LINES, "lines", {"1": 1500, "2": 1250, "3": 1000, "4": 750, "5": 500}),
    Fact("quantity is 1 or more", "select * from order_items where (quantity >= 1) is not true"),
    Fact("unit_price is above 0", "select * from order_items where (unit_price > 0) is not true"),
    Fact("a discount on exactly 2,500 lines", "select count(*) as n from order_items where discount_amount > 0 having count(*) <> 2500"),
    Fact(
        "a discount of 30 % at most",
        "select * from order_items where (discount_amount between 0 and 0.30 * quantity * unit_price) is not true",
    ),
    Fact(
        "line_total = quantity × unit_price − discount_amount",
        "select * from order_items where line_total is distinct from quantity * unit_price - discount_amount",
    ),
)

_TYPES = {"page_view": 60, "add_to_cart": 15, "search": 12, "purchase": 8, "remove_from_cart": 5}

EVENTS = (
    _rows("clickstream_events", 50_000),
    _key("clickstream_events", "event_id"),
    _present("clickstream_events", "session_id", "event_timestamp", "page_url", "device_type", "browser"),
    _points("clickstream_events", "user_id", "customers", "customer_id"),
    _points("clickstream_events", "product_id", "products", "product_id"),
    _shares("event types within a point", "clickstream_events", "event_type", _TYPES, 1),
    Fact("8,000 sessions", "select count(distinct session_id) as n from clickstream_events having count(distinct session_id) <> 8000"),
    Fact(
        "one device, browser and user a session",
        """select session_id from clickstream_events group by session_id
        having count(distinct device_type) <> 1 or count(distinct browser) <> 1 or count(distinct user_id) > 1
        or count(user_id) not in (0, count(*))""",
    ),
    Fact(
        "sessions in time order",
        """select * from (select *, lag(event_timestamp) over (partition by session_id order by rowid) as before from clickstream_events)
        where before > event_timestamp""",
    ),
    Fact("no event before 2023-10-28", "select * from clickstream_events where (event_timestamp >= timestamp '2023-10-28') is not true"),
    Fact(
        "no event after the night of the last day",
        "select * from clickstream_events where (event_timestamp < timestamp '2025-10-30') is not true",
    ),
    _counts("devices of sessions to the row", _SESSIONS, "device_type", {"mobile": 5200, "desktop": 2400, "tablet": 400}),
    _shares("devices of events within two points", "clickstream_events", "device_type", {"mobile": 65, "desktop": 30, "tablet": 5}, 2),
    Fact(
        "user_id is null for some, not for all",
        f"""select avg((user_id is null)::integer) as share from {_SESSIONS}
        having (avg((user_id is null)::integer) between 0.35 and 0.45) is not true""",
    ),
)

FACTS = (*CUSTOMERS, *HISTORY, *PRODUCTS, *ORDERS, *ITEMS, *EVENTS)
