"""Threads: any number of them, and batches of any size, give the same fingerprints."""

from __future__ import annotations

import pytest

from specgen.engine import Engine
from specgen.executors.threads import Threads
from tests import clusters, worlds

BATCHES = [1_000, 1_000_000]


@pytest.fixture(scope="module")
def shop() -> Engine:
    """Customers of more than one chunk: 70,000."""
    return worlds.engine(worlds.SPECS / "ecommerce.yaml", {"scale": "2"})


@pytest.fixture(scope="module")
def due(shop: Engine) -> dict[str, str]:
    return clusters.prints(shop, Threads(1), 10_000)


@pytest.mark.parametrize("jobs", [1, 2, 16])
def test_fingerprints_depend_on_no_number_of_threads_and_no_size_of_batches(shop: Engine, due: dict[str, str], jobs: int) -> None:
    assert [clusters.prints(shop, Threads(jobs), rows) for rows in BATCHES] == [due] * len(BATCHES)
