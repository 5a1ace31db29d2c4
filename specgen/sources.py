"""The files that a spec is read from: those of this disk, or carried along from another machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from specgen.errors import EnvironmentProblem
from specgen.records import record


class Sources:
    """Gives the bytes of files, and remembers which were read and what was in them."""

    def __init__(self, carried: Mapping[str, bytes] | None = None):
        self._carried = carried
        self.digests: dict[str, tuple[Path, str]] = {}
        """By the name under which it was asked for: the file, and the SHA-256 of its bytes."""

    def has(self, path: Path) -> bool:
        """Whether there is such a file."""
        return path.is_file() if self._carried is None else path.as_posix() in self._carried

    def read(self, path: Path, found: Path | None = None) -> bytes:
        """The bytes of a file; `found` is where it lies if that is not where it was looked for first."""
        if self._carried is None:
            content = (found or path).read_bytes()
        elif path.as_posix() in self._carried:
            content = self._carried[path.as_posix()]
        else:
            raise FileNotFoundError(path)
        self.digests[path.as_posix()] = (found or path, hashlib.sha256(content).hexdigest())
        return content


@record
class Origin:
    """What a spec was read from: enough to read the same again elsewhere."""

    file: str
    text: str | None
    """The spec itself, where it was no file."""
    overrides: Mapping[str, str]
    digests: Mapping[str, tuple[Path, str]] = field(repr=False)

    def contents(self) -> dict[str, bytes]:
        """Every file that was read, by the name under which it was asked for; EnvironmentProblem if one has changed since."""
        found = {} if self.text is None else {self.file: self.text.encode()}
        for name, (path, digest) in self.digests.items():
            try:
                found[name] = path.read_bytes()
            except OSError as wrong:
                raise EnvironmentProblem(f"'{path}' can no longer be read: {wrong.strerror}", "put it back and run again") from wrong
            if hashlib.sha256(found[name]).hexdigest() != digest:
                raise EnvironmentProblem(f"'{path}' was changed while it was being used", "run again")
        return found
