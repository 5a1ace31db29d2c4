"""What specs/ecommerce.yaml promises, as SQL over the files that a rival wrote: each query returns the rows that break a promise.

The figures are written here once more, so nothing is asked of the program that made the rows. `$orders` stands for the number of
orders at the scale in question. What is drawn may stray by five standard errors, what is declared exact by nothing.
"""

from __future__ import annotations

from .shapes import SAMPLED, about, exactly, favoured, known, numbered, unique

ROWS = {
    "customers": 1_000, "customer_segment_history": 1_420, "orders": 5_000, "order_items": 12_500,
    "clickstream_events": 50_000, "sessions": 8_000,
}  # fmt: skip


def counts(scale: float) -> dict[str, int]:
    """How many rows there have to be of each table, and of what has no table of its own."""
    return {"products": 200} | {name: round(rows * scale) for name, rows in ROWS.items()}


SEGMENTS = {"bronze": 50, "silver": 30, "gold": 15, "platinum": 5}
STATUS = {"completed": 75, "pending": 10, "processing": 8, "cancelled": 5, "returned": 2}
PAYMENT = {"credit_card": 40, "debit_card": 25, "paypal": 20, "apple_pay": 10, "google_pay": 5}
EVENTS = {"page_view": 60, "add_to_cart": 15, "search": 12, "purchase": 8, "remove_from_cart": 5}
DEVICES = {"mobile": 65, "desktop": 30, "tablet": 5}
WEIGHT_OF_HOUR = [1] * 7 + [3] * 4 + [9] * 2 + [4] * 5 + [6] * 2 + [10] * 3 + [3]
HOURS = {str(hour): weight for hour, weight in enumerate(WEIGHT_OF_HOUR)}
MOVES = "'bronze>silver', 'bronze>gold', 'silver>bronze', 'silver>gold', 'gold>silver', 'gold>platinum', 'platinum>gold'"
NEVER = "'search>purchase', 'search>remove_from_cart', 'purchase>add_to_cart', 'purchase>remove_from_cart'"
RANGES = "(values ('bronze', 20, 150), ('silver', 40, 200), ('gold', 80, 400), ('platinum', 150, 800)) r(customer_segment, low, high)"
UUID4 = "'^.{14}4.{4}[89ab]'"
VERSIONS = """(select *, row_number() over w as number, lag(customer_segment) over w as segment_before,
    lead(segment_start_date) over w as next_start, lead(history_id) over w is null as is_last
    from customer_segment_history window w as (partition by customer_id order by segment_start_date, history_id))"""
FIRST_ORDERS = "(select customer_id, min(order_date)::date as first_order from orders group by all)"
LINES = "(select order_id, count(*) as lines, sum(line_total) as total from order_items group by order_id)"
SESSIONS = """(select session_id, any_value(device_type) as device_type, any_value(browser) as browser, any_value(user_id) as user_id,
    min(event_timestamp) as started, count(*) as n from clickstream_events group by session_id)"""
CLICKS = """(select *, lag(event_type) over w as type_before, lag(event_timestamp) over w as time_before
    from clickstream_events window w as (partition by session_id order by rowid))"""

