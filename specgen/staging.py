"""A place that gets whole files or none: they are written under other names and get their own when all are complete."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

import pyarrow as pa

from specgen.stores import opened, text

MANIFEST = "manifest.json"
_EARLIER = ".manifest.json.specgen-earlier"
"""The manifest of the run before, while a commit lasts: so it is known which files are its, even if this one is cut short."""
COMPRESSIONS = {"none": "", "gzip": ".gz", "zstd": ".zst"}
"""How a file of text may be compressed, and what its name ends in."""
_LEVELS = {"gzip": 6, "zstd": 1}
_PIECE = 1 << 21


class Staging:
    """Temporary names in a folder or object store, until `commit` gives every file its own.

    The manifest goes first and comes back last, so a place that has one holds files of one and the same run.
    """

    def __init__(self, place: str | os.PathLike[str]):
        self.store = opened(place)
        self._folder = ""
        self._names: list[str] = []
        self._adopted: dict[str, str] = {}
        self._outdated: list[str] = []

    def problems(self) -> AbstractContextManager[None]:
        """Turns what goes wrong with a file into one line and an advice."""
        return self.store.problems()

    def inspect(self) -> None:
        """Refuse a place in which no file can be made."""
        with self.problems():
            self.store.probe()

    def begin(self) -> None:
        """Clear the place of what a crash left behind; refused while another run writes into it, where that can be known."""
        with self.problems():
            self._folder = self.store.hold()
        self._names, self._adopted, self._outdated = [], {}, []

    def create(self, name: str) -> pa.NativeFile:
        """Opens the file that will be called `name`; there may be folders in it."""
        self._names.append(name)
        return self.store.create(self._temporary(name))

    def adopt(self, there: str, name: str) -> None:
        """Take a complete file that is called `there` until it gets its name at commit."""
        self._adopted[name] = there

    def bytes(self, name: str) -> int:
        """The size of a complete file before it has its name."""
        size = self.store.size(self._temporary(name))
        assert size is not None, "it was closed"
        return size

    def earlier(self) -> str | None:
        """The manifest of the run before, if there was one."""
        with self.problems():
            return text(self.store, MANIFEST) or text(self.store, _EARLIER)

    def prepare(self, manifest: str, outdated: Iterable[str] = ()) -> None:
        """Write the manifest, the last thing that needs room on the disk; files of the run before that are `outdated` go at commit."""
        with self.problems(), self.create(MANIFEST) as file:
            file.write(manifest.encode())
        self._outdated = [name for name in outdated if name not in {*self._names, *self._adopted}]

    def commit(self) -> None:
        """Give every file its name, the manifest last."""
        with self.problems():
            self.store.confirm()
            if self.store.size(MANIFEST) is not None:
                self.store.publish({MANIFEST: _EARLIER})
                self.store.remove([MANIFEST])
            self.store.publish({there: name for name, there in self._adopted.items()})
            self.store.publish({self._temporary(name): name for name in self._names if name != MANIFEST})
            self.store.remove(self._outdated)
            self.store.publish({self._temporary(MANIFEST): MANIFEST})
            self.store.remove([_EARLIER])
            self.store.release()
        self._names = []

    def abort(self) -> None:
        """Remove what has no name yet, and the folders that were made in vain."""
        with self.problems():
            self.store.release()
            self.store.forget()
        self._names = []

    def _temporary(self, name: str) -> str:
        return f"{self._folder}/{name}"


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
