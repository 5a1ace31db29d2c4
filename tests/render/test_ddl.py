"""DDL that both databases take, with names that can be foretold."""

from __future__ import annotations

import duckdb
import pytest

from specgen.language.model import Check, Index
from specgen.plan.model import Plan
from specgen.render import constraint_name, ddl
from tests.plans import SPAN, Filler, column, key, plan, sql, table
from tests.servers import Base


def _shop() -> Plan:
    customers = table(
        "customers",
        10,
        column("customer_id", "integer"),
        column("Full Name", "varchar(50)", description="as it's written"),
        column("order", "text", nullable=True, default="it's"),
        primary_key=("customer_id",),
        description="Who buys",
    )
    orders = table(
        "orders",
        20,
        column("order_id", "bigint"),
        column("customer_id", "integer", nullable=True),
        column("quantity", "integer", check=sql("quantity > 0")),
        column("price", "decimal(10,2)", default="0.00"),
        column("total", "decimal(12,2)", filler=Filler("expr", sql("quantity * price")), generated=True),
        column("code", "varchar(20)", unique=True),
        column("secret", "integer", hidden=True),
        primary_key=("order_id",),
        unique=(("customer_id", "code"),),
        foreign_keys=(key("customer_id", "customers", "customer_id"),),
        checks=(
            Check("cheap", SPAN, sql("price < 100")),
            Check("hush", SPAN, sql("secret = 1")),
            Check("named", SPAN, sql("customer_id.order = 'x'")),
        ),
        indexes=(Index("orders_by_price", ("price",)),),
    )
    return plan(customers, orders, table("ghosts", 3, column("g", "integer"), hidden=True), description="A shop\nand more")


def test_duckdb_takes_it_and_holds_what_is_declared() -> None:
    made = ddl(_shop(), "duckdb")
    with duckdb.connect() as connection:
        for statement in (*made.create, *made.constraints):
            connection.execute(statement)
        comments = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        connection.execute("INSERT INTO customers VALUES (1, 'A', NULL)")
        connection.execute("INSERT INTO orders (order_id, customer_id, quantity, price, code) VALUES (1, 1, 2, 1.50, 'x')")

        for offence in (
            "(1, 1, 2, 1.50, 'y')",
            "(2, 9, 2, 1.50, 'y')",
            "(2, 1, 0, 1.50, 'y')",
            "(2, 1, 2, 100, 'y')",
            "(2, 1, 2, 1.50, 'x')",
        ):
            with pytest.raises(duckdb.ConstraintException):
                connection.execute(f"INSERT INTO orders (order_id, customer_id, quantity, price, code) VALUES {offence}")
        assert str(connection.execute("SELECT total FROM orders").fetchall()[0][0]) == "3.00"

    assert comments == {"customers": "Who buys [specgen shop]", "orders": "[specgen shop]"}


def test_postgres_takes_it_and_names_constraints_as_foretold(base: Base) -> None:
    made = ddl(_shop(), "postgres")
    for statement in (*made.create, *made.constraints):
        base.ask(statement)
    names = base.ask("SELECT conname FROM pg_constraint WHERE contype <> 'n' AND connamespace = 'public'::regnamespace ORDER BY 1")

    assert [name for (name,) in names] == [
        "customers_pkey", "orders_cheap", "orders_code_key", "orders_customer_id_code_key", "orders_customer_id_fkey", "orders_pkey",
        "orders_quantity_check",
    ]  # fmt: skip


def test_hidden_columns_and_tables_leave_no_trace() -> None:
    for dialect_name in ("duckdb", "postgres"):
        text = ddl(_shop(), dialect_name).text

        assert "secret" not in text
        assert "ghosts" not in text
        assert text == ddl(_shop(), dialect_name).text


def test_the_script_begins_with_the_spec_and_runs_as_one() -> None:
    text = ddl(_shop(), "duckdb").text

    assert text.startswith("-- shop: A shop\n-- and more\n")
    with duckdb.connect() as connection:
        connection.execute(text)


