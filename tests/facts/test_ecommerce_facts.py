"""The e-commerce data set is what the customer was promised, for every seed; and each promise would be missed if it were broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests import worlds
from tests.facts import check_ecommerce
from tests.facts.ecommerce import CUSTOMERS, EVENTS, FACTS, HISTORY, ITEMS, ORDERS, PRODUCTS, broken, opened


@pytest.mark.parametrize("seed", [1, 2, 3, 42, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 21))])
def test_every_fact_holds(seed: int, tmp_path: Path) -> None:
    """For the spec's own seed and three others; the slow ones are seventeen more."""
    worlds.write(worlds.engine(worlds.SPECS / "ecommerce.yaml", {"seed": str(seed)}), tmp_path)

    assert broken(opened(tmp_path)) == {}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("ecommerce")
    worlds.write(worlds.engine(worlds.SPECS / "ecommerce.yaml"), directory)
    return directory


@pytest.fixture(scope="module")
def connection(files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(files) as connection:
        yield connection


def _named(*words: str) -> set[str]:
    """The facts whose names begin so; each word must name one."""
    found = {word: {fact.name for fact in FACTS if fact.name.startswith(word)} for word in words}
    assert all(found.values()), found
    return {name for names in found.values() for name in names}


DAMAGES = {
    "delete from customers where customer_id = 500": _named(
        "customers has", "500 bronze", "orders.customer_id points", "customer_segment_history.customer_id points"
    ),
    "update customers set customer_id = customer_id + 1": _named("customers.customer_id counts"),
    "update customers set email = (select min(email) from customers)": _named("customers: (email)"),
    "update customers set phone = '' where customer_id = 7": _named("customers: no empty"),
    "update customers set customer_segment = if(customer_segment = 'gold', 'bronze', 'gold') where customer_id = 1": _named(
        "500 bronze", "the current version is"
    ),
    "update customers set is_current = false where customer_id = 9": _named("the segment of a customer is current"),
    "update customers set registration_date = registration_date - 400 where customer_id in (select customer_id from orders)": _named(
        "registered 30 to 400", "the history begins"
    ),
    "update customers set registration_date = '2025-10-29'": _named("nobody registers", "no order before registration"),
    "update customer_segment_history set history_id = 1 where history_id = 2": _named("customer_segment_history: (history_id)"),
    "update customer_segment_history set version = 1": _named("customer_segment_history: (customer_id, version)", "versions count"),
    "delete from customer_segment_history where customer_id in (from orders select max(customer_id))": _named(
        "customers.customer_id points"
    ),
    "delete from customer_segment_history where version > 1 and customer_id % 2 = 0": _named("exactly 300"),
    "update customer_segment_history set segment_end_date = segment_end_date + 1 where version = 1": _named("each version ends where"),
    "update customer_segment_history set segment_start_date = '2025-10-28' where version = 1": _named(
        "each version lasts", "the history begins"
    ),
    "update customer_segment_history set customer_segment = 'gold'": _named("neighbours differ", "the current version is"),
    "update customer_segment_history set is_current = true": _named("the last version is current"),
    "update customer_segment_history set customer_segment = 'iron' where history_id = 1": _named("segments are the four"),
    "delete from products where product_id = 200": _named("products has"),
    "update products set product_id = product_id + 1": _named(
        "products.product_id counts", "order_items.product_id points", "clickstream_events.product_id points"
    ),
    "update products set name = null, price = -price where product_id = 3": _named("products: no empty", "a list price"),
    "delete from orders where order_id = 5000": _named("orders has", "order status", "payment method", "order_items.order_id points"),
    "update orders set order_id = 5001 - order_id": _named("orders.order_id counts", "order_id rises"),
    "update orders set shipping_address = '' where order_id = 8": _named("orders: no empty"),
    "update orders set order_date = order_date + interval 1 day": _named("orders from", "orders on the first"),
    "update orders set order_date = order_date + interval 3 hour": _named("hours 11"),
    "update orders set order_date = order_date - interval 3 day where isodow(order_date) >= 6": _named("a weekend day"),
    "update orders set customer_id = order_id % 1000 + 1": _named("a fifth of the customers"),
    "update orders set customer_id = 1": _named("a fifth of the customers", "order_total in the range"),
    "update orders set order_total = order_total + 0.01 where order_id = 4321": _named("order_total is the sum"),
    "update order_items set order_item_id = order_item_id + 1": _named("order_items.order_item_id counts"),
    "delete from order_items where rowid = 12499": _named("order_items has", "as many orders of each length", "order_total is the sum"),
    "update order_items set order_id = (select min(order_id) from order_items)": _named("1 to 5 lines"),
    "update order_items set product_id = 1": _named("order_items: (order_id, product_id)"),
    "update order_items set quantity = 0, unit_price = 0 where order_item_id = 77": _named("quantity is", "unit_price is", "line_total ="),
    "update order_items set discount_amount = if(discount_amount = 0, 0.01, 0) where order_item_id = 1": _named("a discount on exactly"),
    "update order_items set discount_amount = 0.31 * unit_price * quantity where order_item_id = 5": _named("a discount of 30 %"),
    "update order_items set line_total = line_total + 0.01 where order_item_id = 12000": _named("line_total =", "order_total is the sum"),
    "delete from clickstream_events where rowid = 17": _named("clickstream_events has"),
    "update clickstream_events set event_id = (select min(event_id) from clickstream_events)": _named("clickstream_events: (event_id)"),
    "update clickstream_events set page_url = null where rowid = 44": _named("clickstream_events: no empty"),
    "update clickstream_events set user_id = 1001 where rowid = 3": _named("clickstream_events.user_id points"),
    "update clickstream_events set event_type = 'search' where rowid % 50 = 0": _named("event types"),
    "update clickstream_events set session_id = (select min(session_id) from clickstream_events)": _named(
        "8,000 sessions", "one device, browser"
    ),
    "update clickstream_events set event_timestamp = event_timestamp - interval 700 day": _named("no event before"),
    "update clickstream_events set event_timestamp = event_timestamp + interval 2 day": _named("no event after"),
    "update clickstream_events set event_timestamp = event_timestamp - rowid * interval 1 day where rowid < 500": _named(
        "sessions in time order"
    ),
    "update clickstream_events set device_type = 'tablet' where rowid < 5000": _named("devices of"),
    "update clickstream_events set user_id = null": _named("user_id is null"),
}
"""SQL that damages the data, and the facts that must then be broken (others may be too)."""


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_breaks_the_facts_that_speak_of_it(damage: str, connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("begin")
    try:
        connection.execute(damage)
        wrong = set(broken(connection, [fact for fact in FACTS if fact.name in DAMAGES[damage]]))
    finally:
        connection.execute("rollback")

    assert wrong == DAMAGES[damage]


def test_every_fact_is_broken_by_some_damage() -> None:
    assert {fact.name for fact in FACTS} - set().union(*DAMAGES.values()) == set()


def test_every_table_has_facts_of_its_own() -> None:
    names = [fact.name for group in (CUSTOMERS, HISTORY, PRODUCTS, ORDERS, ITEMS, EVENTS) for fact in group]

    assert len(names) == len(set(names)) == len(FACTS)


def test_the_script_names_each_fact_and_ends_in_the_verdict(files: Path, tmp_path: Path) -> None:
    script = [sys.executable, str(Path(check_ecommerce.__file__))]
    damaged = tmp_path / "damaged"
    shutil.copytree(files, damaged)
    orders = (damaged / "orders.csv").read_text(encoding="utf-8")
    (damaged / "orders.csv").write_text(orders.replace("paypal", "cheque", 1), encoding="utf-8")

    good = subprocess.run([*script, str(files)], capture_output=True, encoding="utf-8", check=False)
    bad = subprocess.run([*script, str(damaged)], capture_output=True, encoding="utf-8", check=False)

    assert (good.returncode, bad.returncode) == (0, 1)
    assert good.stdout.count("✓") == len(FACTS)
    assert "✗ payment method to the row" in bad.stdout
