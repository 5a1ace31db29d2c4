"""The verbs as Python functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from specgen import api
from specgen.api import Dataset
from specgen.errors import SpecError
from specgen.language import load
from specgen.plan.decided import decided
from tests.error_cases import ERRORS, Case, cases


@pytest.mark.parametrize("scale", [2, "2", 2.0])
def test_an_override_may_be_a_number_or_its_text(scale: str | float) -> None:
    dataset = api.load("ecommerce", {"scale": scale})

    assert dataset.plan.tables["customers"].rows == 2_000


def test_an_override_of_a_wrong_kind_is_a_fault() -> None:
    with pytest.raises(SpecError):
        api.load("ecommerce", {"scale": "many"})


def test_a_data_set_shows_itself_in_a_line_and_goes_through_its_tables() -> None:
    library = api.load("library")

    assert repr(library) == "<library: subjects, authors, books, book_authors, copies, members, loans>"
    assert tuple(library) == library.tables
    assert "loans" in library and "laons" not in library


def test_a_fault_tells_its_help_where_it_is_raised_too() -> None:
    with pytest.raises(SpecError, match=r"there is no param 'scael' \[unknown-param\]\n  = help: did you mean 'scale'\?"):
        api.load("ecommerce", {"scael": 2})


@pytest.mark.parametrize("verb", [lambda data: data.plan, lambda data: data.ddl("duckdb"), lambda data: data.checks("postgres")])
def test_what_the_counts_tell_is_refused_before_any_row_is_asked_for(verb: Callable[[Dataset], object]) -> None:
    case = ERRORS / "sequence_beyond_its_type.yaml"

    with pytest.raises(SpecError, match="beyond what"):
        verb(api.load(case))


ONLY_ROWS_TELL = {"expression-failed", "check-broken", "unexpected-null", "text-too-long", "negative-count", "sql-failed"}
ROOM_OF_A_ROW = {"distinct_picks_from_too_few", "split_with_no_room", "versions_with_no_room", "weights_that_the_rows_tell"}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.path.stem)
def test_a_plan_refuses_all_but_what_only_rows_tell(case: Case) -> None:
    if case.path.stem in ROOM_OF_A_ROW or {fault.code for fault in case.faults} <= ONLY_ROWS_TELL:
        pytest.skip("only rows tell")

    with pytest.raises(SpecError):
        _ = Dataset(load(case.source, name=str(case.path))).plan


def test_a_plan_counts_no_blocks_of_millions_of_parents(tmp_path: Path) -> None:
    spec = tmp_path / "many.yaml"
    spec.write_text(MANY, encoding="utf-8")

    found = set(decided(api.load(spec).plan))

    assert ("customers", "code") in found
    assert {table for table, _ in found} == {"customers"}


MANY = """\
specgen: 1
name: many
tables:
  customers:
    rows: 3000000000
    columns:
      customer_id: bigint
      code: {type: bigint, permutation: {}}
    primary_key: customer_id
  orders:
    rows: {per: customers, count: {poisson: {mean: 2}}}
    columns:
      order_id: bigint
      customer_id: {type: bigint, references: customers.customer_id}
    primary_key: order_id
"""


def test_a_validation_tells_what_waits_and_closes_the_database(tmp_path: Path) -> None:
    shop, file = api.load("ecommerce", {"scale": 0.1}), tmp_path / "shop.duckdb"
    shop.run([api.open_target(f"duckdb:{file}")], jobs=1, until="2024-06-01")

    found = shop.validate(api.open_target(f"duckdb:{file}"))

    assert "row_count" in {check.kind for check in found.waiting} and not found.failed
    assert {check.name for check in found}.isdisjoint(check.name for check in found.waiting)
    duckdb.connect(str(file)).close()
