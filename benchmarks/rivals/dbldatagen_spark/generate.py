"""dbldatagen on a local Spark: a generator for each table, and Spark's own SQL where it has no words for a block of children.

Keeps keys, references, sums, a history that tiles time and one device a session. Shares are drawn and so are not exact, dates do not
rise with the order, no line has a discount, all products sell alike, and customers register before all orders.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

import dbldatagen
from pyspark.sql import DataFrame, SparkSession

SEGMENTS = "array('bronze', 'silver', 'gold', 'platinum')"
HOURS = [1] * 7 + [3] * 4 + [9] * 2 + [4] * 5 + [6] * 2 + [10] * 3 + [3]
KINDS = " || ".join(
    f"array_repeat('{kind}', {share})"
    for kind, share in {"page_view": 60, "add_to_cart": 15, "search": 12, "purchase": 8, "remove_from_cart": 5}.items()
)
SCATTERED = [place * 37 % 100 for place in range(100)]
VERSIONS = [1 if place < 70 else 2 if place < 90 else 3 if place < 98 else 4 for place in SCATTERED]
LINES = [1 if place < 30 else 2 if place < 55 else 3 if place < 75 else 4 if place < 90 else 5 for place in SCATTERED]


def segment(customer: str) -> str:
    """A customer's segment anew from the id: there is no reference to look it up by."""
    weighted = "array_repeat('bronze', 10) || array_repeat('silver', 6) || array_repeat('gold', 3) || array('platinum')"
    return f"element_at({weighted}, cast(1 + pmod(hash({customer}, 7), 20) as int))"


def by_segment(*numbers: int) -> str:
    return f"element_at(array{numbers}, cast(array_position({SEGMENTS}, segment) as int))"


def children(parent: str, counts: list[int]) -> str:
    """How many a parent has: the counts of a hundred parents, over and over."""
    return f"element_at(array({', '.join(map(str, counts))}), cast(1 + pmod({parent} - 1, 100) as int))"


def before(parent: str, counts: list[int]) -> str:
    """How many the parents before it have."""
    sums = [sum(counts[:place]) for place in range(100)]
    return f"(({parent} - 1) div 100 * {sum(counts)} + {children(parent, sums)})"


