"""For each promise a damage that breaks it: SQL over the tables that the files were read into."""

from __future__ import annotations


def some(table: str, change: str, where: str) -> str:
    return f"update {table} set {change} where {where}"


def one(table: str, change: str, where: str = "true") -> str:
    return some(table, change, f"rowid = (select max(rowid) from {table} where {where})")


CUSTOMERS = {
    "customers are numbered": one("customers", "customer_id = 0"),
    "emails are unique": some("customers", "email = (select min(email) from customers)", "rowid < 2"),
    "segments have exact shares": one("customers", "customer_segment = 'gold'", "customer_segment <> 'gold'"),
    "customers register 30 to 400 days before their first order": "update customers set registration_date = date '2025-10-01'",
    "versions are numbered": one("customer_segment_history", "history_id = 0"),
    "each customer has a history, in exact shares of lengths": "delete from customer_segment_history where version = 4",
    "versions tile the time from registration to now": one(
        "customer_segment_history", "segment_end_date = segment_end_date - 1", "not is_current"
    ),
    "segments change as the spec allows": some("customer_segment_history", "customer_segment = 'platinum'", "version > 1"),
    "the last version is the customer's own": one("customers", "segment_start_date = segment_start_date + 1"),
    "products are numbered": one("products", "product_id = 201"),
}
ORDERS = {
    "orders are numbered": one("orders", "order_id = 0"),
    "order dates rise with the order number": some("orders", "order_date = '2024-10-28'", "order_id = 7"),
    "orders lie within the two years": one("orders", "order_date = '2025-10-29'"),
    "hours follow their profile": some("orders", "order_date = date_trunc('day', order_date)", "order_id % 3 = 0"),
    "a weekend day has 1.4 times the orders of a weekday": "delete from orders where isodow(order_date) >= 6",
    "a fifth of the customers places 80% of the orders": "update orders set customer_id = 1 + order_id % 100",
    "order status has exact shares": one("orders", "order_status = 'returned'", "order_status <> 'returned'"),
    "payment methods have exact shares": one("orders", "payment_method = 'cash'"),
    "orders point at customers": one("orders", "customer_id = 0"),
    "order_total is the sum of the lines to the cent": one("orders", "order_total = order_total + 0.01"),
    "order_total is in the range of the segment": one("orders", "order_total = 800.01"),
}
ITEMS = {
    "lines are numbered": one("order_items", "order_item_id = 0"),
    "orders have 1 to 5 lines in exact shares": "delete from order_items where order_item_id = 2",
    "lines point at orders and products": one("order_items", "product_id = 0"),
    "no product twice in an order": "update order_items set product_id = 1",
    "some products sell better": "update order_items set product_id = 1 + order_item_id % 200",
    "quantities have their shares": some("order_items", "quantity = 2", "order_item_id % 5 = 0"),
    "line_total = quantity × unit_price − discount_amount": one("order_items", "line_total = line_total - 0.01"),
    "exactly a fifth of the lines has a discount": one("order_items", "discount_amount = 0", "discount_amount > 0"),
    "discounts are 30% at most": one("order_items", "discount_amount = 0.31 * quantity * unit_price"),
    "amounts are written with two digits": "create or replace view amounts as select '82.5' as amount",
}
CLICKS = {
    "event_id is unique": some("clickstream_events", "event_id = '79b75216-17dd-4784-bb2c-a15b3b6c355a'", "rowid < 2"),
    "event_id and session_id are UUIDs of version 4": one("clickstream_events", "event_id = '79b75216-17dd-1784-bb2c-a15b3b6c355a'"),
    "events come in as many sessions as declared": one("clickstream_events", "session_id = event_id"),
    "lengths of sessions vary as declared": some("clickstream_events", "session_id = event_id", "rowid < 999"),
    "a session has one device, one browser and one user": "update clickstream_events set browser = 'lynx' where rowid % 2 = 0",
    "events of a session are in time order": some("clickstream_events", "event_timestamp = '2025-10-28'", "rowid % 2 = 0"),
    "sessions begin within the two years": one("clickstream_events", "event_timestamp = '2023-10-27'"),
    "event types have their shares, within a point": some("clickstream_events", "event_type = 'search'", "rowid % 10 = 0"),
    "no event follows what it cannot follow": some("clickstream_events", "event_type = 'purchase'", "rowid % 3 = 0"),
    "devices have exact shares of the sessions": "delete from clickstream_events where device_type = 'tablet'",
    "browsers go with devices": some("clickstream_events", "browser = 'safari'", "device_type = 'tablet'"),
    "40% of the visitors are not logged in": "update clickstream_events set user_id = 1",
    "a fifth of the customers has 80% of the sessions": some("clickstream_events", "user_id = 1 + hash(session_id) % 100", "user_id > 0"),
    "events point at customers and products": one("clickstream_events", "user_id = 0", "user_id > 0"),
    "a search, and only that, has no product": one("clickstream_events", "product_id = null", "product_id > 0"),
    "page_url is the product's page": one("clickstream_events", "page_url = '/search'", "product_id > 0"),
}  # fmt: skip

DAMAGES = {**CUSTOMERS, **ORDERS, **ITEMS, **CLICKS}
