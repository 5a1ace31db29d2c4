"""One server of each version for all these tests, and a database for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import VERSIONS, Base, database, server


@pytest.fixture(scope="session")
def newest() -> Iterator[str]:
    with server() as uri:
        yield uri


@pytest.fixture(scope="session", params=VERSIONS)
def each_version(request: pytest.FixtureRequest) -> Iterator[str]:
    with server(request.param) as uri:
        yield uri


@pytest.fixture
def base(newest: str) -> Iterator[Base]:
    with database(newest) as made:
        yield made


@pytest.fixture
def base_of_each_version(each_version: str) -> Iterator[Base]:
    with database(each_version) as made:
        yield made