class Shop:
    def __init__(self, given: argparse.Namespace):
        self.scale, self.threads, self.out = given.scale, given.threads, given.out
        self.words = json.loads(given.vocabulary.read_text(encoding="utf-8"))
        self.customers, self.orders, self.sessions = (round(rows * given.scale) for rows in (1_000, 5_000, 8_000))
        os.environ["PYSPARK_PYTHON"] = sys.executable
        builder = SparkSession.builder.master(f"local[{given.threads}]").config("spark.driver.memory", "4g")
        for name, value in {"ui.enabled": "false", "sql.session.timeZone": "UTC", "sql.shuffle.partitions": given.threads}.items():
            builder = builder.config(f"spark.{name}", value)
        self.spark = builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")

    def table(self, name: str, key: str, rows: int) -> Any:
        parts = max(self.threads, int(self.scale // 25))
        spec = dbldatagen.DataGenerator(
            self.spark, name=name, rows=rows, partitions=parts, randomSeedMethod="hash_fieldname", randomSeed=42
        )
        return spec.withColumn(key, "int", minValue=1, maxValue=rows, uniqueValues=rows)

    def worded(self, spec: Any, column: str, words: str, omit: bool = False) -> Any:
        return spec.withColumn(column, "string", values=[*self.words[words]], random=True, omit=omit)

    def write(self, name: str, source: DataFrame, columns: str) -> None:
        source.createOrReplaceTempView("source")
        self.spark.sql(f"select {columns} from source").write.mode("overwrite").csv(str(self.out / name), header=True)


def drawn(spec: Any, column: str, weights: dict[str, int]) -> Any:
    return spec.withColumn(column, "string", values=[*weights], weights=[*weights.values()], random=True)


def timed(spec: Any) -> Any:
    """A moment in the two years; its parts are columns that are not kept."""
    spec = spec.withColumn("week", "int", minValue=0, maxValue=103, random=True, omit=True)
    spec = spec.withColumn("day", "int", values=[*range(7)], weights=[14, 14, 10, 10, 10, 10, 10], random=True, omit=True)
    spec = spec.withColumn("hour", "int", values=[*range(24)], weights=HOURS, random=True, omit=True)
    spec = spec.withColumn("second", "int", minValue=0, maxValue=3599, random=True, omit=True)
    moment = "timestampadd(SECOND, (week * 7 + day) * 86400 + hour * 3600 + second, timestamp'2023-10-28')"
    return spec.withColumn("moment", "timestamp", expr=moment, baseColumn=["week", "day", "hour", "second"])


def customers(shop: Shop) -> None:
    spec = shop.table("customers", "customer_id", shop.customers)
    spec = shop.worded(shop.worded(spec, "first_name", "first_names"), "last_name", "last_names")
    spec = spec.withColumn("phone", "string", template="ddd-ddd-dddd")
    spec = spec.withColumn("registration_date", "date", begin="2022-09-23", end="2023-09-28", interval="1 day", random=True)
    days = "datediff(date'2025-10-28', registration_date) as days"
    people = spec.build().selectExpr("*", days, f"{segment('customer_id')} as segment", f"{children('customer_id', VERSIONS)} as n")
    shop.write("customers", people, """customer_id, first_name, last_name,
        lower(concat(first_name, '.', last_name, '+', customer_id, '@example.com')) as email, phone,
        segment as customer_segment, registration_date,
        date_add(registration_date, cast(days * (n - 1) div n as int)) as segment_start_date,
        cast(null as date) as segment_end_date, true as is_current""")  # fmt: skip
    shop.write("customer_segment_history", people.selectExpr("*", "explode(sequence(1, n)) as version"), f"""
        {before("customer_id", VERSIONS)} + version as history_id, customer_id, version,
        element_at({SEGMENTS}, cast(1 + pmod(array_position({SEGMENTS}, segment) - 1 + n - version, 4) as int)) as customer_segment,
        date_add(registration_date, cast(days * (version - 1) div n as int)) as segment_start_date,
        case when version < n then date_add(registration_date, cast(days * version div n as int)) end as segment_end_date,
        version = n as is_current""")  # fmt: skip


def products(shop: Shop) -> None:
    spec = drawn(shop.table("products", "product_id", 200), "category", {"Electronics": 30, "Home": 25, "Clothing": 25, "Books": 20})
    spec = spec.withColumn("style", "string", values=["Classic", "Compact", "Smart", "Premium"], random=True)
    spec = spec.withColumn("price", "decimal(10,2)", minValue=3.0, maxValue=400.0, random=True)
    shop.write("products", spec.build(), "product_id, category, concat(style, ' Thing ', product_id) as name, price")


def orders(shop: Shop) -> None:
    spec, top = shop.table("orders", "order_id", shop.orders), shop.customers // 5
    spec = spec.withColumn("chance", "double", minValue=0.0, maxValue=1.0, step=0.001, random=True, omit=True)
    spec = spec.withColumn("favoured", "int", minValue=1, maxValue=top, random=True, omit=True)
    spec = spec.withColumn("other", "int", minValue=top + 1, maxValue=shop.customers, random=True, omit=True)
    spec = spec.withColumn("customer_id", "int", expr="if(chance < 0.8, favoured, other)", baseColumn=["chance", "favoured", "other"])
    spec = drawn(timed(spec), "order_status", {"completed": 75, "pending": 10, "processing": 8, "cancelled": 5, "returned": 2})
    spec = drawn(spec, "payment_method", {"credit_card": 40, "debit_card": 25, "paypal": 20, "apple_pay": 10, "google_pay": 5})
    spec = spec.withColumn("number", "int", minValue=100, maxValue=29_999, random=True).withColumn("postcode", "string", template="ddddd")
    for column, words in {"street": "streets", "city": "cities", "state": "states"}.items():
        spec = shop.worded(spec, column, words)
    spec = spec.withColumn("share", "double", minValue=0.0, maxValue=1.0, step=0.0001, random=True)
    low, high = by_segment(2000, 4000, 8000, 15000), by_segment(15000, 20000, 40000, 80000)
    made = spec.build().selectExpr("*", f"{segment('customer_id')} as segment", f"{children('order_id', LINES)} as n")
    made = made.selectExpr("*", f"cast({low} + share * ({high} - {low}) as int) as cents")
    shop.write("orders", made, """order_id, customer_id, moment as order_date, order_status, payment_method,
        concat(number, ' ', street, '\\n', city, ', ', state, ' ', postcode) as shipping_address,
        cast(cents / 100 as decimal(10,2)) as order_total""")  # fmt: skip
    amount = "cast((cents div n + if(line <= cents % n, 1, 0)) / 100 as decimal(10,2)) as amount"
    shop.write("order_items", made.selectExpr("*", "explode(sequence(1, n)) as line").selectExpr("*", amount), f"""
        {before("order_id", LINES)} + line as order_item_id, order_id,
        cast(1 + pmod(hash(order_id, 5) + 37 * line, 200) as int) as product_id, 1 as quantity,
        amount as unit_price, cast(0 as decimal(10,2)) as discount_amount, amount as line_total""")  # fmt: skip


def clickstream_events(shop: Shop) -> None:
    spec = timed(shop.table("sessions", "session", shop.sessions))
    spec = spec.withColumn("user_id", "int", minValue=1, maxValue=shop.customers, random=True, percentNulls=0.4)
    spec = drawn(spec, "device_type", {"mobile": 65, "desktop": 30, "tablet": 5})
    spec = drawn(drawn(spec, "phone", {"chrome": 60, "safari": 40}), "other", {"chrome": 60, "firefox": 20, "edge": 20})
    sessions = spec.build().selectExpr("*", "uuid() as session_id", "if(session % 4 = 0, 7, 6) as n")
    kind = f"element_at({KINDS}, cast(1 + pmod(hash(session, j, 2), 100) as int)) as event_type"
    events = sessions.selectExpr("*", "explode(sequence(0, n - 1)) as j")
    events = events.selectExpr("*", kind, "cast(1 + pmod(hash(session, j, 3), 200) as int) as p")
    shop.write("clickstream_events", events, """uuid() as event_id, session_id, user_id,
        timestampadd(SECOND, 40 * j + pmod(hash(session, j, 1), 40), moment) as event_timestamp, event_type,
        if(event_type = 'search', null, p) as product_id, if(event_type = 'search', '/search', concat('/products/', p)) as page_url,
        device_type, if(device_type = 'mobile', phone, other) as browser""")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--threads", type=int, default=1)
    given, _ = parser.parse_known_args()
    given.out.mkdir(parents=True, exist_ok=True)
    shop = Shop(given)
    for make in (customers, products, orders, clickstream_events):
        make(shop)
    shop.spark.stop()


if __name__ == "__main__":
    main()
