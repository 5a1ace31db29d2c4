"""The cases of checks on rows that are picked in unlike proportions."""

from __future__ import annotations

from specgen.contracts import Expectation
from tests.checks.case import Case, parents
from tests.plans import column, key, plan, sql, table

WEIGHED = {"parent_table": "parents", "parent_column": "parent_id", "weight": sql("total")}
PICKED = {"parent_table": "parents", "parent_column": "parent_id"}

PICKS = {
    "concentration": Case(
        plan(
            parents(100),
            table(
                "items",
                1000,
                column("item_id", "integer"),
                column("x", "integer", (Expectation("concentration", PICKED | {"top": 0.2, "share": 0.8, "exact": True}),)),
                column("z", "integer", (Expectation("concentration", PICKED | {"zipf": 1.0, "exact": False}),)),
            ),
        ),
        (
            "INSERT INTO items SELECT i, CASE WHEN i <= 800 THEN 1 + i % 20 ELSE 21 + i % 50 END, "
            "CASE WHEN i <= 193 THEN 1 WHEN i <= 565 THEN 2 + i % 9 WHEN i <= 867 THEN 11 + i % 40 ELSE 51 + i % 50 END "
            "FROM generate_series(1, 1000) AS s(i)",
        ),
        (
            "UPDATE items SET x = 21 + item_id % 50 WHERE item_id <= 100",
            "UPDATE items SET x = 1 WHERE item_id > 900",
            "UPDATE items SET z = 1 + item_id % 100",  # even
            "UPDATE items SET z = 1 WHERE item_id % 8 = 0",  # one has too many
            "UPDATE items SET z = 11 + item_id % 90 WHERE item_id % 4 = 0",  # not skewed enough
        ),
    ),
    "weights": Case(
        plan(
            parents(100),
            table(
                "items",
                1000,
                column("item_id", "integer"),
                column("x", "integer", (Expectation("weights", WEIGHED | {"where": None, "exact": True}),)),
                column("z", "integer", (Expectation("weights", WEIGHED | {"where": sql("kind = 'b'"), "exact": False}),), nullable=True),
                foreign_keys=(key("x", "parents", "parent_id"), key("z", "parents", "parent_id")),
            ),
        ),
        (
            "INSERT INTO parents SELECT i, CASE WHEN i <= 50 THEN 'a' ELSE 'b' END, i % 5 FROM generate_series(1, 100) AS s(i)",
            "INSERT INTO items SELECT i, i % 20 * 5 + 4 - CASE WHEN i > 900 THEN 3 WHEN i > 700 THEN 2 WHEN i > 400 THEN 1 ELSE 0 END, "
            "i % 10 * 5 + 54 - CASE WHEN i > 910 THEN 3 WHEN i > 700 THEN 2 WHEN i > 400 THEN 1 ELSE 0 END "
            "FROM generate_series(1, 1000) AS s(i)",
            "UPDATE items SET z = NULL WHERE item_id % 3 = 0",
        ),
        (
            "UPDATE items SET x = x - 1 WHERE item_id IN (10, 30)",  # two of a stratum
            "UPDATE items SET x = 5 WHERE item_id = 7",  # one of no weight
            "UPDATE items SET z = 55 WHERE item_id = 7",
            "UPDATE items SET z = z - 50 WHERE item_id = 7",  # one to which `where` does not hold
            "UPDATE items SET z = 51 + item_id % 10 * 5 + item_id % 4",  # even
            "UPDATE items SET z = 54 + item_id % 10 * 5 WHERE item_id > 700",  # too skewed
            "UPDATE items SET z = 53 WHERE z = 58",  # one for another of as much weight
        ),
    ),
}
