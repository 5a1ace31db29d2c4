"""A plan, its rows and damages to them, for every kind of check."""

from __future__ import annotations

import datetime
from typing import Any

from specgen.contracts import Expectation
from specgen.language.model import Check, History
from specgen.types import parse_type
from tests.checks.case import Case, parents
from tests.checks.cases_of_picks import PICKS
from tests.plans import SPAN, Filler, column, key, plan, sql, table

FILL_PARENTS = "INSERT INTO parents SELECT i, CASE WHEN i <= 5 THEN 'a' ELSE 'b' END, i * 3.00 FROM generate_series(1, 10) AS s(i)"


def _rows(count: int, *planned: Any, **declared: Any) -> Any:
    return plan(table("items", count, column("item_id", "integer"), *planned, **declared))


def _expecting(kind: str, type: str, count: int, facts: dict[str, Any], fill: str, *damages: str) -> Case:
    planned = _rows(count, column("x", type, (Expectation(kind, facts),), nullable=True))
    return Case(planned, (f"INSERT INTO items SELECT i, {fill} FROM generate_series(1, {count}) AS s(i)",), damages)


MONEY = parse_type("decimal(10,2)")
SEGMENTS = {"gold": 0.2, "plain": 0.8}
NULL_IS_FINE = "UPDATE items SET x = NULL WHERE item_id = 7"
PRICES = tuple((float(x), x / 100.0) for x in (0, 10, 25, 50, 75, 90, 100))
SUM = Expectation("sums", {"child": "items", "child_column": "x", "source": MONEY, "via": ("parent_id",), "function": "sum"})
PARTS = Expectation("parts", {"parent": "parents", "of": ("parent_id", "total")})
WEEK = (0.2, 0.2, 0.2, 0.2, 0.2, 0.0, 0.0)
HALF_DAY = tuple(1 / 12 if hour < 12 else 0.0 for hour in range(24))
HISTORY = History(("parent_id",), "start_date", "end_date", "is_current")

