"""A call from Python that is given what it does not take says so in a sentence, and no row is silently left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen import Dataset, SpecError


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return specgen.load("ecommerce", {"scale": 0.1})


CALLS: list[tuple[Callable[[Dataset], object], type[Exception], str]] = [
    (lambda shop: shop.batches("orders", rows=0), ValueError, "rows is a whole number from 1 on, not 0"),
    (lambda shop: shop["orders"].batches(rows=-1), ValueError, "rows is a whole number from 1 on, not -1"),
    (lambda shop: shop.batches("orders", rows="9"), TypeError, "rows is a whole number, not '9'"),  # type: ignore[arg-type]
    (lambda shop: shop["orders"].batches(rows=1.5), TypeError, "rows is a whole number, not 1.5"),  # type: ignore[arg-type]
    (lambda shop: shop.batches("orders", jobs=0), ValueError, "jobs is a whole number from 1 on"),
    (lambda shop: shop["orders"].batches(jobs=-1), ValueError, "jobs is a whole number from 1 on"),
    (lambda shop: shop.run([], jobs=0), ValueError, "jobs is a whole number from 1 on"),
    (lambda shop: shop.run([], batch_rows=0), ValueError, "batch_rows is a whole number from 1 on"),
    (lambda shop: shop.run([], executor=3), TypeError, "executor is a name such as 'threads'"),  # type: ignore[arg-type]
    (lambda shop: shop.run("data"), TypeError, "sinks is a list of what open_target or open_files gives"),  # type: ignore[arg-type]
    (lambda shop: shop.run([3]), TypeError, "sinks is a list of what open_target or open_files gives"),  # type: ignore[list-item]
    (lambda shop: shop.run([], tables="orders"), TypeError, "tables is a list of names, not 'orders': write ['orders']"),
    (lambda shop: shop.run([], since=3), SpecError, "--since takes a date or timestamp, got '3'"),  # type: ignore[arg-type]
    (lambda shop: shop.validate(None), TypeError, "sinks is a list of what"),  # type: ignore[arg-type]
    (lambda shop: shop.parts("data", count=0), ValueError, "count is a whole number from 1 on"),
    (lambda shop: shop.parts("data", largest=0), ValueError, "largest is a whole number from 1 on"),
    (lambda shop: shop.parts("data", partition_by="order_month"), TypeError, "partition_by is a list of names"),
    (lambda shop: shop.rows("orders", -3, 5), ValueError, "rows are counted from 0, and -3 is before the first"),
    (lambda shop: shop.rows("orders", 0, -3), ValueError, "rows are counted from 0, and -3 is before the first"),
    (lambda shop: shop.rows("orders", "a", 3), TypeError, "start is a whole number, not 'a'"),  # type: ignore[arg-type]
    (lambda shop: shop.rows("orders", 0, 3, "order_id"), TypeError, "columns is a list of names, not 'order_id': write ['order_id']"),
    (lambda shop: shop["orders"].find({"order_id": 3}, 0, -5), ValueError, "-5 is before the first"),
    (lambda shop: shop["orders"].find("order_id"), TypeError, "conditions is a dict"),  # type: ignore[arg-type]
    (lambda shop: shop["orders"].select(["order_id"]), TypeError, "one by one, as in select('order_id')"),  # type: ignore[arg-type]
    (lambda shop: shop["orders"]["order_id"], TypeError, "number of a row or a slice, not 'order_id'; a column is .select('order_id')"),  # type: ignore[call-overload]
    (lambda shop: shop["ordres"], SpecError, "there is no table 'ordres'"),
    (lambda shop: shop[""], SpecError, "there is no table ''"),
    (lambda shop: shop[3], SpecError, "there is no table 3"),  # type: ignore[index]
    (lambda shop: shop.table("orders", ["totl"]), SpecError, "orders has no column 'totl'"),
    (lambda shop: shop.to_duckdb("x"), TypeError, "the connection is one that duckdb.connect() gives, not 'x'"),  # type: ignore[arg-type]
    (lambda shop: shop.ddl(None), SpecError, "there is no dialect None"),  # type: ignore[arg-type]
    (lambda _: specgen.load("no-such"), SpecError, "there is no file 'no-such'"),
    (lambda _: specgen.load("ecommerce", "scale"), TypeError, "overrides is a dict"),  # type: ignore[arg-type]
    (lambda _: specgen.load("ecommerce", {1: 2}), SpecError, "there is no param '1'"),  # type: ignore[dict-item]
    (lambda _: specgen.open_target(Path("shop.duckdb")), SpecError, "cannot load into 'shop.duckdb'"),  # type: ignore[arg-type]
    (lambda _: specgen.open_files("data", None), SpecError, "there is no format None"),  # type: ignore[arg-type]
    (lambda _: specgen.open_files("data", options={"delimiter": 1}), SpecError, "csv: '1' cannot stand between cells"),  # type: ignore[dict-item]
]


@pytest.mark.parametrize(("call", "kind", "said"), CALLS, ids=[said for _, _, said in CALLS])
def test_what_a_call_does_not_take_is_told_in_a_sentence(
    call: Callable[[Dataset], object], kind: type[Exception], said: str, shop: Dataset
) -> None:
    with pytest.raises(kind, match=re.escape(said)):
        call(shop)


def test_numbers_of_numpy_are_numbers(shop: Dataset) -> None:
    batches = shop["orders"].batches(np.int64(0), np.int32(5), np.int8(3))  # type: ignore[arg-type]

    assert [batch.num_rows for batch in batches] == [3, 2]