CUSTOMERS = {
    "customers are numbered": numbered("customers", "customer_id"),
    "emails are unique": unique("customers", "email"),
    "segments have exact shares": exactly("customers", "customer_segment", "$customers", SEGMENTS),
    "customers register 30 to 400 days before their first order": f"""select customer_id from customers join {FIRST_ORDERS}
        using (customer_id) where (first_order - registration_date between 30 and 400) is not true""",
}
HISTORY = {
    "versions are numbered": numbered("customer_segment_history", "history_id"),
    "each customer has a history, in exact shares of lengths": exactly(
        "(select customer_id, count(*) as versions from customer_segment_history group by all)",
        "versions", "$customers", {"1": 70, "2": 20, "3": 8, "4": 2},
    ),
    "versions tile the time from registration to now": f"""select history_id from {VERSIONS} h left join customers c using (customer_id)
        where version is distinct from number or h.segment_end_date is distinct from next_start
        or (number = 1 and h.segment_start_date is distinct from registration_date) or h.is_current is distinct from is_last
        or (h.segment_start_date < coalesce(h.segment_end_date, date '2025-10-28')) is not true""",
    "segments change as the spec allows": f"""from {VERSIONS} where number > 1
        and ((segment_before || '>' || customer_segment) in ({MOVES})) is not true""",
    "the last version is the customer's own": f"""select history_id from {VERSIONS} h left join customers c using (customer_id)
        where is_last and (h.customer_segment, h.segment_start_date) is distinct from (c.customer_segment, c.segment_start_date)""",
}  # fmt: skip
ORDERS = {
    "orders are numbered": numbered("orders", "order_id"),
    "order dates rise with the order number": """from (select *, lag(order_date) over (order by order_id) as before from orders)
        where before > order_date""",
    "orders lie within the two years": "from orders where (order_date::date between '2023-10-28' and '2025-10-28') is not true",
    "hours follow their profile": about("orders", "hour(order_date)", HOURS),
    "a weekend day has 1.4 times the orders of a weekday": about(  # 210 days of the 732 are at weekends
        "orders", "isodow(order_date) >= 6", {"true": 1.4 * 210, "false": 522},
    ),
    "a fifth of the customers places 80% of the orders": favoured("orders", "customer_id", 0.02),
    "order status has exact shares": exactly("orders", "order_status", "$orders", STATUS),
    "payment methods have exact shares": exactly("orders", "payment_method", "$orders", PAYMENT),
    "orders point at customers": known("orders", customer_id="customers"),
    "order_total is the sum of the lines to the cent": f"""from orders left join {LINES} using (order_id)
        where order_total is distinct from total""",
    "order_total is in the range of the segment": f"""select order_id from orders join customers using (customer_id)
        left join {RANGES} using (customer_segment) where (order_total between low and high) is not true""",
}  # fmt: skip
ITEMS = {
    "lines are numbered": numbered("order_items", "order_item_id"),
    "orders have 1 to 5 lines in exact shares": exactly(LINES, "lines", "$orders", {"1": 30, "2": 25, "3": 20, "4": 15, "5": 10}),
    "lines point at orders and products": known("order_items", order_id="orders", product_id="products"),
    "no product twice in an order": unique("order_items", "order_id", "product_id"),
    "some products sell better": """select 1 from (select count(*) as n, row_number() over (order by count(*) desc) as rank
        from order_items group by product_id) having (sum(n) filter (rank <= 40) / sum(n) between 0.42 and 0.58) is not true""",
    "quantities have their shares": about("order_items", "quantity", {"1": 70, "2": 20, "3": 10}),
    "line_total = quantity × unit_price − discount_amount": """from order_items
        where line_total is distinct from quantity * unit_price - discount_amount or (unit_price > 0) is not true""",
    "exactly a fifth of the lines has a discount": """select count(*) as n from order_items where discount_amount > 0
        having n <> $order_items / 5""",
    "discounts are 30% at most": """from order_items
        where (discount_amount between 0 and 0.30 * quantity * unit_price) is not true""",
    "amounts are written with two digits": "from amounts where regexp_full_match(amount, '[0-9]+[.][0-9]{2}') is not true",
}
CLICKSTREAM = {
    "event_id is unique": unique("clickstream_events", "event_id"),
    "event_id and session_id are UUIDs of version 4": f"""from clickstream_events where (regexp_matches(event_id::varchar, {UUID4})
        and regexp_matches(session_id::varchar, {UUID4})) is not true""",
    "events come in as many sessions as declared": f"select count(*) as n from {SESSIONS} having n <> $sessions",
    "lengths of sessions vary as declared": f"""select stddev(n) as s from {SESSIONS}
        having (abs(s - sqrt(6.25 * 5.25)) <= greatest(0.2, 50 / sqrt(count(*)))) is not true""",
    "a session has one device, one browser and one user": """select session_id from clickstream_events group by session_id
        having count(distinct device_type) <> 1 or count(distinct browser) <> 1 or count(distinct user_id) > 1
        or count(user_id) not in (0, count(*))""",
    "events of a session are in time order": f"from {CLICKS} where time_before > event_timestamp",
    "sessions begin within the two years": f"""from {SESSIONS}
        where (started::date between '2023-10-28' and '2025-10-28') is not true""",
    "event types have their shares, within a point": about("clickstream_events", "event_type", EVENTS, f"greatest(0.01, {SAMPLED})"),
    "no event follows what it cannot follow": f"from {CLICKS} where (type_before || '>' || event_type) in ({NEVER})",
    "devices have exact shares of the sessions": exactly(SESSIONS, "device_type", "$sessions", DEVICES),
    "browsers go with devices": f"""from {SESSIONS} where (browser in ('chrome', 'safari') and device_type = 'mobile'
        or browser in ('chrome', 'firefox', 'edge') and device_type <> 'mobile') is not true""",
    "40% of the visitors are not logged in": about(SESSIONS, "user_id is null", {"true": 40, "false": 60}),
    "a fifth of the customers has 80% of the sessions": favoured(f"{SESSIONS} where user_id is not null", "user_id", 0.03),
    "events point at customers and products": known("clickstream_events", user_id="customers", product_id="products"),
    "a search, and only that, has no product": """from clickstream_events
        where (event_type = 'search') is distinct from (product_id is null)""",
    "page_url is the product's page": """from clickstream_events where page_url is distinct from
        case when product_id is null then '/search' else '/products/' || product_id end""",
}

PROMISES = {**CUSTOMERS, **HISTORY, "products are numbered": numbered("products", "product_id"), **ORDERS, **ITEMS, **CLICKSTREAM}
