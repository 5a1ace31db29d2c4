"""Pieces of a run: every row once, in order; rules over the row hold before a row leaves."""

from __future__ import annotations

import pytest

from specgen.engine.batches import pieces
from specgen.executors.threads import Threads
from tests import worlds

FAMILIES = """\
specgen: 1
name: families
seed: 1
tables:
  p: {rows: 700, primary_key: p, columns: {p: integer, hidden: {type: integer, hidden: true, uniform: {min: 1, max: 9}}}}
  c: {rows: {per: p, count: {0: 50, 4: 50}}, primary_key: c, columns: {c: integer, p: {references: p.p}}}
  g: {rows: {per: c, count: 2}, columns: {c: {references: c.c}}}
  alone: {rows: 90, columns: {p: {references: {to: p.p, pick: even}}}}
  nothing: {rows: 0, columns: {x: integer}}
  unseen: {hidden: true, rows: 5, columns: {x: integer}}
"""


@pytest.mark.parametrize("rows", [1, 100, 65_536])
def test_every_row_comes_once_and_in_row_order(rows: int) -> None:
    made = worlds.engine(FAMILIES)

    found: dict[str, list[object]] = {}
    sizes: dict[str, int] = {}
    for piece in pieces(made, Threads(2), ["p", "c", "g", "alone", "nothing"], rows):
        found.setdefault(piece.table, []).extend(piece.batch.column(0).to_pylist())
        sizes[piece.table] = max(sizes.get(piece.table, 0), piece.batch.num_rows)
    assert found == {table: worlds.cells(made, column, table) for table, column in {"p": "p", "c": "c", "g": "c", "alone": "p"}.items()}
    assert max(sizes.values()) <= max(2 * rows, 8)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_family_is_complete_behind_its_last_row_and_before_the_next(jobs: int) -> None:
    told: list[str] = []

    for piece in pieces(
        worlds.engine(FAMILIES), Threads(jobs), ["p", "g", "alone", "nothing"], 100, complete=lambda root: told.append(root)
    ):
        if told[-1:] != [f"rows of {piece.table}"]:
            told.append(f"rows of {piece.table}")

    assert told[-3:] == ["p", "rows of alone", "alone"]
    assert {"rows of p", "rows of g"} == set(told[:-3])


def test_hidden_columns_are_not_written() -> None:
    (piece, *_) = pieces(worlds.engine(FAMILIES), Threads(1), ["p"])

    assert piece.batch.schema.names == ["p"]


def test_a_table_alone_is_made_as_with_the_others() -> None:
    made = worlds.engine(FAMILIES)

    alone = [row for piece in pieces(made, Threads(1), ["g"], 50) for row in piece.batch.to_pylist()]
    among = [row for piece in pieces(made, Threads(1), ["p", "c", "g"]) if piece.table == "g" for row in piece.batch.to_pylist()]
    assert alone == among


def test_a_check_over_the_row_stops_the_run_naming_row_and_values() -> None:
    made = worlds.table(50, "x: {type: integer, sequence: {start: 10}, check: x <= 30}")

    refused = worlds.fault(lambda: list(pieces(made, Threads(1), ["t"])))
    assert refused.code == "check-broken"
    assert "t, row 21" in refused.message
    assert "x = 31" in refused.message


def test_an_unknown_check_does_not_stop_the_run() -> None:
    made = worlds.table(5, "x: {type: integer, constant: null, check: x > 3}")

    assert sum(piece.batch.num_rows for piece in pieces(made, Threads(1), ["t"])) == 5
