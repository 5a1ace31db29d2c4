"""A directory that gets whole files or none: they are written under other names and renamed when all are complete."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import filelock
import pyarrow as pa

from specgen.errors import EnvironmentProblem

_PREFIX, _SUFFIX = ".", ".specgen-part"
MANIFEST = "manifest.json"
COMPRESSIONS = {"none": "", "gzip": ".gz", "zstd": ".zst"}
"""How a file of text may be compressed, and what its name ends in."""
_LEVELS = {"gzip": 6, "zstd": 1}
_PIECE = 1 << 21


class Staging:
    """Temporary names in a directory, until `commit` gives every file its own.

    The manifest goes first and comes back last, so a directory that has one holds files of one and the same run.
    """

    def __init__(self, directory: str | os.PathLike[str]):
        self.directory = Path(directory)
        self._names: list[str] = []
        self._made: list[Path] = []
        self._lock = _lock(self.directory)

    def inspect(self) -> None:
        """Refuse a directory in which no file can be made."""
        with plain_problems(self.directory):
            self._made += make_folder(self.directory)
            probe = self._temporary("probe")
            probe.touch()
            probe.unlink(missing_ok=True)

    def begin(self) -> None:
        """Make the directory, and clear it of what a crash left behind; refused while another run writes into it."""
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            help = "wait for it, or choose another directory with --out"
            raise EnvironmentProblem(f"another run is writing to {self.directory}", help) from None
        with plain_problems(self.directory):
            self._made += make_folder(self.directory)
            self._sweep()
        self._names = []

    def path(self, name: str) -> Path:
        """Where to write the file that will be called `name`."""
        self._names.append(name)
        return self._temporary(name)

    def bytes(self, name: str) -> int:
        """The size of a file before it has its name."""
        return self._temporary(name).stat().st_size

    def prepare(self, manifest: str) -> None:
        """Write the manifest, the last thing that needs room on the disk."""
        with plain_problems(self.directory):
            self.path(MANIFEST).write_text(manifest, encoding="utf-8", newline="\n")

    def commit(self) -> None:
        """Give every file its name, the manifest last."""
        with plain_problems(self.directory):
            (self.directory / MANIFEST).unlink(missing_ok=True)
            for name in self._names:
                os.replace(self._temporary(name), self.directory / name)
        self._names, self._made = [], []
        self._lock.release()

    def abort(self) -> None:
        """Remove what has no name yet, and the folders that were made in vain."""
        if self._lock.is_locked:
            with plain_problems(self.directory):
                self._sweep()
            self._lock.release()
        remove_folders(self._made)
        self._names, self._made = [], []

    def _temporary(self, name: str) -> Path:
        return self.directory / f"{_PREFIX}{name}{_SUFFIX}"

    def _sweep(self) -> None:
        for stale in sorted(self.directory.glob(f"{_PREFIX}*{_SUFFIX}")):
            stale.unlink(missing_ok=True)


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


def _lock(directory: Path) -> filelock.FileLock:
    """A lock of the operating system, which ends with the process; its file lies elsewhere, so the directory holds data only."""
    name = hashlib.blake2b(os.fspath(directory.resolve()).encode(), digest_size=8).hexdigest()
    return filelock.FileLock(Path(tempfile.gettempdir(), f"specgen-{name}.lock"))


def compressed(file: pa.NativeFile, compression: str) -> Any:
    """A file to write text into that ends up in `file`, compressed; closing it writes the rest and closes `file` too."""
    return file if compression == "none" else _Compressed(file, compression)


class _Compressed(io.RawIOBase):
    """Compresses pieces of one size, each a member of its own (RFC 1952 and RFC 8878 let them follow one another).

    So the bytes depend on the text alone, however it comes; the members' headers hold no time.
    """

    def __init__(self, file: pa.NativeFile, compression: str):
        self._file, self._codec = file, pa.Codec(compression, _LEVELS[compression])
        self._held, self._members = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        whole = len(self._held) // _PIECE * _PIECE
        for start in range(0, whole, _PIECE):
            self._put(bytes(memoryview(self._held)[start : start + _PIECE]))
        del self._held[:whole]
        return len(data)

    def close(self) -> None:
        if self.closed:
            return
        super().close()
        try:
            if self._held or not self._members:
                self._put(bytes(self._held))
        finally:
            self._file.close()

    def _put(self, piece: bytes) -> None:
        member = self._codec.compress(piece, asbytes=True)
        if self._codec.name == "gzip":
            member = member[:9] + b"\xff" + member[10:]  # which system made it is left unknown, or each would write another byte
        self._file.write(member)
        self._members += 1


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
        reason = re.sub(r".*\[errno \d+\] ", "", error.strerror or str(error), flags=re.IGNORECASE | re.DOTALL).rstrip(".")
        help = next((help for sign, help in _ADVICE.items() if sign in reason), "choose another directory")
        raise EnvironmentProblem(f"cannot write to {directory}: {reason}", help) from error
