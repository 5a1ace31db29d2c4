"""What stands beside the fillers is bound as it is written."""

from __future__ import annotations

from specgen.language import load

SPEC = """
specgen: 1
tables:
  orders:
    rows: 5
    columns: {order_id: integer, day: {type: date, uniform: {min: 2025-01-01, max: 2025-02-01}}}
    indexes: [[day], {columns: [order_id, day], unique: true, name: by_order}]
"""


def test_an_index_has_the_name_that_it_was_given_or_one_of_its_columns() -> None:
    indexes = load(SPEC).tables["orders"].indexes

    assert [(index.name, index.columns, index.unique) for index in indexes] == [
        ("orders_day_idx", ("day",), False),
        ("by_order", ("order_id", "day"), True),
    ]
