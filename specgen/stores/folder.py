"""A folder of this machine, as a place for files; and what else has to do with folders."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

import filelock
import pyarrow as pa

from specgen.errors import EnvironmentProblem
from specgen.stores import STAGED, reason


class Folder:
    """Files in a folder and in those below it."""

    def __init__(self, path: Path):
        self._path = path
        self._made: list[Path] = []
        self._lock = _lock(path)

    def __str__(self) -> str:
        return str(self._path)

    def locate(self, name: str) -> str:
        return str(self._path / name)

    def problems(self) -> AbstractContextManager[None]:
        return plain_problems(self._path)

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def examine(self) -> str:
        return f"{self} can be {'written' if writable(self._path) == self._path else 'made'}"

    def probe(self) -> None:
        self._made += make_folder(self._path)
        tempfile.TemporaryFile(dir=self._path).close()

    def hold(self) -> str:
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            help = "wait for it, or choose another directory with --out"
            raise EnvironmentProblem(f"another run is writing to {self}", help) from None
        self._made += make_folder(self._path)
        self.clear(STAGED)
        return STAGED

    def confirm(self) -> None:
        """The lock is the operating system's."""

    def release(self) -> None:
        if self._lock.is_locked:
            self.clear(STAGED)
            self._lock.release()

    def forget(self) -> None:
        remove_folders(self._made)
        self._made = []

    def create(self, name: str) -> pa.NativeFile:
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return pa.OSFile(os.fspath(path), "wb")

    def read(self, name: str) -> pa.NativeFile:
        return pa.OSFile(os.fspath(self._path / name))

    def size(self, name: str) -> int | None:
        path = self._path / name
        return path.stat().st_size if path.is_file() else None

    def publish(self, names: Mapping[str, str]) -> None:
        for before, name in names.items():
            path = self._path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._path / before, path)
        self._made = []

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            path = self._path / name
            path.unlink(missing_ok=True)
            remove_folders([folder for folder in path.parents if self._path in folder.parents])

    def clear(self, folder: str) -> None:
        with suppress(FileNotFoundError):
            shutil.rmtree(self._path / folder)


def make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; gives the ones that were not there, the innermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def writable(folder: Path) -> Path:
    """The folder, or the one in which it would be made; refused where no file can be made there."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return there
    except OSError as problem:
        said = problem.strerror if there.is_dir() else "it is a file, and so holds no folder"
        raise EnvironmentProblem(f"{there}: {said}", "choose another folder") from problem


def remove_folders(made: Sequence[Path]) -> None:
    """Take back what `make_folder` made, where it is still empty."""
    for path in made:
        with suppress(OSError):
            path.rmdir()


_USER = f"{os.getuid()}-" if hasattr(os, "getuid") else ""


def _lock(directory: Path) -> filelock.FileLock:
    """A lock of the operating system, which ends with the process; its file lies elsewhere, so the directory holds data only.

    It is each user's own: the system lets nobody open another's file in a folder for all.
    """
    name = hashlib.blake2b(os.fspath(directory.resolve()).encode(), digest_size=8).hexdigest()
    return filelock.FileLock(Path(tempfile.gettempdir(), f"specgen-{_USER}{name}.lock"))


_ADVICE = {
    "No space left": "make room, or choose a directory on another disk; files of an earlier run are untouched",
    "quota": "make room, or choose a directory on another disk; files of an earlier run are untouched",
    "File too large": "the system lets no file grow so large (`ulimit -f`); files of an earlier run are untouched",
    "Permission denied": "choose a directory that you may write to, or close the program that has the file open",
    "Read-only": "choose a directory on another disk",
    "File exists": "it is a file, and a folder is due: choose another place",
    "Not a directory": "a part of the path is a file: choose another place",
}
"""What to do, by what the operating system says."""


@contextmanager
def plain_problems(directory: Path) -> Iterator[None]:
    """Turns what the operating system says about a file into one line and an advice."""
    try:
        yield
    except OSError as error:
        said = reason(error)
        help = next((help for sign, help in _ADVICE.items() if sign in said), "choose another directory")
        raise EnvironmentProblem(f"cannot write to {directory}: {said}", help) from error
