"""What an engine keeps, and lets go of when the rows that need it are made."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from specgen import api
from specgen.engine import Engine
from tests.worlds import SPECS, engine

STRUCTURES = {"customer_segment_history", "order_items", "clickstream_events"}


def begins(made: Engine) -> set[str]:
    """The tables of which it is kept where their blocks begin."""
    return {key[1] for key in made._kept if key[0] == "offsets"}


def clicks(made: Engine) -> pa.RecordBatch:
    rows, names = made.frame("clickstream_events", 100, 200), ["event_id", "user_id", "page_url"]
    return pa.RecordBatch.from_arrays([rows.column(name) for name in names], names)


def test_what_later_tables_need_stays() -> None:
    made = engine(SPECS / "ecommerce.yaml")
    rows = {name: int(made.offsets(name)[-1]) for name in sorted(STRUCTURES)}
    before = clicks(made)
    assert begins(made) == STRUCTURES

    made.release(["sessions", "clickstream_events"])

    assert begins(made) == {"clickstream_events"}
    assert {name: made.rows(name) for name in sorted(STRUCTURES)} == rows
    assert begins(made) == {"clickstream_events"}, "counting rows again takes nothing"
    assert clicks(made).equals(before)


def test_what_was_let_go_is_made_anew_where_somebody_asks() -> None:
    made = engine(SPECS / "ecommerce.yaml")
    items = made.frame("order_items", 7, 90).column("line_total")
    first = made.frame("customers", 0, 50).column("registration_date")

    made.release(["clickstream_events"])

    assert made.frame("order_items", 7, 90).column("line_total").equals(items)
    assert made.frame("customers", 0, 50).column("registration_date").equals(first)


def test_a_run_holds_only_what_the_tables_to_come_need(tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.1"})
    held: dict[str, set[str]] = {}

    def progress(what: str, rows: int) -> None:
        held[what] = begins(data.engine)

    data.run([api.open_files(str(tmp_path))], jobs=1, progress=progress)

    assert held["order_items"] == {"order_items"}
    assert held["clickstream_events"] == {"clickstream_events"}
