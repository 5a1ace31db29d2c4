"""`uuid`: version 4, distinct by construction."""

from __future__ import annotations

import re

import pyarrow as pa

from specgen.engine.batches import pieces
from specgen.executors.threads import Threads
from tests import worlds

V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_every_value_is_a_version_4_uuid_and_no_two_are_equal() -> None:
    found = worlds.cells(worlds.table(30_000, "x: {type: uuid, uuid: v4}"), "x")

    assert all(V4.fullmatch(value) for value in found)
    assert len(set(found)) == len(found)


def test_batches_that_are_kept_stay_as_they_are() -> None:
    made = worlds.table(200_000, "x: {type: uuid, uuid: v4}")
    kept = [piece.batch.column("x") for piece in pieces(made, Threads(1), ["t"], rows=40_000)]

    assert len(pa.chunked_array(kept).unique()) == 200_000


def test_every_free_bit_is_used() -> None:
    found = [int(value.replace("-", ""), 16) for value in worlds.cells(worlds.table(2_000, "x: {type: uuid, uuid: v4}"), "x")]

    ones = [sum(value >> bit & 1 for value in found) / len(found) for bit in range(128)]
    fixed = {bit: share for bit, share in enumerate(ones) if not 0.4 < share < 0.6}
    assert fixed == {62: 0, 63: 1, 76: 0, 77: 0, 78: 1, 79: 0}


def test_columns_and_seeds_differ() -> None:
    made, other = (worlds.table(50, "x: {type: uuid, uuid: v4}", "y: {type: uuid, uuid: {}}", seed=seed) for seed in (1, 2))

    assert not set(worlds.cells(made, "x")) & {*worlds.cells(made, "y"), *worlds.cells(other, "x")}


def test_another_version_is_refused() -> None:
    assert worlds.fault(lambda: worlds.table(1, "x: {type: uuid, uuid: v9}")).span is not None
