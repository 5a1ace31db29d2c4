"""What holds for all tests: nothing is kept in the cache folder of whoever runs them."""

from __future__ import annotations

import os
import tempfile

import pytest

from specgen.vocabularies.shelf import VARIABLE

_FOLDER = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the whole session; workers have it from the process that started them."""
    if not hasattr(config, "workerinput"):
        config.stash[_FOLDER] = tempfile.TemporaryDirectory(prefix="specgen-cache-", ignore_cleanup_errors=True)
        os.environ[VARIABLE] = config.stash[_FOLDER].name


def pytest_unconfigure(config: pytest.Config) -> None:
    if _FOLDER in config.stash:
        config.stash[_FOLDER].cleanup()