def test_names_are_quoted_only_where_they_must_be() -> None:
    text = ddl(_shop(), "postgres").text

    assert '"Full Name" varchar(50)' in text.replace("VARCHAR", "varchar")
    assert '"order" ' in text
    assert '"customer_id"' not in text


def _circle() -> Plan:
    left, right = (
        table(one, 1, column("id", "integer"), column("other", "integer"), primary_key=("id",), foreign_keys=(key("other", two, "id"),))
        for one, two in (("left_side", "right_side"), ("right_side", "left_side"))
    )
    return plan(left, right, deferred=frozenset({("left_side", ("other",))}))


def test_a_circle_of_foreign_keys_is_left_out_in_duckdb_with_a_word_about_it() -> None:
    made = ddl(_circle(), "duckdb")

    assert "a circle of foreign keys" in made.create[0]
    assert "FOREIGN KEY" not in made.create[0]
    with duckdb.connect() as connection:
        connection.execute(made.text)


def test_a_circle_of_foreign_keys_is_whole_in_postgres() -> None:
    assert sum("FOREIGN KEY" in statement for statement in ddl(_circle(), "postgres").constraints) == 2


def _kinds(one: str, other: str) -> Plan:
    parents = table("parents", 1, column("id", one), primary_key=("id",))
    return plan(parents, table("children", 1, column("parent", other), foreign_keys=(key("parent", "parents", "id"),)))


@pytest.mark.parametrize("kinds", [("integer", "bigint"), ("decimal(9,2)", "integer"), ("date", "timestamp"), ("double", "real")])
def test_a_key_of_another_type_is_left_out_in_duckdb_with_a_word_about_it(kinds: tuple[str, str], base: Base) -> None:
    made = ddl(_kinds(*kinds), "duckdb")

    assert f"(parent) refers to parents: a key of another type, {kinds[0]}, which duckdb cannot declare" in made.text
    with duckdb.connect() as connection:
        connection.execute(made.text)
    base.ask(whole := ddl(_kinds(*kinds), "postgres").text)
    assert "FOREIGN KEY" in whole


@pytest.mark.parametrize("kinds", [("text", "varchar(9)"), ("char(9)", "text"), ("timestamp(0)", "timestamp(0)"), ("uuid", "uuid")])
def test_a_key_that_duckdb_can_compare_is_declared(kinds: tuple[str, str]) -> None:
    made = ddl(_kinds(*kinds), "duckdb")

    assert "FOREIGN KEY" in made.text
    with duckdb.connect() as connection:
        connection.execute(made.text)


def test_long_names_are_cut_and_stay_different() -> None:
    first, second = (constraint_name("é" * 40, tail, "fkey") for tail in ("a", "b"))

    assert len(first.encode()) <= 63
    assert first != second
    assert constraint_name("orders", "customer_id", "fkey") == "orders_customer_id_fkey"


def test_rules_over_a_computed_column_are_left_out_in_duckdb_with_a_word_about_it() -> None:
    orders = table(
        "orders",
        20,
        column("price", "integer"),
        column("total", "integer", filler=Filler("expr", sql("price * 2")), generated=True, check=sql("total > 0")),
        primary_key=("total",),
        unique=(("price", "total"),),
        checks=(Check("cheap", SPAN, sql("price < total")),),
        indexes=(Index("orders_by_total", ("total",)),),
    )
    made = ddl(plan(orders, table("lines", 3, column("t", "integer"), foreign_keys=(key("t", "orders", "total"),))), "duckdb")

    with duckdb.connect() as connection:
        for statement in (*made.create, *made.constraints):
            connection.execute(statement)
    assert "CONSTRAINT" not in made.text and "-- (t) refers to orders: a key that is computed when it is read" in made.text
    assert made.text.count("is about a column that is computed when it is read: duckdb cannot declare it; the checks cover it") == 4
    assert "CONSTRAINT orders_cheap CHECK" in ddl(plan(orders), "postgres").text
