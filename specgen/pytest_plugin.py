"""Fixtures for pytest: data sets, as rows, in DuckDB or in PostgreSQL. Nothing of specgen is imported until a test asks for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from specgen.records import record

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.connected import Connection

POSTGRES = "SPECGEN_TEST_POSTGRES"
_PLANNED = pytest.StashKey[dict[tuple[str, str], "Dataset"]]()


@record
class Datasets:
    """Gives data sets by their specs; one that was asked for before is not read and planned again."""

    folders: tuple[Path, ...]
    seed: int | None
    _planned: dict[tuple[str, str], Dataset] = field(repr=False)

    def __call__(self, spec: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None, **params: Any) -> Dataset:
        """The data set of a spec file beside the test or in the root folder, or of a shipped spec.

        `params` are those of the spec, or `seed`; `overrides` change any value by its path: `{"tables.orders.rows": 50}`.
        """
        from specgen import api

        path = next((folder / spec for folder in self.folders if (folder / spec).is_file()), Path(spec))
        given = {**({} if self.seed is None else {"seed": self.seed}), **(overrides or {}), **params}
        key = (os.fspath(path), repr(sorted((name, str(value)) for name, value in given.items())))
        if key not in self._planned:
            self._planned[key] = api.load(path, given)
        return self._planned[key]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("specgen", "data sets by specgen")
    group.addoption("--specgen-seed", type=int, metavar="N", help="the seed of every data set that a test gives none")
    group.addoption("--specgen-postgres", metavar="URL", help=f"where specgen_postgresql loads data; by default ${POSTGRES}")


def pytest_report_header(config: pytest.Config) -> str | None:
    seed = config.getoption("--specgen-seed")
    return None if seed is None else f"specgen: seed {seed}"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_PLANNED] = {}


@pytest.fixture
def specgen(request: pytest.FixtureRequest) -> Datasets:
    """Data sets: `specgen("shop.yaml", scale=0.1)["orders"].to_pandas()`."""
    config = request.config
    return Datasets((request.path.parent, config.rootpath), config.getoption("--specgen-seed"), config.stash[_PLANNED])


@pytest.fixture
def specgen_duckdb(specgen: Datasets) -> Iterator[Callable[..., Connection]]:
    """Data sets in DuckDB databases in memory: `specgen_duckdb("shop.yaml").sql("FROM orders")`; closed when the test ends."""
    with ExitStack() as opened:

        def load(spec: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None, **params: Any) -> Connection:
            return opened.enter_context(specgen(spec, overrides, **params).to_duckdb())

        yield load


@pytest.fixture
def specgen_postgresql(request: pytest.FixtureRequest, specgen: Datasets) -> Callable[..., str]:
    """Loads data sets into the PostgreSQL of --specgen-postgres and gives its URL; without one the test is skipped."""
    url = request.config.getoption("--specgen-postgres") or os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: name one with --specgen-postgres or {POSTGRES}")

    def load(spec: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None, **params: Any) -> str:
        from specgen import api

        specgen(spec, overrides, **params).run([api.open_target(url)])
        return str(url)

    return load