CASES = {
    "row_count": Case(
        _rows(10, column("x", "integer")),
        ("INSERT INTO items SELECT i, i FROM generate_series(1, 10) AS s(i)",),
        ("DELETE FROM items WHERE item_id = 3", "INSERT INTO items VALUES (11, 11)"),
    ),
    "primary_key": Case(
        _rows(10, column("x", "integer", nullable=True), primary_key=("item_id", "x")),
        ("INSERT INTO items SELECT i % 5, i FROM generate_series(1, 10) AS s(i)",),
        ("INSERT INTO items VALUES (0, 5)", "INSERT INTO items VALUES (9, NULL)"),
    ),
    "unique": Case(
        _rows(10, column("x", "integer", nullable=True, unique=True)),
        ("INSERT INTO items SELECT i, i FROM generate_series(1, 10) AS s(i)", "INSERT INTO items VALUES (11, NULL), (12, NULL)"),
        ("INSERT INTO items VALUES (13, 5)",),
    ),
    "not_null": Case(
        _rows(10, column("x", "integer")),
        ("INSERT INTO items SELECT i, i FROM generate_series(1, 10) AS s(i)",),
        ("UPDATE items SET x = NULL WHERE item_id = 3",),
    ),
    "foreign_key": Case(
        plan(
            parents(),
            table(
                "items",
                10,
                column("item_id", "integer"),
                column("parent_id", "integer", nullable=True),
                foreign_keys=(key("parent_id", "parents", "parent_id"),),
            ),
        ),
        (FILL_PARENTS, "INSERT INTO items SELECT i, i FROM generate_series(1, 10) AS s(i)", "INSERT INTO items VALUES (11, NULL)"),
        ("INSERT INTO items VALUES (12, 99)",),
    ),
    "accepted_values": _expecting(
        "accepted_values",
        "varchar(20)",
        10,
        {"values": ["it's", "plain"]},
        "CASE WHEN i % 2 = 0 THEN 'it''s' ELSE 'plain' END",
        "UPDATE items SET x = 'Plain' WHERE item_id = 3",
    ),
    "pattern": _expecting(
        "pattern",
        "char(6)",
        10,
        {"regex": r"^(?:[A-C]{1,3}\-[0-9]|it's|é€)$", "declared": r"[A-C]{1,3}-\d|it's|é€"},
        "CASE i WHEN 1 THEN 'it''s' WHEN 2 THEN 'é€' WHEN 3 THEN 'B-0' ELSE 'ABC-7' END",
        "UPDATE items SET x = 'ABD-7' WHERE item_id = 3",
        "UPDATE items SET x = 'xB-0' WHERE item_id = 3",
        "UPDATE items SET x = 'it''ss' WHERE item_id = 1",
        "UPDATE items SET x = 'b-0' WHERE item_id = 3",
        "UPDATE items SET x = 'B-0' || chr(10) WHERE item_id = 3",
        "UPDATE items SET x = '' WHERE item_id = 3",
    ),
    "range": _expecting(
        "range",
        "date",
        10,
        {"min": datetime.date(2025, 1, 2), "max": datetime.date(2025, 1, 11)},
        "DATE '2025-01-01' + CAST(i AS integer)",
        "UPDATE items SET x = DATE '2025-01-01' WHERE item_id = 1",
        "UPDATE items SET x = DATE '2025-01-12' WHERE item_id = 1",
    ),
    "expression": Case(
        plan(
            parents(),
            table(
                "items",
                10,
                column("item_id", "integer"),
                column("parent_id", "integer", nullable=True),
                column("x", "integer", nullable=True),
                foreign_keys=(key("parent_id", "parents", "parent_id"),),
                checks=(Check("by_kind", SPAN, sql("x < case parent_id.kind when 'a' then 6 else 11 end and parent_id.total >= x")),),
            ),
        ),
        (FILL_PARENTS, "INSERT INTO items SELECT i, i, i FROM generate_series(1, 10) AS s(i)", "INSERT INTO items VALUES (11, NULL, 3)"),
        ("UPDATE items SET x = 6 WHERE item_id = 5",),
    ),
    "sql": Case(
        _rows(10, column("x", "integer"), checks=(Check("few_big", SPAN, sql="SELECT * FROM items WHERE x > 9;", tolerance=0.1),)),
        ("INSERT INTO items SELECT i, i FROM generate_series(1, 10) AS s(i)",),
        ("UPDATE items SET x = 30 WHERE item_id = 1",),
    ),
    "sums": Case(
        plan(
            table("parents", 10, column("parent_id", "integer"), column("total", "decimal(10,2)", (SUM,)), primary_key=("parent_id",)),
            table(
                "items",
                18,
                column("parent_id", "integer"),
                column("x", "decimal(10,2)"),
                foreign_keys=(key("parent_id", "parents", "parent_id"),),
            ),
        ),
        (
            "INSERT INTO parents SELECT i, CASE WHEN i = 10 THEN 0 ELSE i * 0.30 END FROM generate_series(1, 10) AS s(i)",
            "INSERT INTO items SELECT i, i * 0.10 FROM generate_series(1, 9) AS s(i)",
            "INSERT INTO items SELECT i, i * 0.20 FROM generate_series(1, 9) AS s(i)",
        ),
        (
            "UPDATE items SET x = x + 0.01 WHERE parent_id = 4",
            "INSERT INTO items VALUES (10, 1)",
            "DELETE FROM items WHERE parent_id = 2",
            "UPDATE items SET x = 60000000 WHERE parent_id = 3",  # a sum beyond the type of the total
        ),
    ),
    "parts": Case(
        plan(
            table("parents", 10, column("parent_id", "integer"), column("total", "decimal(10,2)"), primary_key=("parent_id",)),
            table(
                "items",
                18,
                column("parent_id", "integer"),
                column("x", "decimal(10,2)", (PARTS,)),
                foreign_keys=(key("parent_id", "parents", "parent_id"),),
            ),
        ),
        (
            "INSERT INTO parents SELECT i, CASE WHEN i < 10 THEN i * 0.30 END FROM generate_series(1, 10) AS s(i)",
            "INSERT INTO items SELECT i, i * 0.10 FROM generate_series(1, 9) AS s(i)",
            "INSERT INTO items SELECT i, i * 0.20 FROM generate_series(1, 9) AS s(i)",
        ),
        (
            "UPDATE items SET x = x + 0.01 WHERE parent_id = 4",
            "UPDATE items SET x = NULL WHERE parent_id = 4",
            "INSERT INTO items VALUES (10, 1)",
            "DELETE FROM items WHERE parent_id = 2",
            "UPDATE parents SET total = total + 1 WHERE parent_id = 1",
        ),
    ),
    "history": Case(
        plan(
            table(
                "items",
                20,
                column("parent_id", "integer"),
                column("x", "text", filler=Filler("states")),
                column("start_date", "date"),
                column("end_date", "date", nullable=True),
                column("is_current", "boolean"),
                column("y", "integer", filler=Filler("states")),
                history=HISTORY,
            )
        ),
        (  # from one version to the next x changes, or y does
            "INSERT INTO items SELECT i, 'a', DATE '2025-01-01', DATE '2025-02-01', FALSE, 1 FROM generate_series(1, 10) AS s(i)",
            "INSERT INTO items SELECT i, 'b', DATE '2025-02-01', NULL, TRUE, 1 FROM generate_series(1, 5) AS s(i)",
            "INSERT INTO items SELECT i, 'a', DATE '2025-02-01', NULL, TRUE, 2 FROM generate_series(6, 10) AS s(i)",
        ),
        (
            "UPDATE items SET end_date = DATE '2025-01-31' WHERE parent_id = 3 AND x = 'a'",
            "UPDATE items SET end_date = DATE '2025-02-02' WHERE parent_id = 3 AND x = 'a'",
            "UPDATE items SET is_current = TRUE WHERE parent_id = 3",
            "UPDATE items SET is_current = FALSE WHERE parent_id = 3",
            "UPDATE items SET end_date = DATE '2025-03-01' WHERE parent_id = 3 AND x = 'b'",
            "UPDATE items SET x = 'a' WHERE parent_id = 3",
            "UPDATE items SET y = 1 WHERE parent_id = 8",
            "UPDATE items SET start_date = DATE '2025-02-01' WHERE parent_id = 3",
        ),
    ),
    "shares": _expecting(
        "shares",
        "varchar(20)",
        1000,
        {"shares": SEGMENTS, "exact": False, "cluster": 1.0},
        "CASE WHEN i % 5 = 0 AND i <> 7 THEN 'gold' ELSE 'plain' END",
        "UPDATE items SET x = 'gold' WHERE item_id <= 150",
        "UPDATE items SET x = 'other' WHERE item_id = 1",
    ),
    "profile": _expecting(
        "profile",
        "timestamp",
        1200,
        {"hours": HALF_DAY, "weekdays": WEEK, "cluster": 1.0},
        "TIMESTAMP '2025-01-06 00:30:00' + i % 12 * INTERVAL '1 hour' + i % 5 * INTERVAL '1 day'",
        "UPDATE items SET x = x + INTERVAL '11 hours' WHERE item_id % 12 = 1",
        "UPDATE items SET x = x + INTERVAL '1 day'",
    ),
    "quantiles": _expecting(
        "quantiles",
        "decimal(10,2)",
        1000,
        {"knots": PRICES, "discrete": False},
        "i * 0.10",
        "UPDATE items SET x = x * 0.8",
        "UPDATE items SET x = -1 WHERE item_id = 1",
    ),
    "nulls": Case(
        _rows(
            1000,
            column("x", "integer", nullable=True, nulls=0.2),
            column("may", "integer", nullable=True, nulls=0.2, filler=Filler(own_nulls=True)),
            column("never", "integer", nullable=True, nulls=0.0),
            column("always", "integer", nullable=True, nulls=1.0),
        ),
        (
            "INSERT INTO items SELECT i, i, i, i, NULL FROM generate_series(1, 1000) AS s(i)",
            "UPDATE items SET may = NULL WHERE item_id % 2 = 0",
            "UPDATE items SET x = NULL WHERE item_id % 5 = 0 AND item_id > 100",  # within the bound
        ),
        (
            "UPDATE items SET x = NULL WHERE item_id <= 250",
            "UPDATE items SET x = 1 WHERE item_id <= 600",
            "UPDATE items SET may = 1 WHERE item_id <= 800",
            "UPDATE items SET never = NULL WHERE item_id = 3",
            "UPDATE items SET always = 1 WHERE item_id = 3",
        ),
    ),
    **PICKS,
}
