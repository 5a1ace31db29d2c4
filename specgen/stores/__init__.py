"""Where files are: a folder of this machine, or a prefix of an object store. `Store` is what both of them can do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from specgen.errors import Fault, SpecError
from specgen.suggestions import did_you_mean

STAGED = ".specgen-part"
"""The folder for files that have no name yet."""


class Store(Protocol):
    """Files by their names, which are relative and may have folders in them, with slashes on every system.

    `str` gives the place as people write it, without secrets.
    """

    def locate(self, name: str) -> str:
        """A file as people write it."""

    def problems(self) -> AbstractContextManager[None]:
        """Turns what the system or the server says into one line and an advice (EnvironmentProblem)."""

    def reading(self) -> AbstractContextManager[None]:
        """The same where that has more to say than that a file is missing or broken."""

    def examine(self) -> str:
        """Whether files can be written, in a few words; makes nothing that stays."""

    def probe(self) -> None:
        """Make a file and remove it again, so that what cannot be written to is told before the first row."""

    def hold(self) -> str:
        """Keep other runs away as well as the place can, clear what a crash left, and give the folder for files without a name."""

    def confirm(self) -> None:
        """EnvironmentProblem if the place is no longer held by this run."""

    def release(self) -> None:
        """Remove what still has no name, and let others in."""

    def forget(self) -> None:
        """Remove the folders that were made for nothing."""

    def create(self, name: str) -> pa.NativeFile:
        """A new file to write to; it is there when it is closed."""

    def read(self, name: str) -> pa.NativeFile:
        """A file to read, from any position."""

    def size(self, name: str) -> int | None:
        """Its bytes; None if there is no such file."""

    def publish(self, names: Mapping[str, str]) -> None:
        """Give each file its name, in place of one that has it."""

    def clear(self, folder: str) -> None:
        """Remove a folder with all that is in it, where it is there."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files where they are there, and the folders in which nothing is left."""


def opened(place: str | os.PathLike[str]) -> Store:
    """The store of a path or URL; nothing is asked of a server yet."""
    scheme, mark, rest = os.fspath(place).partition("://")
    if not mark:
        from specgen.stores.folder import Folder

        _refuse_lost_slash(os.fspath(place))
        return Folder(Path(place))
    from specgen.stores.objects import Objects
    from specgen.stores.services import SERVICES

    if scheme not in SERVICES:
        raise _unknown(f"there is no store of the kind {scheme!r}", did_you_mean(scheme, SERVICES))
    bucket, *parts = rest.rstrip("/").split("/")
    if "@" in bucket:
        raise _unknown(f"credentials do not belong in a URL ({scheme}://…@…)", f"set {SERVICES[scheme].credentials}")
    if not bucket or {"", ".", ".."} & set(parts) or set(rest) & set("?#\\"):
        raise _unknown(f"{scheme}://{rest} is no place for files", f"write {scheme}://BUCKET/PREFIX, and all else into the environment")
    return Objects(SERVICES[scheme], bucket, "/".join(parts))


def _refuse_lost_slash(place: str) -> None:
    """A folder called `s3:` is nobody's wish; the rows would be there and not in the bucket."""
    found = re.match("(s3|gs|az):/*(.*)", place, re.IGNORECASE)
    if found:
        raise _unknown(f"{place!r} is neither a folder nor a URL", f"write {found[1].lower()}://{found[2] or 'BUCKET/PREFIX'}")


def _unknown(what: str, help: str) -> SpecError:
    return SpecError(Fault("unknown-store", what, None, help))


def text(store: Store, name: str) -> str | None:
    """What a file of text holds; None if there is no such file."""
    if store.size(name) is None:
        return None
    with store.read(name) as file:
        return str(file.readall(), "utf-8")


def reason(error: Exception) -> str:
    """What the system, a server or a library says in an error, in one line."""
    said = getattr(error, "strerror", None) or str(error)
    found = re.search(r"\[errno \d+\] (.*)", said, re.IGNORECASE | re.DOTALL)
    return (found[1] if found else said).splitlines()[0].rstrip(".")


__all__ = ["STAGED", "Store", "opened", "reason", "text"]
