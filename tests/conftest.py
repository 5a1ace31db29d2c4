"""What holds for all tests: nothing is kept where whoever runs them keeps things, what is compiled is, and servers are shared."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import signal
import tempfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from specgen.shelf import VARIABLE
from tests.servers import VERSIONS, Base, database, server

settings.register_profile("ordinary", max_examples=25, deadline=None)
settings.load_profile("ordinary")
"""`pytest --hypothesis-profile default` gives each property four times as many examples."""

_FOLDER = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the whole session; workers have it from the process that started them.

    And Ctrl-C means what it says, for the processes that tests start too: a shell lets what it runs in the background ignore it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        config.stash[_FOLDER] = tempfile.TemporaryDirectory(prefix="specgen-cache-", ignore_cleanup_errors=True)
        os.environ[VARIABLE] = config.stash[_FOLDER].name
        # Else each worker, and each of the hundreds of processes that tests start, compiles the same modules once more.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """What has been collected stays to the end, so the garbage collector need not go through it time and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _FOLDER in config.stash:
        config.stash[_FOLDER].cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[int], str]]:
    """Gives the URI of a server of a version: the same one for all tests of a worker, since it takes seconds to start."""
    with contextlib.ExitStack() as running:
        yield functools.cache(lambda version: running.enter_context(server(version)))


@pytest.fixture
def base(postgres: Callable[[int], str]) -> Iterator[Base]:
    """A database of the test's own on a server of the newest version."""
    with database(postgres(VERSIONS[-1])) as made:
        yield made


@pytest.fixture(params=VERSIONS)
def base_of_each_version(request: pytest.FixtureRequest, postgres: Callable[[int], str]) -> Iterator[Base]:
    with database(postgres(request.param)) as made:
        yield made
